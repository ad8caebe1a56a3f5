/** Rotation: start one, run its steps one by one, make a step fail, retry, and edit the function. */

import { useEffect, useRef, useState } from "preact/hooks";
import { STANDARD } from "../engine/functions.js";
import { SECONDS, syntaxProblem } from "../engine/handler-worker.js";
import type { Secret } from "../engine/inventory.js";
import type { Scene } from "../session/player.js";
import { DEFAULT_PLACE, ROTATION_STEPS, type RotationStepName, type Step } from "../session/session.js";
import { hiding } from "./hiding.js";
import { useKept } from "./kept.js";
import { type Run, runOf, runsOf } from "./rotations.js";

interface Props {
  readonly scene: Scene;
  readonly selected: Secret | undefined;
  readonly revealed: boolean;
  readonly perform: (...steps: Step[]) => void;
  readonly queueSteps: (wait: boolean) => void;
}

const NAME = "rotate";

export function RotationPanel({ scene, selected, revealed, perform, queueSteps }: Props) {
  const { session, inventory, busy } = scene;
  const known = lastFunction(scene);
  const [typed, setTyped] = useKept<string | undefined>("handler", undefined);
  const text = typed ?? known?.handler ?? STANDARD;
  const name = known?.onRotate ?? NAME;
  const isNew = known?.handler !== text;
  const problem = useSyntaxProblem(typed);
  const [failing, setFailing] = useState<RotationStepName>("testSecret");
  const waits = session.rotationSteps === "queue";
  const blocked = busy !== undefined;
  const runs = runsOf(scene);
  const next = (selected?.waiting ?? inventory.secrets.find(({ waiting }) => waiting)?.waiting)?.step;
  const latest = runOf(scene, selected);
  const failed = latest?.outcome === "failed" && !selected?.waiting ? latest : undefined;
  const make: Step = { onRotate: name, handler: text };
  const withFunction = isNew && problem === undefined ? [make] : [];
  const rotate = (token?: string) => {
    if (selected) perform(...withFunction, rotation(selected, arnOf(name, selected), token));
  };
  const cannot = whyNotRotate(selected, failed);
  return (
    <div class="rotation">
      {failed ? (
        <button type="button" class="primary wide" disabled={blocked} onClick={() => rotate(failed.token)}>
          Retry the rotation
        </button>
      ) : (
        <button type="button" class="primary wide" disabled={blocked || cannot !== undefined} onClick={() => rotate()}>
          Rotate {selected?.name ?? "a secret"}
        </button>
      )}
      {failed && (
        <p class="none">
          {failed.steps.at(-1)?.step ?? "The rotation"} failed. RotateSecret with the same token runs the rotation again
          from its first step.
        </p>
      )}
      {cannot && !failed && <p class="none">{cannot}</p>}
      <div class="choices">
        <button
          type="button"
          disabled={blocked || next === undefined}
          onClick={() => next && perform({ runRotations: untilAfter(next) })}
        >
          Run {next ?? "the next step"}
        </button>
        <button type="button" disabled={blocked || next === undefined} onClick={() => perform({ runRotations: {} })}>
          Run to the end
        </button>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={waits}
          disabled={blocked}
          onChange={(event) => queueSteps(event.currentTarget.checked)}
        />{" "}
        Run each rotation step by hand
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
        <button type="button" disabled={blocked} onClick={() => perform({ fail: failing })}>
          Make it fail
        </button>
      </div>
      <Log runs={runs} shown={hiding(scene, revealed)} />
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
          aria-describedby="handler-problem handler-hint"
          aria-invalid={problem !== undefined}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <p class="problem" id="handler-problem" role="status">
          {problem}
        </p>
        <small id="handler-hint">
          JavaScript: <code>handler</code>, <code>export const handler</code>, <code>exports.handler</code> or a bare
          function. <code>client</code> has a method for each operation. Each invocation may take {SECONDS} seconds.
        </small>
      </div>
      <div class="choices">
        <button type="button" disabled={blocked || !isNew || problem !== undefined} onClick={() => perform(make)}>
          Use this function
        </button>
        <button type="button" class="quiet" disabled={text === STANDARD} onClick={() => setTyped(STANDARD)}>
          Reset to the standard function
        </button>
      </div>
    </div>
  );
}

/** The reason why the secret cannot be rotated now, if there is one. */
function whyNotRotate(selected: Secret | undefined, failed: Run | undefined): string | undefined {
  if (!selected) return "Create a secret first.";
  if (selected.primaryRegion !== undefined) return `A replica rotates with its primary in ${selected.primaryRegion}.`;
  if (selected.deletion) return "The secret is scheduled for deletion: restore it first.";
  if (selected.waiting && !failed) return `A rotation is waiting for ${selected.waiting.step}: run it first.`;
  return undefined;
}

/** The syntax error in a typed text, checked 250 ms after the last key. */
function useSyntaxProblem(typed: string | undefined): string | undefined {
  const [problem, setProblem] = useState<string>();
  const latest = useRef(typed);
  latest.current = typed;
  useEffect(() => {
    if (typed === undefined) return;
    const timer = setTimeout(async () => {
      const found = await syntaxProblem(typed);
      if (latest.current === typed) setProblem(found);
    }, 250);
    return () => clearTimeout(timer);
  }, [typed]);
  return problem;
}

/** All rotations so far, the latest first. */
function Log({ runs, shown }: { runs: readonly Run[]; shown: (text: string) => string }) {
  if (runs.length === 0) return <p class="none log">No rotation step has run yet.</p>;
  return (
    <ol class="log" aria-label="Rotations, the latest first" data-rotations={runs.length}>
      {[...runs].reverse().map((run) => (
        <li key={`${run.token} ${run.started}`}>
          <strong>
            {secretName(run)}{" "}
            <small>
              {run.kind === "test" ? "test of the configuration, " : ""}
              {run.outcome}
            </small>
          </strong>
          <ol>
            {run.steps.map(({ step, outcome, error }, place) => (
              <li key={`${step} ${place}`} class={outcome} data-step={`${step} ${outcome}`}>
                {step} <span>{error === undefined ? outcome : `failed: ${shown(error)}`}</span>
              </li>
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

function lastFunction({ session, position }: Scene) {
  return session.steps.slice(0, position).findLast((step) => "onRotate" in step);
}

function arnOf(name: string, { region, account }: Secret): string {
  return name.startsWith("arn:") ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
}

/** The step that rotates a secret. Only the first one needs rules. With a token, the failed rotation runs again. */
function rotation({ name, region, account, rotation: settings }: Secret, arn: string, token: string | undefined): Step {
  const isSet = settings?.functionArn === arn;
  const request = {
    SecretId: name,
    ...(token !== undefined && { ClientRequestToken: token }),
    ...(!isSet && { RotationLambdaARN: arn, RotationRules: { AutomaticallyAfterDays: 30 } }),
  };
  return {
    call: "RotateSecret",
    with: request,
    ...(region !== DEFAULT_PLACE.region && { region }),
    ...(account !== DEFAULT_PLACE.account && { account }),
  };
}

function untilAfter(step: RotationStepName): { until?: RotationStepName } {
  const until = ROTATION_STEPS[ROTATION_STEPS.indexOf(step) + 1];
  return until ? { until } : {};
}

function secretName({ secretId }: Run): string {
  return secretId.split(":secret:")[1]?.slice(0, -7) ?? secretId;
}
