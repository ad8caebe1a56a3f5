/** What the picture is held against: the labels of all secrets, asked of a fake by its direct calls and not as the page does it. */

import { FakeSecretsManager, type OperationName, type Secrets } from "fake-secrets-manager";
import type { Page } from "playwright-core";
import { bytesFrom } from "../../src/engine/values.js";
import type { Json, Members, Session } from "../../src/session/session.js";

/** Labels by version by secret: `{ "app/db in us-east-1": { "EXAMPLE1-…": ["AWSCURRENT"] } }`. */
export type Labels = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The labels of one region after the first `count` steps of a session. */
export function labelsAfter(session: Session, count: number, regions: readonly string[]): Labels {
  const fake = new FakeSecretsManager({ seed: session.seed, rotationFunctions: session.rotationFunctions });
  fake.freeze(session.startsAt);
  for (const step of session.steps.slice(0, count)) {
    if ("advance" in step) fake.advance(step.advance);
    else if ("seed" in step) fake.seed(values(step.seed) as Secrets);
    else if ("call" in step) call(fake, step.call, step.with, step.region, step.account);
    else fake.handle({ "x-amz-target": step.raw.target ?? "", ...step.raw.headers }, step.raw.body);
  }
  return Object.fromEntries(regions.flatMap((region) => labelsIn(fake, region)));
}

function labelsIn(fake: FakeSecretsManager, region: string) {
  const { SecretList = [] } = fake.listSecrets({ IncludePlannedDeletion: true }, { region });
  return SecretList.map(({ ARN, Name, SecretVersionsToStages }) => {
    try {
      const { Versions = [] } = fake.listSecretVersionIds(
        { SecretId: ARN as string, IncludeDeprecated: true },
        { region },
      );
      return [
        `${Name} in ${region}`,
        Object.fromEntries(Versions.map((one) => [one.VersionId, [...(one.VersionStages ?? [])].sort()])),
      ];
    } catch {
      // Of a secret that is scheduled for deletion the versions are not listed.
      const entries = Object.entries(SecretVersionsToStages ?? {});
      return [`${Name} in ${region}`, Object.fromEntries(entries.map(([id, labels]) => [id, [...labels].sort()]))];
    }
  });
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
