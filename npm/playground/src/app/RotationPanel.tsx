/** Rotation: the function, which one may change, its steps one by one, and failure where one wants it. */

import { useState } from "preact/hooks";
import { STANDARD } from "../engine/functions.js";
import type { Outcome } from "../engine/replay.js";
import type { Secret } from "../engine/world.js";
import type { Scene } from "../session/player.js";
import { type Json, type Members, ROTATION_STEPS, type RotationStepName, type Step } from "../session/session.js";

interface Props {
  readonly scene: Scene;
  readonly selected: Secret | undefined;
  readonly perform: (...steps: Step[]) => void;
  readonly letStepsWait: (wait: boolean) => void;
}

const NAME = "rotate";

export function RotationPanel({ scene, selected, perform, letStepsWait }: Props) {
  const { session, position, outcomes } = scene;
  const known = lastFunction(scene);
  const [typed, setTyped] = useState<string>();
  const text = typed ?? known?.handler ?? STANDARD;
  const name = known?.onRotate ?? NAME;
  const isNew = known?.handler !== text;
  const [failing, setFailing] = useState<RotationStepName>("testSecret");
  const waits = session.rotationSteps === "queue";
  const log = (outcomes[position - 1]?.rotations ?? []) as readonly Members[];
  const next = nextStep(log);
  const make: Step = { onRotate: name, handler: text };
  const arn = name.startsWith("arn:") ? name : `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
  const rotate = () => {
    if (selected) perform(...(isNew ? [make] : []), rotation(selected, arn));
  };
  return (
    <div class="rotation">
      <button
        type="button"
        class="primary wide"
        disabled={!selected || selected.primaryRegion !== undefined}
        onClick={rotate}
      >
        Rotate {selected?.name ?? "a secret"}
      </button>
      <div class="choices">
        <button type="button" disabled={!waits} onClick={() => perform({ runRotations: untilAfter(next) })}>
          Run {next}
        </button>
        <button type="button" disabled={!waits} onClick={() => perform({ runRotations: {} })}>
          Run to the end
        </button>
      </div>
      <label class="check">
        <input type="checkbox" checked={waits} onChange={(event) => letStepsWait(event.currentTarget.checked)} /> The
        steps wait for me
      </label>
      <div class="custom">
        <div class="field">
          <label for="failing">Fail once in</label>
          <select
            id="failing"
            value={failing}
            onChange={(event) => setFailing(event.currentTarget.value as RotationStepName)}
          >
            {ROTATION_STEPS.map((step) => (
              <option key={step}>{step}</option>
            ))}
          </select>
        </div>
        <button type="button" onClick={() => perform({ fail: failing })}>
          Let it fail
        </button>
      </div>
      <Log log={log} outcome={outcomes[position - 1]} />
      <div class="field">
        <label for="handler">
          <code>handler(event, context)</code>
        </label>
        <textarea
          id="handler"
          class="script"
          rows={16}
          value={text}
          spellcheck={false}
          aria-describedby="handler-hint"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <small id="handler-hint">
          JavaScript. <code>client</code> has a method for each operation; <code>console.log</code> is shown. Three
          seconds an invocation.
        </small>
      </div>
      <div class="choices">
        <button type="button" disabled={!isNew} onClick={() => perform(make)}>
          Use this function
        </button>
        <button type="button" class="quiet" disabled={text === STANDARD} onClick={() => setTyped(STANDARD)}>
          The standard one
        </button>
      </div>
    </div>
  );
}

/** Every rotation so far, the newest first. */
function Log({ log, outcome }: { log: readonly Members[]; outcome: Outcome | undefined }) {
  if (log.length === 0) return <p class="none log">No rotation has begun.</p>;
  return (
    <ol class="log" aria-label="Rotations, the newest first" data-rotations={log.length}>
      {[...log].reverse().map((rotation) => (
        <li key={`${rotation.token} ${rotation.started}`}>
          <strong>
            {secretName(rotation)}{" "}
            <small>
              {rotation.kind === "test" ? "test of the configuration, " : ""}
              {String(rotation.outcome)}
            </small>
          </strong>
          <ol>
            {(rotation.steps as readonly Members[]).map(({ step, outcome, error }, place) => (
              <li key={`${step} ${place}`} class={String(outcome)} data-step={`${step} ${outcome}`}>
                {String(step)} <span>{error === undefined ? String(outcome) : `failed: ${error}`}</span>
              </li>
            ))}
          </ol>
        </li>
      ))}
      {outcome?.invocations.some(({ log }) => log.length > 0) && (
        <li class="none">What it wrote to the console stands under Request and answer.</li>
      )}
    </ol>
  );
}

function lastFunction({ session, position }: Scene) {
  return session.steps.slice(0, position).findLast((step) => "onRotate" in step);
}

/** The first time with rules; later the secret has them. */
function rotation({ name, region, account, rotation: settings }: Secret, arn: string): Step {
  const set = settings?.functionArn === arn;
  const request = {
    SecretId: name,
    ...(!set && { RotationLambdaARN: arn, RotationRules: { AutomaticallyAfterDays: 30 } }),
  };
  return {
    call: "RotateSecret",
    with: request,
    ...(region !== "us-east-1" && { region }),
    ...(account !== "123456789012" && { account }),
  };
}

/** Which step comes next, as far as the log tells: what has not begun begins with the first. */
function nextStep(log: readonly Members[]): RotationStepName {
  const running = log.findLast(({ outcome }) => outcome === "running");
  const last = (running?.steps as readonly Members[] | undefined)?.at(-1)?.step;
  return ROTATION_STEPS[(ROTATION_STEPS as readonly unknown[]).indexOf(last) + 1] ?? "createSecret";
}

function untilAfter(step: RotationStepName): { until?: RotationStepName } {
  const until = ROTATION_STEPS[ROTATION_STEPS.indexOf(step) + 1];
  return until ? { until } : {};
}

function secretName({ secretId }: { readonly secretId?: Json }): string {
  return String(secretId).split(":secret:")[1]?.slice(0, -7) ?? String(secretId);
}
