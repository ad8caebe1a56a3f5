/** What the picture is held against: the labels of all secrets, asked of a fake by its direct calls and not as the page does it. */

import { FakeSecretsManager, type OperationName, type RotationHandler, type Secrets } from "fake-secrets-manager";
import type { Page } from "playwright-core";
import type { HandlerRunner } from "../../src/engine/handler-worker.js";
import { bytesFrom } from "../../src/engine/values.js";
import type { Json, Members, Session } from "../../src/session/session.js";

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
    else if ("fail" in step) fake.fail(step.fail, { times: step.times });
    else if ("seed" in step) fake.seed(values(step.seed) as Secrets);
    else if ("call" in step) {
      call(fake, step.call, step.with, step.region, step.account);
      // A direct call does not wait for a function that it sets going.
      if (!rotationSteps) await fake.runRotations();
    } else fake.handle({ "x-amz-target": step.raw.target ?? "", ...step.raw.headers }, step.raw.body);
  }
  return Object.fromEntries(regions.flatMap((region) => labelsIn(fake, region)));
}

/** A function's text as it is in an exported test: the fake itself is the client. */
export function handlerOf(fake: object, text: string): RotationHandler {
  return new Function("client", `${text}; return handler;`)(fake);
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

/** Versions without a label, which the list of secrets does not tell. */
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

/** What the page shows at this moment: the chosen secret's picture, and the names in the list. */
export function shownOn(
  page: Page,
): Promise<{ secrets: string[]; chosen: string | undefined; labels: Record<string, string[]> }> {
  return page.evaluate(() => {
    const buttons = [...document.querySelectorAll<HTMLElement>(".secrets button")];
    const nameOf = ({ dataset }: HTMLElement) => `${dataset.secret} in ${dataset.region}`;
    const chosen = buttons.find((button) => button.getAttribute("aria-pressed") === "true");
    const versions = [...document.querySelectorAll<SVGElement>(".stage svg [data-version]")].map(
      ({ dataset }) => dataset.version ?? "",
    );
    const tags = [...document.querySelectorAll<SVGElement>(".stage svg [data-label]")].map(({ dataset }) => dataset);
    const on = (id: string) => tags.filter((tag) => tag.on === id).map((tag) => tag.label ?? "");
    return {
      secrets: buttons.map(nameOf).sort(),
      chosen: chosen && nameOf(chosen),
      labels: Object.fromEntries(versions.map((id) => [id, on(id).sort()])),
    };
  });
}

/** Goes to a step by the slider's keys or the list, and waits until the page shows it. */
export async function goTo(page: Page, position: number): Promise<void> {
  await page.click(`.steps li:nth-child(${position + 1}) button`);
  await page.waitForFunction(
    (wanted) => document.querySelector(".steps [aria-current] .number")?.textContent === String(wanted),
    position,
  );
}
