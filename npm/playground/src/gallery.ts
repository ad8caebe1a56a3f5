/** Ready scenarios: the stories of the project's cases, which run in three languages and so cannot go stale. */

import { Bindings, difference } from "../../test/cases/expectation.js";
import { writeOut } from "../../test/cases/values.js";
import { end, type Outcome, replay } from "./engine/replay.js";
import { isRefused } from "./engine/wire.js";
import { CASES_BEGIN_AT, type Json, type Members, type Session, type Step } from "./session/session.js";
import { withToken } from "./session/tokens.js";

/** A case file, see tests/README.md. */
export interface Story {
  readonly about: string;
  readonly source: string;
  readonly strength: string;
  readonly awaits?: string;
  readonly rotationFunctions?: "any";
  readonly secrets?: Members;
  readonly steps: readonly StoryStep[];
}

type StoryStep = Step & {
  readonly gives?: Members;
  readonly fails?: Members;
  readonly answers?: Members;
  readonly anyOrder?: true;
};

export interface Scenario {
  /** The file's name without its ending. */
  readonly name: string;
  readonly title: string;
  /** Chosen for the front of the gallery; the others are behind "more". */
  readonly chosen: boolean;
  readonly story: Story;
}

/** What the front shows, in this order. */
const CHOSEN: ReadonlyArray<readonly [name: string, title: string]> = [
  ["labels_of_a_secret_that_is_updated", "Create and update"],
  ["custom_labels_mark_a_release", "Custom labels"],
  ["awspending_stays_on_a_move_and_falls_off_on_a_put", "AWSPENDING left behind"],
  ["name_that_ends_like_an_arn_suffix", "A name that ends like an ARN suffix"],
  ["deleted_by_mistake_and_restored_in_time", "Delete and restore"],
  ["a_replica_is_promoted", "Replica promotion"],
];

const files = import.meta.glob<Story>("../../../tests/cases/stories/*.json", { eager: true, import: "default" });

export const scenarios: readonly Scenario[] = readScenarios();

function readScenarios(): Scenario[] {
  const stories = new Map(
    Object.entries(files).map(([path, story]) => [
      path.replace(/^.*\/|\.json$/g, ""),
      writeOut(story as unknown as Json) as unknown as Story,
    ]),
  );
  const titles = new Map(CHOSEN);
  const names = [...titles.keys(), ...[...stories.keys()].filter((name) => !titles.has(name)).sort()];
  return names.flatMap((name) => {
    const story = stories.get(name);
    if (!story) throw new Error(`the gallery shows ${name}, but tests/cases/stories has no such story`);
    if (story.awaits !== undefined) return [];
    return [{ name, title: titles.get(name) ?? titleOf(name), chosen: titles.has(name), story }];
  });
}

function titleOf(name: string): string {
  const words = name.replaceAll("_", " ").replace(/\baws(pending|current|previous)\b/g, (label) => label.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A story as a session, and the first step, if any, that goes otherwise than the story says. */
export interface Told {
  readonly session: Session;
  readonly differences: readonly string[];
}

/** The session of a story: what a case leaves open (`{suffix}`) is filled in with what the engine answered. */
export async function tell({ story }: Scenario): Promise<Told> {
  const { rotationFunctions, secrets } = story;
  const bindings = new Bindings();
  const differences: string[] = [];
  const seeded: Step[] = secrets ? [{ seed: secrets }] : [];
  let session: Session = {
    seed: 1,
    startsAt: CASES_BEGIN_AT,
    ...(rotationFunctions && { rotationFunctions }),
    steps: seeded,
  };
  for (const told of story.steps) {
    const { gives, fails, answers, anyOrder, ...rest } = told;
    const step = withToken(
      bindings.fill(rest as unknown as Json) as unknown as Step,
      session.seed,
      session.steps.length,
    );
    session = { ...session, steps: [...session.steps, step] };
    if (gives || fails || answers) {
      const outcome = await lastOutcome(session);
      const found = difference(expected(told), actual(outcome, answers !== undefined), bindings, anyOrder);
      if (found) differences.push(`step ${session.steps.length}: ${found}`);
    }
  }
  return { session, differences };
}

async function lastOutcome(session: Session): Promise<Outcome> {
  const replayed = await replay(session);
  end(replayed);
  return replayed.outcomes.at(-1) as Outcome;
}

function expected({ gives, fails, answers }: StoryStep): Json {
  if (answers) return answers;
  return gives ? { gives } : { fails: { status: 400, ...fails } };
}

function actual({ exchange, problem }: Outcome, onTheWire: boolean): Json {
  if (!exchange) return { problem: problem ?? "no answer" };
  if (onTheWire) return { status: exchange.answer.status, body: exchange.answer.body };
  return isRefused(exchange.result) ? { fails: { ...exchange.result.fails } } : { gives: exchange.result.gives };
}
