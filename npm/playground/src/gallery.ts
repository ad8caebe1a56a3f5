/** The scenarios: the stories among the project's cases. The tests run them in three languages. */

import { Bindings, difference } from "../../test/cases/expectation.js";
import { writeOut } from "../../test/cases/values.js";
import { type CaseFunction, handlerText } from "./engine/functions.js";
import type { HandlerRunner } from "./engine/handler-worker.js";
import { end, type Outcome, Run } from "./engine/replay.js";
import { fromEngine } from "./engine/values.js";
import { isError } from "./engine/wire.js";
import { CASES_BEGIN_AT, type Json, type Members, type Session, type Step } from "./session/session.js";
import { withToken } from "./session/tokens.js";

/** A case file, see tests/README.md. */
export interface Story {
  readonly about: string;
  readonly source: string;
  readonly strength: string;
  readonly awaits?: string;
  readonly rotationFunctions?: "any" | Readonly<Record<string, string | CaseFunction>>;
  readonly rotationSteps?: "queue";
  readonly secrets?: Members;
  readonly steps: readonly StoryStep[];
}

type StoryStep = (Step | { readonly rotations: readonly Json[] }) & {
  readonly gives?: Members;
  readonly fails?: Members;
  readonly answers?: Members;
  readonly happens?: readonly Json[];
  readonly anyOrder?: true;
};

export interface Scenario {
  /** The file's name without its ending. */
  readonly name: string;
  readonly title: string;
  /** Whether it is in the first list of the start page; the others are in the second. */
  readonly chosen: boolean;
  /** The number of steps of its session. */
  readonly steps: number;
  readonly story: Story;
}

/** The scenarios of the first list, in this order. */
const CHOSEN: ReadonlyArray<readonly [name: string, title: string]> = [
  ["labels_of_a_secret_that_is_updated", "Create and update"],
  ["custom_labels_mark_a_release", "Custom labels"],
  ["awspending_stays_on_a_move_and_falls_off_on_a_put", "AWSPENDING left behind"],
  ["a_rotation_step_by_step", "A rotation, step by step"],
  ["a_rotation_that_fails_in_testsecret", "A rotation that fails in testSecret"],
  ["name_that_ends_like_an_arn_suffix", "A name that ends like an ARN suffix"],
  ["deleted_by_mistake_and_restored_in_time", "Delete and restore"],
  ["a_replica_is_promoted", "Replica promotion"],
  ["recreated_secret_has_another_arn", "Recreate after a forced delete"],
  ["a_throttled_read_is_retried", "A throttled read with retries"],
  ["first_value_under_a_custom_label", "A first value under a custom label"],
];

/** Titles for files whose names are too similar to a scenario of the first list. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ["create_and_update", "Create, read by partial ARN, update, delete"],
  ["delete_and_restore", "Schedule a deletion and restore"],
]);

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
    if (!story) throw new Error(`the gallery shows ${name}, but tests/cases/stories does not contain it`);
    if (story.awaits !== undefined) return [];
    const steps = startOf(story).steps.length + story.steps.filter((step) => !("rotations" in step)).length;
    return [
      { name, title: titles.get(name) ?? OTHERS.get(name) ?? titleOf(name), chosen: titles.has(name), steps, story },
    ];
  });
}

function titleOf(name: string): string {
  const words = name.replaceAll("_", " ").replace(/\baws(pending|current|previous)\b/g, (label) => label.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A story as a session, and the steps whose outcome differs from the story. */
export interface Told {
  readonly session: Session;
  readonly differences: readonly string[];
}

/** Turns a story into a session. Fills in placeholders such as `{suffix}` with the values that the engine returns. */
export async function tell({ story }: Pick<Scenario, "story">, runner?: HandlerRunner): Promise<Told> {
  const bindings = new Bindings();
  const differences: string[] = [];
  const start = startOf(story);
  const run = new Run(start, { ...(runner && { runner }) });
  for (const step of start.steps) await run.perform(step);
  for (const told of story.steps) {
    const { gives, fails, answers, anyOrder, happens, ...rest } = told;
    if (!("rotations" in rest)) {
      const step = bindings.fill(rest as unknown as Json) as unknown as Step;
      await run.perform(withToken(step, start.seed, run.outcomes.length));
    }
    const [wanted, found] = compared(told, run.outcomes.at(-1) as Outcome);
    const problem = wanted === undefined ? undefined : difference(wanted, found, bindings, anyOrder);
    if (problem) differences.push(`step ${run.outcomes.length}: ${problem}`);
  }
  end(run);
  return { session: { ...start, steps: run.outcomes.map(({ step }) => step) }, differences };
}

/** The steps that register the functions of a case, before its first step. */
function startOf({ rotationFunctions, rotationSteps, secrets }: Story): Session {
  const functions = typeof rotationFunctions === "object" ? Object.entries(rotationFunctions) : [];
  return {
    seed: 1,
    startsAt: CASES_BEGIN_AT,
    ...(rotationFunctions === "any" && { rotationFunctions }),
    ...(rotationSteps && { rotationSteps }),
    steps: [
      ...functions.map(([onRotate, one]): Step => ({ onRotate, handler: handlerText(one) })),
      ...(secrets ? [{ seed: secrets }] : []),
    ],
  };
}

/** The result that the story expects of a step, if any, and the actual result. */
function compared(told: StoryStep, { exchange, problem, happened, rotations }: Outcome): [Json | undefined, Json] {
  const { gives, fails, answers, happens } = told;
  if ("rotations" in told) return [told.rotations as Json, rotations];
  if (happens) return [happens, fromEngine(happened)];
  if (!exchange) return [undefined, problem ?? null];
  if (answers) return [answers, { status: exchange.answer.status, body: exchange.answer.body }];
  const { result } = exchange;
  if (!isError(result)) return [gives ? { gives } : { fails: { status: 400, ...fails } }, { gives: result.gives }];
  const { code, message, status } = result.fails;
  const found = { fails: { code, message, status } };
  return [gives ? { gives } : { fails: { status: 400, ...fails } }, found];
}
