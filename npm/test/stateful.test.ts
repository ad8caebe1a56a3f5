/** Random requests through the AWS SDK, with invariants after every step: labels, retries, errors, pages, deletions. */
import * as sdk from "@aws-sdk/client-secrets-manager";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Command, Fixture, NAMES, Refused, type SecretState } from "./support/fixture.js";

interface Step {
  run(fixture: Fixture): Promise<void>;
  toString(): string;
}

// Few of each, so that they repeat; the service rejects some.
const name = fc.constantFrom(...NAMES);
const value = fc.constantFrom("one", "two", '{"password":"three"}');
const token = fc.constantFrom(..."1234").map((digit) => digit.repeat(32));
const label = fc.constantFrom("AWSCURRENT", "AWSPREVIOUS", "AWSPENDING", "BLUE", "GREEN");
const labels = fc.uniqueArray(label, { minLength: 1, maxLength: 2 });
const tag = fc.constantFrom("team", "stage", "aws:stack");
const maybe = <Value>(one: fc.Arbitrary<Value>) => fc.option(one, { nil: undefined });
const request = fc.record;

/** Without a value there is no version that identifies a retry. */
const emptySecret = request({ Name: name, ClientRequestToken: token });
const secret = request({ Name: name, ClientRequestToken: token, SecretString: value });
const version = request({ SecretId: name, ClientRequestToken: token, SecretString: value });
const labelledVersion = request({
  SecretId: name,
  ClientRequestToken: token,
  SecretString: value,
  VersionStages: labels,
});
const metadata = request({ SecretId: name, Description: value, KmsKeyId: maybe(fc.constant("alias/mine")) });
const move = request({
  SecretId: name,
  VersionStage: label,
  RemoveFromVersionId: maybe(token),
  MoveToVersionId: maybe(token),
});
const tags = request({ SecretId: name, Tags: tag.map((Key) => [{ Key, Value: "blue" }]) });
const tagKeys = request({ SecretId: name, TagKeys: tag.map((key) => [key]) });
const deletion = request({ SecretId: name, RecoveryWindowInDays: fc.constantFrom(6, 7, 30) });
const forcedDeletion = request({ SecretId: name, ForceDeleteWithoutRecovery: fc.constant(true) });

const often = 6;
const anyStep = fc.oneof(
  secret.map((it) => twice(new sdk.CreateSecretCommand(it))),
  emptySecret.map((it) => once(new sdk.CreateSecretCommand(it))),
  { weight: often, arbitrary: version.map((it) => twice(new sdk.PutSecretValueCommand(it))) },
  { weight: often, arbitrary: labelledVersion.map((it) => twice(new sdk.PutSecretValueCommand(it))) },
  { weight: often, arbitrary: version.map((it) => twice(new sdk.UpdateSecretCommand(it))) },
  { weight: often, arbitrary: move.map((it) => once(new sdk.UpdateSecretVersionStageCommand(it))) },
  { weight: 2, arbitrary: metadata.map((it) => once(new sdk.UpdateSecretCommand(it))) },
  { weight: 2, arbitrary: tags.map((it) => once(new sdk.TagResourceCommand(it))) },
  { weight: 2, arbitrary: tagKeys.map((it) => once(new sdk.UntagResourceCommand(it))) },
  deletion.map((it) => once(new sdk.DeleteSecretCommand(it))),
  forcedDeletion.map((it) => once(new sdk.DeleteSecretCommand(it))),
  { weight: 2, arbitrary: name.map((SecretId) => once(new sdk.RestoreSecretCommand({ SecretId }))) },
  { weight: 2, arbitrary: name.map(deletedAndRestored) },
  fc.constantFrom(1, 24, 8 * 24).map(later),
  { weight: 2, arbitrary: fc.constantFrom(1, 2, 3).map(pages) },
);

test("labels, retries, errors, pages and deletions keep their rules", { timeout: 120_000 }, async () => {
  const walk = fc.asyncProperty(fc.array(anyStep, { minLength: 10, maxLength: 60, size: "max" }), async (steps) => {
    using fixture = await begun();
    for (const step of steps) {
      await step.run(fixture);
      for (const state of fixture.state().values()) expectSound(state);
    }
  });
  await fc.assert(walk, { seed: 1, numRuns: 100 });
});

/** Creates every secret with two versions, so that most requests find something. */
async function begun(): Promise<Fixture> {
  const fixture = new Fixture();
  for (const Name of NAMES) {
    await fixture.send(new sdk.CreateSecretCommand({ Name, ClientRequestToken: "1".repeat(32), SecretString: "one" }));
    const second = { SecretId: Name, ClientRequestToken: "2".repeat(32), SecretString: "two" };
    await fixture.send(new sdk.PutSecretValueCommand(second));
  }
  return fixture;
}

/** Sends a request. An error must change nothing. */
function once(command: Command): Step {
  return { run: async (fixture) => void (await ask(fixture, command)), toString: () => told(command) };
}

/** Sends an idempotent request twice. The second must return the same and change nothing. */
function twice(command: Command): Step {
  const run = async (fixture: Fixture) => {
    const answer = await ask(fixture, command);
    if (answer instanceof Refused) return;
    const before = fixture.state();
    fixture.fake.advance({ seconds: 1 });
    expect(await fixture.send(command), "a retry gives the same").toEqual(answer);
    expect(fixture.state(), "a retry changes nothing").toEqual(before);
  };
  return { run, toString: () => `${told(command)}, twice` };
}

async function ask(fixture: Fixture, command: Command): Promise<object> {
  fixture.fake.advance({ seconds: 1 });
  const before = fixture.state();
  const answer = await fixture.send(command);
  if (answer instanceof Refused) expect(fixture.state(), `${answer.code} changes nothing`).toEqual(before);
  return answer;
}

function deletedAndRestored(SecretId: string): Step {
  const run = async (fixture: Fixture) => {
    const before = fixture.state().get(SecretId);
    if ((await ask(fixture, new sdk.DeleteSecretCommand({ SecretId }))) instanceof Refused) return;
    if (before?.about.DeletedDate === undefined) await ask(fixture, new sdk.RestoreSecretCommand({ SecretId }));
    const { LastChangedDate, ...about } = fixture.state().get(SecretId)?.about ?? {};
    expect({
      ...fixture.state().get(SecretId),
      about: { LastChangedDate: before?.about.LastChangedDate, ...about },
    }).toEqual(before);
  };
  return { run, toString: () => `DeleteSecret and RestoreSecret of ${SecretId}` };
}

function later(hours: number): Step {
  return { run: async (fixture) => void fixture.fake.advance({ hours }), toString: () => `${hours} hours later` };
}

/** Reads every list in pages, which together must contain each item once. */
function pages(size: number): Step {
  const run = async ({ client, fake }: Fixture) => {
    const paging = { client, pageSize: size };
    const secrets = sdk.paginateListSecrets(paging, { IncludePlannedDeletion: true });
    expect(await collect(secrets, size, (page) => page.SecretList)).toEqual(
      fake.listSecrets({ IncludePlannedDeletion: true }).SecretList,
    );
    for (const { Name: SecretId } of fake.listSecrets({ IncludePlannedDeletion: true }).SecretList ?? []) {
      const all = { SecretId: SecretId as string, IncludeDeprecated: true };
      const versions = sdk.paginateListSecretVersionIds(paging, { ...all }); // it writes into the request
      expect(await collect(versions, size, (page) => page.Versions)).toEqual(fake.listSecretVersionIds(all).Versions);
    }
  };
  return { run, toString: () => `pages of ${size}` };
}

async function collect<Page, Item>(
  answers: AsyncIterable<Page>,
  size: number,
  itemsOf: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const answer of answers) {
    const items = itemsOf(answer) ?? [];
    expect(items.length).toBeLessThanOrEqual(size);
    found.push(...items);
  }
  return found;
}

/** A label is on at most one version, one version has AWSCURRENT if any exists, and all operations agree. */
function expectSound({ about, versions }: SecretState): void {
  const stages = Object.entries(about.VersionIdsToStages ?? {});
  const attached = stages.flatMap(([, labels]) => labels);
  expect(new Set(attached).size, "a label is on one version at most").toBe(attached.length);
  if (versions.Versions?.length) expect(attached, "a value is current").toContain("AWSCURRENT");
  const listed = versions.Versions?.filter(({ VersionStages }) => VersionStages !== undefined) ?? [];
  expect(Object.fromEntries(listed.map((one) => [one.VersionId, sorted(one.VersionStages)]))).toEqual(
    Object.fromEntries(stages.map(([id, labels]) => [id, sorted(labels)])),
  );
}

function sorted(labels: readonly string[] = []): string[] {
  return [...labels].sort();
}

function told(command: Command): string {
  return `${command.constructor.name} ${JSON.stringify(command.input)}`;
}
