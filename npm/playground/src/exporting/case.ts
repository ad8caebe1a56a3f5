/** Writes the session as a case file of the project (tests/README.md), with the responses of a fake in the initial state of a case. */

import { caseFunction } from "../engine/functions.js";
import type { Invocation } from "../engine/invocation.js";
import { end, type Outcome, replay } from "../engine/replay.js";
import { fromEngine } from "../engine/values.js";
import { isError } from "../engine/wire.js";
import { CASES_BEGIN_AT, type Freeze, type Json, type Members, type Session, type Step } from "../session/session.js";
import { isOf } from "./acts.js";

/** The six characters at the end of an ARN. */
const SUFFIX = /(arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[^"\\]*?-)([A-Za-z0-9]{6})(?=["\\. ]|$)/g;

export async function caseFile(session: Session, outcomes: readonly Outcome[]): Promise<string> {
  const known = suffixesIn(outcomes);
  const names = new Map(known.map((suffix, place) => [suffix, `{suffix${place || ""}}`]));
  let ran: Session = { ...session, seed: 1, startsAt: CASES_BEGIN_AT, steps: [] };
  const told: Json[] = [];
  const functions = functionsOf(outcomes);
  let came: readonly Outcome[] = [];
  for (const step of session.steps) {
    const open = "onRotate" in step ? step : (replaced(step as unknown as Json, names) as unknown as Step);
    const before = suffixesIn(came);
    const bound = new Map(before.map((suffix, place) => [`{suffix${place || ""}}`, suffix]));
    const filled = "onRotate" in step ? step : (replaced(open as unknown as Json, bound) as unknown as Step);
    ran = { ...ran, steps: [...ran.steps, filled] };
    came = await run(ran, came);
    // A case lists its functions separately from its steps.
    if ("onRotate" in step) continue;
    if ("freeze" in step) {
      told.push(advanceTo(step, came));
      continue;
    }
    const hidden = new Map(suffixesIn(came).map((suffix, place) => [suffix, `{suffix${place || ""}}`]));
    told.push(replaced(expectation(open, came.at(-1) as Outcome), hidden));
  }
  const { rotationFunctions = functions, rotationSteps } = session;
  const file = {
    about: "State in one sentence what the service does here.",
    source: "State the source: a recording, a page or an issue.",
    strength: "guess",
    ...(rotationFunctions && { rotationFunctions }),
    ...(rotationSteps && { rotationSteps }),
    steps: told,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** A case cannot set the clock, so it advances the clock to the moment. */
function advanceTo({ freeze }: Freeze, outcomes: readonly Outcome[]): Json {
  const before = outcomes.at(-2)?.at ?? Date.parse(CASES_BEGIN_AT);
  return { advance: { milliseconds: Math.max(0, Date.parse(freeze) - before) } };
}

function expectation(step: Step, { exchange, happened }: Outcome): Json {
  if (happened.length) return { ...step, happens: fromEngine(happened) } as unknown as Json;
  if (!exchange) return step as unknown as Json;
  if ("raw" in step)
    return { ...step, answers: { status: exchange.answer.status, body: exchange.answer.body } } as unknown as Json;
  const { result } = exchange;
  if (!isError(result)) return { ...step, gives: result.gives } as unknown as Json;
  const { code, message, status } = result.fails;
  return { ...step, fails: { code, message, ...(status !== 400 && { status }) } } as unknown as Json;
}

async function run(session: Session, known: readonly Outcome[]): Promise<readonly Outcome[]> {
  const replayed = await replay(session, { known });
  end(replayed);
  return replayed.outcomes;
}

/** The functions in the format of a case: a file name, actions for each step, or the calls of their latest invocations. */
function functionsOf(outcomes: readonly Outcome[]): Members | undefined {
  const functions = outcomes.flatMap(({ step }) => ("onRotate" in step ? [step] : []));
  if (functions.length === 0) return undefined;
  const invocations = outcomes.flatMap((outcome) => outcome.invocations);
  const written = functions.map(({ onRotate, handler }) => {
    const known = caseFunction(handler);
    const did = () => Object.fromEntries(invocations.filter((one) => isOf(one, onRotate)).map(actionsOf));
    return [onRotate, known ? (known.name ?? known.steps) : did()];
  });
  return Object.fromEntries(written);
}

function actionsOf({ event, calls, error }: Invocation): [string, Json] {
  const names = [
    [event.SecretId, "{eventSecret}"],
    [event.ClientRequestToken, "{eventToken}"],
    [event.RotationToken, "{eventRotationToken}"],
  ] as const;
  const open = (value: Members) =>
    JSON.parse(names.reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(value)));
  const asked = calls.map(({ call, with: request, fails }) => ({
    call,
    with: open(request),
    ...(fails && { fails: open(fails) }),
  }));
  return [event.Step, [...asked, ...(error === undefined ? [] : [{ throws: error }])]];
}

/** The suffixes that the engine generated, in order of appearance. */
function suffixesIn(outcomes: readonly Outcome[]): string[] {
  const text = JSON.stringify(outcomes.map(({ exchange }) => exchange?.result ?? null));
  return [...new Set([...text.matchAll(SUFFIX)].map(([, , suffix = ""]) => suffix))];
}

/** The value with every ARN's suffix, or every placeholder, replaced. */
function replaced(value: Json, names: ReadonlyMap<string, string>): Json {
  let text = JSON.stringify(value);
  for (const [from, to] of names) text = text.replaceAll(`-${from}`, `-${to}`);
  return JSON.parse(text);
}
