/** Faults: calls that fail with an error code, and KMS keys that are disabled, missing or denied. */

import { useId, useState } from "preact/hooks";
import { operationNamed } from "../engine/shapes.js";
import { operationGroups } from "../forms/grouping.js";
import type { Scene } from "../session/player.js";
import { isFault, KMS_ACTIONS, KMS_STATES, type KmsAction, type KmsKeyState, type Step } from "../session/session.js";
import { times } from "./words.js";

interface Props {
  readonly scene: Scene;
  readonly perform: (...steps: Step[]) => void;
}

/** Codes that the service may return from every operation. */
const COMMON = ["ThrottlingException", "AccessDeniedException", "InternalServiceError", "UnrecognizedClientException"];

export function FaultsPanel({ scene, perform }: Props) {
  const blocked = scene.busy !== undefined;
  return (
    <div class="faults">
      <Faults perform={perform} blocked={blocked} />
      <Keys perform={perform} blocked={blocked} />
      <SetSoFar scene={scene} />
    </div>
  );
}

function Faults({ perform, blocked }: { perform: Props["perform"]; blocked: boolean }) {
  const id = useId();
  const [operation, setOperation] = useState("GetSecretValue");
  const [code, setCode] = useState("ThrottlingException");
  const [count, setCount] = useState("1");
  const codes = [...new Set([...COMMON, ...(operationNamed(operation)?.errors ?? [])])];
  const wanted = Number(count);
  const isValid = Number.isSafeInteger(wanted) && wanted > 0;
  const fail = (event: Event) => {
    event.preventDefault();
    if (isValid && !blocked) perform({ fail: operation, with: code, ...(wanted !== 1 && { times: wanted }) });
  };
  return (
    <form onSubmit={fail} noValidate>
      <h3>Make calls fail</h3>
      <div class="field">
        <label for={`${id}-operation`}>Operation</label>
        <select id={`${id}-operation`} value={operation} onChange={(event) => setOperation(event.currentTarget.value)}>
          {operationGroups
            .flatMap(({ names }) => names)
            .map((name) => (
              <option key={name}>{name}</option>
            ))}
        </select>
      </div>
      <div class="pair">
        <div class="field">
          <label for={`${id}-code`}>Error</label>
          <select
            id={`${id}-code`}
            value={codes.includes(code) ? code : codes[0]}
            onChange={(event) => setCode(event.currentTarget.value)}
          >
            {codes.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for={`${id}-times`}>Times</label>
          <input
            id={`${id}-times`}
            value={count}
            inputMode="numeric"
            autocomplete="off"
            aria-invalid={!isValid}
            onInput={(event) => setCount(event.currentTarget.value)}
          />
        </div>
      </div>
      {!isValid && (
        <p class="problem" role="alert">
          Times is {count === "" ? "empty" : `“${count}”`}; enter a whole number from 1, for example 2.
        </p>
      )}
      <button type="submit" disabled={blocked || !isValid}>
        Make {operation} fail
      </button>
    </form>
  );
}

function Keys({ perform, blocked }: { perform: Props["perform"]; blocked: boolean }) {
  const id = useId();
  const [key, setKey] = useState("alias/aws/secretsmanager");
  const [state, setState] = useState<KmsKeyState>("disabled");
  const [denied, setDenied] = useState<readonly KmsAction[]>([]);
  const toggle = (right: KmsAction) =>
    setDenied(KMS_ACTIONS.filter((one) => (one === right ? !denied.includes(one) : denied.includes(one))));
  const set = (event: Event) => {
    event.preventDefault();
    if (key === "" || blocked) return;
    perform({ kmsKey: key, ...(state !== "enabled" && { state }), ...(denied.length > 0 && { denied }) });
  };
  return (
    <form onSubmit={set} noValidate>
      <h3>Set a KMS key</h3>
      <div class="field">
        <label for={`${id}-key`}>Key id, ARN or alias</label>
        <input
          id={`${id}-key`}
          value={key}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => setKey(event.currentTarget.value)}
        />
      </div>
      <div class="field">
        <label for={`${id}-state`}>State</label>
        <select
          id={`${id}-state`}
          value={state}
          onChange={(event) => setState(event.currentTarget.value as KmsKeyState)}
        >
          {KMS_STATES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
      <fieldset class="rights">
        <legend>Callers have no permission for</legend>
        {KMS_ACTIONS.map((right) => (
          <label class="check" key={right}>
            <input type="checkbox" checked={denied.includes(right)} onChange={() => toggle(right)} /> {right}
          </label>
        ))}
      </fieldset>
      <button type="submit" disabled={blocked || key === ""}>
        Set the key
      </button>
    </form>
  );
}

/** The faults and keys that were set up to the current step. */
function SetSoFar({ scene: { session, position } }: Pick<Props, "scene">) {
  const set = session.steps.slice(0, position).flatMap((step) => {
    if ("kmsKey" in step)
      return [
        `${step.kmsKey}: ${[step.state ?? "enabled", ...(step.denied ?? []).map((right) => `no ${right}`)].join(", ")}`,
      ];
    return "fail" in step && isFault(step) ? [`${step.fail}: ${step.with}, ${times(step.times ?? 1)}`] : [];
  });
  if (set.length === 0) return null;
  return (
    <>
      <h3>Set so far</h3>
      <ul class="plain-list">
        {set.map((line, place) => (
          <li key={place}>{line}</li>
        ))}
      </ul>
    </>
  );
}
