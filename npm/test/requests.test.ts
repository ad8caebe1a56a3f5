import { inspect } from "node:util";
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager, Misuse } from "fake-secrets-manager";
import { expect, test } from "vitest";
import "fake-secrets-manager/vitest/setup";

function begin() {
  const fake = new FakeSecretsManager({ secrets: { "app/db": "hunter2", "app/other": "x" } });
  return { fake, client: new SecretsManagerClient(fake.clientConfig()) };
}

const get = (SecretId: string) => new GetSecretValueCommand({ SecretId });

test("records requests with their origin, and redacts values unless revealed", async () => {
  const { fake, client } = begin();
  await client.send(get("app/db"));
  await expect(client.send(get("nope"))).rejects.toThrow();
  fake.putSecretValue({ SecretId: "app/db", SecretString: "new password" });
  fake.handle({ "x-amz-target": "secretsmanager.ListSecrets" }, "{}");

  expect(fake.requests.count).toBe(4);
  expect(fake.requests.map(({ operation, origin, code }) => [operation, origin, code])).toEqual([
    ["GetSecretValue", "sdk", undefined],
    ["GetSecretValue", "sdk", "ResourceNotFoundException"],
    ["PutSecretValue", "direct", undefined],
    ["ListSecrets", "wire", undefined],
  ]);
  expect(fake.requests("GetSecretValue", { secret: "app/db" }).count).toBe(1);
  expect(fake.requests({ outcome: "failed" }).at(-1)?.situation).toBe("SecretNotFound");
  expect(JSON.stringify([...fake.requests])).not.toMatch(/hunter2|new password/);
  expect(fake.requests("PutSecretValue", { reveal: true })[0]?.request.SecretString).toBe("new password");
  expect(fake.requests[0]?.at).toBeInstanceOf(Date);
  expect(() => fake.requests("GetSecretValu")).toThrow(/did you mean "GetSecretValue"/);
  fake.requests.clear();
  expect(fake.requests).toHaveLength(0);
});

test("a request of a rotation function has its origin", async () => {
  const { fake, client } = begin();
  fake.intercept(SecretsManagerClient);
  const RotationLambdaARN = fake.onRotate("rotate", async ({ SecretId }) => {
    await client.send(new GetSecretValueCommand({ SecretId }));
  });
  await client.send(new RotateSecretCommand({ SecretId: "app/db", RotationLambdaARN }));
  expect(fake.requests({ origin: "rotation step" }).count).toBe(4);
  fake.dispose();
});

test("failing matchers list the actual requests, without values", async () => {
  const { fake, client } = begin();
  await client.send(new PutSecretValueCommand({ SecretId: "app/db", SecretString: "new password" }));
  expect(fake).toHaveReceived("PutSecretValue");
  expect(fake).toHaveReceived("PutSecretValue", {
    SecretId: expect.stringContaining("db"),
    SecretString: "new password",
  });
  expect(fake).toHaveReceivedTimes("PutSecretValue", 1);
  expect(fake).toHaveReceivedNth(1, "PutSecretValue", { SecretId: "app/db" });
  expect(fake).not.toHaveReceived("GetSecretValue");
  expect(() => expect(fake).toHaveReceived("PutSecretValue", { SecretString: "other" })).toThrow(
    /a PutSecretValue request with the given SecretString; it received:\n {2}1\. PutSecretValue app\/db in us-east-1 \(sdk\): succeeded/,
  );
  expect(() => expect(fake).toHaveReceivedTimes("PutSecretValue", 2)).toThrow(/\(received 1\)/);
});

test("requests and events print one line each, without values", () => {
  const fake = new FakeSecretsManager({
    region: "eu-west-1",
    now: () => new Date("2026-01-01"),
    secrets: { db: "hunter2" },
  });
  expect(inspect(fake.requests)).toBe("Requests(0) []");
  fake.putSecretValue({ SecretId: "db", SecretString: "hunter3" });
  expect(() => fake.getSecretValue({ SecretId: "other" })).toThrow();
  expect(inspect(fake.requests)).toBe(
    "Requests(2) [\n  PutSecretValue db in eu-west-1 (direct): succeeded\n  GetSecretValue other in eu-west-1 (direct): ResourceNotFoundException\n]",
  );
  expect(inspect(fake.requests("GetSecretValue"))).toMatch(/^Requests\(1\) \[\n {2}GetSecretValue other/);
  expect(inspect(fake.events)).toMatch(
    /^Events\(3\) \[\n[\s\S]*\n {2}2026-01-01T00:00:00Z PutSecretValue db in eu-west-1\n/,
  );
  expect(inspect(fake.events) + inspect(fake.requests)).not.toContain("hunter");
  for (let index = 0; index < 101; index++) fake.listSecrets();
  expect(inspect(fake.requests)).toMatch(/^Requests\(103\) \[\n {2}… 3 earlier\n/);
});

test("matchers reject an unknown operation or member, also in negated form", () => {
  const fake = new FakeSecretsManager({ secrets: { db: "hunter2" } });
  fake.getSecretValue({ SecretId: "db" });
  const rejected = (work: (given: ReturnType<typeof expect<unknown>>) => unknown, reason: RegExp) => {
    for (const given of [expect(fake as unknown), expect(fake as unknown).not]) {
      expect(() => work(given as never)).toThrow(
        expect.objectContaining({ name: "Misuse", message: expect.stringMatching(reason) }),
      );
    }
  };
  const typo = "GetSecretValues" as "GetSecretValue";
  rejected((given) => given.toHaveReceived(typo), /operation "GetSecretValues" \(did you mean "GetSecretValue"\?\)/);
  rejected((given) => given.toHaveReceivedTimes(typo, 0), /did you mean "GetSecretValue"/);
  rejected((given) => given.toHaveReceivedNth(1, typo), /did you mean "GetSecretValue"/);
  rejected(
    (given) => given.toHaveReceived(GetSecretValueCommand as never),
    /the class GetSecretValueCommand \(did you mean "GetSecretValue"\?\)/,
  );
  rejected((given) => given.toHaveReceivedNth(typo as never, 1 as never), /position of the request, counting from 1/);
  rejected((given) => given.toHaveReceivedTimes("GetSecretValue", -1), /was given -1; expected the number of requests/);
  rejected(
    (given) => given.toHaveReceived("GetSecretValue", { secretId: "db" }),
    /member "secretId" \(did you mean "SecretId"\?\)/,
  );
  rejected(
    (given) => given.toHaveReceived("RotateSecret", { RotationRules: { automaticallyAfterDays: 1 } }),
    /did you mean "AutomaticallyAfterDays"/,
  );
  rejected((given) => given.toHaveReceived("GetSecretValue", "db" as never), /was given text; expected an object/);
  expect(fake).toHaveReceived("GetSecretValue", expect.objectContaining({ SecretId: "db" }));
  expect(fake).not.toHaveReceived("GetSecretValue", expect.objectContaining({ SecretId: "other" }));
});

test("faults select calls, follow a sequence and are retried by the SDK", async () => {
  const { fake, client } = begin();
  fake.fail("GetSecretValue", { sequence: ["ThrottlingException", null, "InternalServiceError"] });
  await expect(client.send(get("app/db"))).resolves.toMatchObject({ SecretString: "hunter2" });
  await expect(client.send(get("app/db"))).resolves.toMatchObject({ SecretString: "hunter2" });
  expect(fake.requests("GetSecretValue").map(({ code }) => code)).toEqual([
    "ThrottlingException",
    undefined,
    "InternalServiceError",
    undefined,
  ]);

  fake.fail("*", "ExpiredTokenException", { secret: "app/other" });
  await expect(client.send(get("app/db"))).resolves.toBeDefined();
  await expect(client.send(get("app/other"))).rejects.toMatchObject({ name: "ExpiredTokenException" });

  fake.fail("GetSecretValue", "ResourceNotFoundException", {
    when: (request) => request.VersionStage === "AWSPREVIOUS",
  });
  await expect(client.send(get("app/db"))).resolves.toBeDefined();
  await expect(
    client.send(new GetSecretValueCommand({ SecretId: "app/db", VersionStage: "AWSPREVIOUS" })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test.each([
  ["refused", "ECONNREFUSED", undefined],
  ["reset", "ECONNRESET", undefined],
  ["connect-timeout", undefined, "TimeoutError"],
  ["read-timeout", undefined, "TimeoutError"],
] as const)(
  "a connection that is %s arrives as Node's error, after the SDK's own retries",
  async (connection, code, name) => {
    const { fake, client } = begin();
    fake.fail("ListSecrets", { connection, times: 3 });
    const error = await client.send(new ListSecretsCommand({})).catch((error) => error);
    if (code) expect(error.code).toBe(code);
    if (name) expect(error.name).toBe(name);
    expect(error.$metadata?.attempts).toBe(3);
    await expect(client.send(new ListSecretsCommand({}))).resolves.toBeDefined();
    const broken = fake.requests("ListSecrets").map((request) => request.connection);
    expect(broken).toEqual([connection, connection, connection, undefined]);
  },
);

test("a truncated or corrupt body fails in the SDK's parser", async () => {
  for (const connection of ["truncated", "corrupt"] as const) {
    const { fake, client } = begin();
    fake.fail("ListSecrets", { connection, times: 3 });
    await expect(client.send(new ListSecretsCommand({}))).rejects.toThrow();
  }
});

test("a delay uses the fake's clock or the real one", async () => {
  const { fake, client } = begin();
  fake.freeze("2026-01-01");
  fake.fail("GetSecretValue", { delay: { seconds: 30 } });
  await client.send(get("app/db"));
  expect(fake.now()).toEqual(new Date("2026-01-01T00:00:30Z"));
  fake.fail("GetSecretValue", { delay: { milliseconds: 60 }, clock: "real" });
  const started = performance.now();
  await client.send(get("app/db"));
  expect(performance.now() - started).toBeGreaterThan(55);
});

test("failing() ends with its block, clearFaults() ends all faults, and unused faults are reported", () => {
  const { fake } = begin();
  const restore = fake.failing("GetSecretValue", "ThrottlingException");
  expect(() => fake.getSecretValue({ SecretId: "app/db" })).toThrow("Rate exceeded");
  expect(() => fake.getSecretValue({ SecretId: "app/db" })).toThrow("Rate exceeded");
  restore();
  expect(fake.getSecretValue({ SecretId: "app/db" }).SecretString).toBe("hunter2");

  fake.fail("GetSecretValue", "ThrottlingException", { secret: "nope" });
  expect(fake.unusedFaults).toEqual(['fail("GetSecretValue", "ThrottlingException", { secret: "nope" })']);
  fake.clearFaults();
  expect(fake.unusedFaults).toEqual([]);

  const strict = new FakeSecretsManager({ strict: true });
  strict.fail("ListSecrets", "ThrottlingException");
  expect(() => strict.dispose()).toThrow(/injected faults never occurred: fake.fail\("ListSecrets"/);
});

test("unknown names are misuse, with the nearest valid name", () => {
  const { fake } = begin();
  const wrong = fake.fail.bind(fake) as (...args: unknown[]) => void;
  expect(() => wrong("GetSecretValeu", "ThrottlingException")).toThrow(/did you mean "GetSecretValue"/);
  expect(() => wrong("GetSecretValue", "TrottlingException")).toThrow(/did you mean "ThrottlingException"/);
  expect(() => wrong("GetSecretValue", "ThrottlingException", { tims: 2 })).toThrow(/did you mean "times"/);
  expect(() => wrong("GetSecretValue", { sequence: "x" })).toThrow(/a list of codes and null/);
  expect(() => wrong("GetSecretValue", {})).toThrow(Misuse);
  expect(() => wrong("GetSecretValue", "ThrottlingException", { when: true })).toThrow(
    /when was given a value of type boolean; expected a function/,
  );
});

test("events have the form of EventBridge, for listeners too", () => {
  const { fake } = begin();
  const heard: string[] = [];
  const restore = fake.onEvent((event) => heard.push(event["detail-type"]));
  fake.putSecretValue({ SecretId: "app/db", SecretString: "new" });
  expect(heard).toEqual(["Secret Label Updated", "AWS API Call via CloudTrail"]);
  expect(fake.events("SecretLabelUpdated")[0]?.detail).toMatchObject({ name: "app/db", labelUpdated: "AWSCURRENT" });
  restore();
  fake.listSecrets({});
  expect(heard).toHaveLength(2);
  expect(fake.events.count).toBe(3);
});

test("changes appear later with eventual consistency", async () => {
  const fake = new FakeSecretsManager({ consistency: "eventual", secrets: { a: "x" }, seed: 1 });
  fake.freeze("2026-01-01");
  fake.deleteSecret({ SecretId: "a", ForceDeleteWithoutRecovery: true });
  expect(fake.describeSecret({ SecretId: "a" }).DeletedDate).toBeInstanceOf(Date);
  expect(() => fake.createSecret({ Name: "a", SecretString: "y" })).toThrow(/already scheduled for deletion/);
  await fake.advance({ seconds: 30 });
  fake.createSecret({ Name: "a", SecretString: "y" });
});

test("RotateSecret responds before its steps with eventual consistency", async () => {
  const fake = new FakeSecretsManager({ consistency: "eventual", secrets: { a: "x", b: "x" }, seed: 1 });
  fake.freeze("2026-01-01");
  const steps: string[] = [];
  const arn = fake.onRotate("rotate", ({ Step }) => void steps.push(Step));
  fake.rotateSecret({ SecretId: "a", RotationLambdaARN: arn });
  expect([steps, fake.rotations]).toEqual([[], []]);
  await fake.advance({ seconds: 1 });
  expect(steps).toEqual(["createSecret", "setSecret", "testSecret", "finishSecret"]);
  fake.rotateSecret({ SecretId: "b", RotationLambdaARN: arn });
  fake.settle();
  fake.describeSecret({ SecretId: "b" });
  expect(fake.rotations.map(({ outcome }) => outcome)).toEqual(["succeeded", "succeeded"]);
});

test("checks a rotation function, check by check", async () => {
  const { fake } = begin();
  const client = new SecretsManagerClient({});
  const { DescribeSecretCommand, UpdateSecretVersionStageCommand } = await import("@aws-sdk/client-secrets-manager");
  const good = async ({
    Step,
    SecretId,
    ClientRequestToken,
  }: {
    Step: string;
    SecretId: string;
    ClientRequestToken: string;
  }) => {
    const secret = await client.send(new DescribeSecretCommand({ SecretId }));
    const stages = secret.VersionIdsToStages?.[ClientRequestToken];
    if (!secret.RotationEnabled) throw new Error("rotation is not enabled");
    if (stages?.includes("AWSCURRENT")) return;
    if (!stages?.includes("AWSPENDING")) throw new Error("not pending");
    if (Step === "createSecret") {
      try {
        await client.send(
          new GetSecretValueCommand({ SecretId, VersionId: ClientRequestToken, VersionStage: "AWSPENDING" }),
        );
      } catch (error) {
        if ((error as Error).name !== "ResourceNotFoundException") throw error;
        const SecretString = `password ${ClientRequestToken}`;
        await client.send(
          new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString, VersionStages: ["AWSPENDING"] }),
        );
      }
    } else if (Step === "setSecret" || Step === "testSecret") {
      await client.send(new GetSecretValueCommand({ SecretId, VersionStage: "AWSPENDING" }));
    } else if (Step === "finishSecret") {
      const current = Object.entries(secret.VersionIdsToStages ?? {}).find(([, labels]) =>
        labels.includes("AWSCURRENT"),
      )?.[0];
      const move = { VersionStage: "AWSCURRENT", MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current };
      await client.send(new UpdateSecretVersionStageCommand({ SecretId, ...move }));
    } else throw new Error(`unknown step ${Step}`);
  };
  const results = await fake.checkRotation(good, { intercept: [SecretsManagerClient] });
  expect(results).toHaveLength(20);
  const leaky = async (event: Parameters<typeof good>[0]) => {
    await good(event);
    const { SecretString } = await client.send(get(event.SecretId));
    console.log("now", SecretString);
  };
  await expect(fake.checkRotation(leaky, { intercept: [SecretsManagerClient] })).rejects.toThrow(
    /fails 1 of 20 checks:\n {2}hides_secret_values: /,
  );
});
