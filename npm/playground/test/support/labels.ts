/** The expected labels of all secrets, read from a fake with direct calls, independently of the page. */

import { FakeSecretsManager, type OperationName, type RotationHandler, type Secrets } from "fake-secrets-manager";
import type { Page } from "playwright-core";
import { handlerOf as handlerForms } from "../../src/engine/handler-text.js";
import type { HandlerRunner } from "../../src/engine/handler-worker.js";
import { bytesFrom } from "../../src/engine/values.js";
import { isFault, type Json, type Members, type Session } from "../../src/session/session.js";

/** Labels by version by secret: `{ "app/db in us-east-1": { "EXAMPLE1-…": ["AWSCURRENT"] } }`. */
export type Labels = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The labels of one region after the first `count` steps of a session. */
export async function labelsAfter(session: Session, count: number, regions: readonly string[]): Promise<Labels> {
  const { seed, rotationFunctions, rotationSteps } = session;
  const fake = new FakeSecretsManager({ seed, rotationFunctions, rotationSteps });
  fake.freeze(session.startsAt);
  for (const step of session.steps.slice(0, count)) {
    if ("advance" in step) await fake.advance(step.advance);
    else if ("onRotate" in step) fake.onRotate(step.onRotate, handlerOf(fake, step.handler));
    else if ("runRotations" in step) await fake.runRotations(step.runRotations);
    else if ("freeze" in step) fake.freeze(step.freeze);
    else if ("restore" in step) fake.restore(JSON.stringify(step.restore));
    else if ("kmsKey" in step) fake.kmsKey(step.kmsKey, { state: step.state, denied: step.denied });
    else if ("fail" in step && isFault(step))
      fake.fail(step.fail as OperationName, step.with as never, { message: step.message, times: step.times });
    else if ("fail" in step) fake.fail(step.fail, { times: step.times });
    else if ("seed" in step) fake.seed(values(step.seed) as Secrets);
    else if ("call" in step) {
      call(fake, step.call, step.with, step.region, step.account);
      // A direct call does not wait for a function that it starts.
      if (!rotationSteps) await fake.runRotations();
    } else fake.handle({ "x-amz-target": step.raw.target ?? "", ...step.raw.headers }, step.raw.body);
  }
  return Object.fromEntries(regions.flatMap((region) => labelsIn(fake, region)));
}

/** A function as it is in an exported test: the fake itself is the client. */
export function handlerOf(fake: object, typed: string): RotationHandler {
  const { prelude, text, result } = handlerForms(typed);
  return new Function("client", `${prelude}${text}\n; return ${result};`)(fake);
}

/** Runs a function's text here in Node, where there are no workers like those of the page. */
export const runHere: HandlerRunner = async (text, event, context, asked) => {
  const ask =
    (name: string) =>
    async (request: Members, where = {}) => {
      const { gives, fails } = asked(name.charAt(0).toUpperCase() + name.slice(1), request, where);
      if (fails) throw Object.assign(new Error(fails.message), { name: fails.code });
      return gives;
    };
  try {
    await handlerOf(new Proxy({}, { get: (_, name) => ask(String(name)) }), text)(event, context);
    return { log: [] };
  } catch (error) {
    return { log: [], error: (error as Error).message };
  }
};

function labelsIn(fake: FakeSecretsManager, region: string) {
  const { SecretList = [] } = fake.listSecrets({ IncludePlannedDeletion: true }, { region });
  return SecretList.map(({ ARN, Name, SecretVersionsToStages = {} }) => {
    const labels = { ...deprecated(fake, ARN as string, region), ...SecretVersionsToStages };
    const sorted = Object.entries(labels).map(([id, those]) => [id, [...those].sort()]);
    return [`${Name} in ${region}`, Object.fromEntries(sorted)];
  });
}

/** Versions without a label, which ListSecrets does not return. */
function deprecated(fake: FakeSecretsManager, SecretId: string, region: string): Record<string, string[]> {
  try {
    const { Versions = [] } = fake.listSecretVersionIds({ SecretId, IncludeDeprecated: true }, { region });
    return Object.fromEntries(Versions.map(({ VersionId }) => [VersionId, []]));
  } catch {
    return {}; // The secret is scheduled for deletion.
  }
}

function call(
  fake: FakeSecretsManager,
  operation: string,
  request: Members,
  region?: string,
  accountId?: string,
): void {
  try {
    fake.call(operation as OperationName, values(request) as never, { region, accountId });
  } catch (error) {
    if (!("$metadata" in (error as object))) throw error;
  }
}

function values(value: Json): unknown {
  if (Array.isArray(value)) return value.map(values);
  if (typeof value !== "object" || value === null) return value;
  const { $base64 } = value as Members;
  if (typeof $base64 === "string") return bytesFrom($base64);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, values(member)]));
}

export interface Shown {
  /** The names in the list of secrets. */
  readonly secrets: string[];
  readonly chosen: string | undefined;
  /** The labels of the chosen secret. */
  readonly labels: Record<string, string[]>;
  /** The same for each lane of the picture. */
  readonly lanes: Record<string, Record<string, string[]>>;
}

/** What the page shows at this moment. */
export function shownOn(page: Page): Promise<Shown> {
  return page.evaluate(() => {
    const buttons = [...document.querySelectorAll<HTMLElement>(".secrets button")];
    const nameOf = ({ dataset }: HTMLElement) => `${dataset.secret} in ${dataset.region}`;
    const chosen = buttons.find((button) => button.getAttribute("aria-pressed") === "true");
    const name = document.querySelector<SVGElement>(".stage figure svg")?.dataset.secret;
    const lanes = [...document.querySelectorAll<SVGElement>(".stage [data-lane]")].map((lane) => {
      const versions = [...lane.querySelectorAll<SVGElement>("[data-version]")].map(
        ({ dataset }) => dataset.version ?? "",
      );
      const tags = [...lane.querySelectorAll<SVGElement>("[data-label]")].map(({ dataset }) => dataset);
      const on = (id: string) => tags.filter((tag) => tag.on === id).map((tag) => tag.label ?? "");
      return [
        `${name} in ${lane.dataset.region}`,
        Object.fromEntries(versions.map((id) => [id, on(id).sort()])),
      ] as const;
    });
    const all = Object.fromEntries(lanes);
    const key = chosen && nameOf(chosen);
    return { secrets: buttons.map(nameOf).sort(), chosen: key, labels: (key && all[key]) || {}, lanes: all };
  });
}

/** Goes to a step by the list, and waits until the page shows it. */
export async function goTo(page: Page, position: number): Promise<void> {
  await page.click(`.steps li:nth-child(${position + 1}) button`);
  await page.waitForFunction(
    (wanted) => document.querySelector(".steps [aria-current] .number")?.textContent === String(wanted),
    position,
  );
}

/** The version that holds a label, with that label, as `Shown.labels` has it. */
async function labelled(page: Page, label: string): Promise<Record<string, string[]>> {
  const id = await page.locator(`[data-label="${label}"]`).getAttribute("data-on");
  return { [id as string]: [label] };
}

export const current = (page: Page) => labelled(page, "AWSCURRENT");
export const pending = (page: Page) => labelled(page, "AWSPENDING");
