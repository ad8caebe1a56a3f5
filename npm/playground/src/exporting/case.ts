/** The session as a case file of the project (tests/README.md), with what the engine answers in the circumstances of a case. */

import { end, type Outcome, replay } from "../engine/replay.js";
import { isRefused } from "../engine/wire.js";
import { CASES_BEGIN_AT, type Json, type Session, type Step } from "../session/session.js";

/** The six characters at the end of an ARN. */
const SUFFIX = /(arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[^"\\]*?-)([A-Za-z0-9]{6})(?=["\\. ]|$)/g;

export async function caseFile(session: Session, outcomes: readonly Outcome[]): Promise<string> {
  const known = suffixesIn(outcomes);
  const names = new Map(known.map((suffix, place) => [suffix, `{suffix${place || ""}}`]));
  let ran: Session = { ...session, seed: 1, startsAt: CASES_BEGIN_AT, steps: [] };
  const told: Json[] = [];
  for (const step of session.steps) {
    const open = replaced(step as unknown as Json, names) as unknown as Step;
    const before = suffixesIn(await run(ran));
    const filled = replaced(
      open as unknown as Json,
      new Map(before.map((suffix, place) => [`{suffix${place || ""}}`, suffix])),
    );
    ran = { ...ran, steps: [...ran.steps, filled as unknown as Step] };
    const all = await run(ran);
    const hidden = new Map(suffixesIn(all).map((suffix, place) => [suffix, `{suffix${place || ""}}`]));
    told.push(replaced(expectation(open, all.at(-1) as Outcome), hidden));
  }
  const { rotationFunctions } = session;
  const file = {
    about: "Say in one sentence what the service does here.",
    source: "Say where that is known from: a recording, a page, an issue.",
    strength: "guess",
    ...(rotationFunctions && { rotationFunctions }),
    steps: told,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function expectation(step: Step, { exchange }: Outcome): Json {
  if (!exchange) return step as unknown as Json;
  if ("raw" in step)
    return { ...step, answers: { status: exchange.answer.status, body: exchange.answer.body } } as unknown as Json;
  const { result } = exchange;
  if (!isRefused(result)) return { ...step, gives: result.gives } as unknown as Json;
  const { code, message, status } = result.fails;
  return { ...step, fails: { code, message, ...(status !== 400 && { status }) } } as unknown as Json;
}

async function run(session: Session): Promise<readonly Outcome[]> {
  const replayed = await replay(session);
  end(replayed);
  return replayed.outcomes;
}

/** The suffixes that the engine chose, in the order in which they appear. */
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
