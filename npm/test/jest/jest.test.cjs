/** The subpath `/jest`, by `require`: the hook and the matcher; jest's timers, modules and mocks. */
const { GetSecretValueCommand, SecretsManagerClient } = require("@aws-sdk/client-secrets-manager");
const { FakeSecretsManager } = require("fake-secrets-manager");
const { useFakeSecretsManager } = require("fake-secrets-manager/jest");

const get = (SecretId) => new GetSecretValueCommand({ SecretId });

describe("the hook", () => {
  let used;

  describe("in a block", () => {
    const fake = useFakeSecretsManager({ secrets: { db: "one" } });
    used = fake;

    test.each(["first", "second"])("gives every test a new fake, the %s time", () => {
      expect(fake).toHaveSecret("db", "one");
      fake.putSecretValue({ SecretId: "db", SecretString: "two" });
      fake.createSecret({ Name: "other" });
    });
  });

  test("disposes of it after the block", () => expect(() => used.listSecrets()).toThrow(/disposed of/));
});

describe("the matcher", () => {
  const fake = useFakeSecretsManager({ secrets: { text: "hunter2", bytes: Buffer.from([1]), json: { a: [1] } } });

  test("compares text, bytes and objects in JSON text", () => {
    expect(fake).toHaveSecret("text", "hunter2");
    expect(fake).toHaveSecret("bytes", Uint8Array.of(1));
    expect(fake).toHaveSecret("json", { a: [1] });
    expect(fake).toHaveSecret("text", expect.stringMatching(/^hunter/));
    expect(fake).not.toHaveSecret("gone");
    expect(fake).not.toHaveSecret("text", "hunter3");
  });

  test("shows no value on failure", () => {
    expect(() => expect(fake).toHaveSecret("text", "hunter3")).toThrow(/^((?!hunter).)*not shown((?!hunter).)*$/s);
    expect(() => expect(fake).toHaveSecret("gone")).toThrow(/ResourceNotFoundException/);
  });
});

test("a client gets bytes and exceptions of this realm", async () => {
  const fake = new FakeSecretsManager({ secrets: { db: Uint8Array.of(1, 2) } });
  const client = new SecretsManagerClient(fake.clientConfig());
  expect((await client.send(get("db"))).SecretBinary).toEqual(Uint8Array.of(1, 2));
  expect(fake.getSecretValue({ SecretId: "db" }).CreatedDate).toBeInstanceOf(Date);
  await expect(client.send(get("gone"))).rejects.toThrow("can't find the specified secret");
});

test("jest's clock is the fake's clock", () => {
  jest.useFakeTimers({ now: new Date("2026-03-01T12:00:00Z") });
  try {
    const fake = new FakeSecretsManager({ secrets: { db: "x" } });
    jest.setSystemTime(new Date("2026-03-05T12:00:00Z"));
    fake.putSecretValue({ SecretId: "db", SecretString: "y" });
    expect(fake.getSecretValue({ SecretId: "db" }).CreatedDate).toEqual(new Date("2026-03-05T12:00:00Z"));
    fake.freeze(new Date("2026-03-06T12:00:00Z"));
    expect(() => fake.advance({ days: Number.POSITIVE_INFINITY })).toThrow(/Infinity days/);
  } finally {
    jest.useRealTimers();
  }
});

test("jest's clock causes a rotation", async () => {
  jest.useFakeTimers({ now: new Date("2026-03-01T12:00:00Z") });
  try {
    const fake = new FakeSecretsManager({ secrets: { db: "first" } });
    const arn = fake.onRotate("rotate", async ({ Step, SecretId, ClientRequestToken }) => {
      await Promise.resolve();
      const move = { SecretId, MoveToVersionId: ClientRequestToken, VersionStage: "AWSCURRENT" };
      if (Step === "createSecret") {
        fake.putSecretValue({ SecretId, ClientRequestToken, SecretString: "new", VersionStages: ["AWSPENDING"] });
      } else if (Step === "finishSecret") {
        const RemoveFromVersionId = fake.getSecretValue({ SecretId }).VersionId;
        fake.updateSecretVersionStage({ ...move, RemoveFromVersionId });
      }
    });
    const RotationRules = { ScheduleExpression: "rate(1 day)" };
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN: arn, RotationRules, RotateImmediately: false });
    await fake.runRotations();
    jest.setSystemTime(new Date("2026-03-03T00:00:00Z"));
    const client = new SecretsManagerClient(fake.clientConfig());
    expect((await client.send(get("db"))).SecretString).toBe("new");
    expect(fake.rotations.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ["test", "succeeded"],
      ["rotation", "succeeded"],
    ]);
  } finally {
    jest.useRealTimers();
  }
});

test("a function reaches the fake that runs it, in jest's modules too", async () => {
  const client = new SecretsManagerClient({});
  const one = new FakeSecretsManager({ secrets: { db: "one" } });
  const other = new FakeSecretsManager({ secrets: { db: "other" } });
  const restores = [one.intercept(SecretsManagerClient), other.intercept(SecretsManagerClient)];
  const seen = [];
  const arn = one.onRotate("rotate", async () => {
    seen.push((await client.send(get("db"))).SecretString);
    seen.push(await one.runRotations());
  });
  one.rotateSecret({ SecretId: "db", RotationLambdaARN: arn });
  await one.runRotations();
  expect(seen).toEqual(["one", [], "one", [], "one", [], "one", []]);
  for (const restore of restores) restore();
  expect(process.env.SECRETS_MANAGER_ENDPOINT).toBeUndefined();
});

test("modules that jest loads again are intercepted", async () => {
  const fake = new FakeSecretsManager({ secrets: { db: "x" } });
  jest.resetModules();
  jest.doMock("@aws-sdk/client-secrets-manager", () => {
    const real = jest.requireActual("@aws-sdk/client-secrets-manager");
    fake.intercept(real.SecretsManagerClient);
    return real;
  });
  const anew = require("@aws-sdk/client-secrets-manager");
  expect(anew.SecretsManagerClient).not.toBe(SecretsManagerClient);
  const client = new anew.SecretsManagerClient({});
  expect((await client.send(new anew.GetSecretValueCommand({ SecretId: "db" }))).SecretString).toBe("x");
  fake[Symbol.dispose]();
  jest.dontMock("@aws-sdk/client-secrets-manager");
});

test("two copies of this package share the interception", async () => {
  const first = new FakeSecretsManager({ secrets: { db: "first" } });
  jest.resetModules();
  const other = require("fake-secrets-manager");
  expect(other.FakeSecretsManager).not.toBe(FakeSecretsManager);
  const second = new other.FakeSecretsManager({ secrets: { db: "second" } });
  const client = new SecretsManagerClient({});
  const read = async () => (await client.send(get("db"))).SecretString;

  const restoreFirst = first.intercept(SecretsManagerClient);
  const restoreSecond = second.intercept(SecretsManagerClient);
  expect(await read()).toBe("second");
  restoreFirst();
  expect(await read()).toBe("second");
  restoreSecond();
  expect(Object.hasOwn(SecretsManagerClient.prototype, "send")).toBe(false);
});

test("works with a mocked fs", () => {
  jest.resetModules();
  jest.doMock("node:fs", () => ({}));
  jest.doMock("fs", () => ({}));
  const anew = require("fake-secrets-manager");
  expect(new anew.FakeSecretsManager().listSecrets().SecretList).toEqual([]);
});
