/** `checkRotation`: checks that overlap. */
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager, type RotationEvent } from "fake-secrets-manager";
import { expect, test } from "vitest";

const client = new SecretsManagerClient({ region: "us-east-1" });

/** A rotation function that calls `print` with each new secret value. */
function rotating(print: (value: string | undefined) => void) {
  return async ({ Step, SecretId, ClientRequestToken }: RotationEvent) => {
    const { RotationEnabled, VersionIdsToStages: versions = {} } = await client.send(
      new DescribeSecretCommand({ SecretId }),
    );
    if (!RotationEnabled) throw new Error("not enabled");
    const stages = versions[ClientRequestToken];
    if (stages === undefined) throw new Error("no such version");
    if (stages.includes("AWSCURRENT")) return;
    if (!stages.includes("AWSPENDING")) throw new Error("not pending");
    const pending = { SecretId, VersionId: ClientRequestToken, VersionStage: "AWSPENDING" };
    const current = await client.send(new GetSecretValueCommand({ SecretId, VersionStage: "AWSCURRENT" }));
    if (Step === "createSecret") {
      try {
        await client.send(new GetSecretValueCommand(pending));
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
        const members = { ...JSON.parse(current.SecretString ?? ""), password: crypto.randomUUID() };
        const SecretString = JSON.stringify(members);
        const stored = { SecretId, ClientRequestToken, SecretString, VersionStages: ["AWSPENDING"] };
        await client.send(new PutSecretValueCommand(stored));
        print(members.password);
      }
    } else if (Step === "setSecret" || Step === "testSecret") {
      await client.send(new GetSecretValueCommand(pending));
    } else if (Step === "finishSecret") {
      const move = { MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current.VersionId };
      await client.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage: "AWSCURRENT", ...move }));
    } else throw new Error(`unknown step ${Step}`);
  };
}

test("overlapping checks see only their own output, and restore the console", async () => {
  const before = [console.log, console.error, process.stdout.write, process.stderr.write];
  using fake = new FakeSecretsManager({ seedFile: null });
  const options = { intercept: [SecretsManagerClient] };
  const quiet = rotating(() => {});
  const leaky = rotating((value) => console.log("now", value));
  const ends = await Promise.allSettled([
    fake.checkRotation(quiet, options),
    fake.checkRotation(leaky, options),
    fake.checkRotation(quiet, options),
  ]);
  expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(String((ends[1] as PromiseRejectedResult).reason)).toMatch(/hides_secret_values: /);
  expect([console.log, console.error, process.stdout.write, process.stderr.write]).toEqual(before);
});

test("an initial secret is stored as JSON.stringify output", async () => {
  const secret = { username: "app", password: "initial", id: 2 ** 53, large: 1e21, larger: 1e300 };
  const seen = new Set<string | undefined>();
  using fake = new FakeSecretsManager({ seedFile: null });
  const handler = async ({ SecretId }: RotationEvent) => {
    seen.add((await client.send(new GetSecretValueCommand({ SecretId }))).SecretString);
  };
  await expect(fake.checkRotation(handler, { secret, intercept: [SecretsManagerClient] })).rejects.toThrow("checks");
  expect([...seen]).toEqual([JSON.stringify(secret)]);
  await expect(fake.checkRotation(handler, { secret: { id: undefined } })).rejects.toThrow("secret.id is undefined");
});

test("a client that does not reach the fake gets a hint", async () => {
  using fake = new FakeSecretsManager({ seedFile: null });
  const hint = /did not reach the fake; pass its class: \{ intercept: \[SecretsManagerClient\] \}$/;
  for (const failure of [
    Object.assign(new Error("no credentials for hunter2"), { name: "CredentialsProviderError" }),
    Object.assign(new Error("connect"), { code: "ECONNREFUSED" }),
    new Error("Region is missing"),
  ]) {
    const checked = fake.checkRotation(() => Promise.reject(failure));
    await expect(checked).rejects.toThrow(hint);
    await expect(checked).rejects.not.toThrow("hunter2");
  }
  await expect(fake.checkRotation(() => Promise.reject(new Error("broken")))).rejects.not.toThrow(hint);
});
