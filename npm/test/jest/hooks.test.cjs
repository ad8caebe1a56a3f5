/** `useFakeSecretsManager` of `/jest`: blocks that are independent, one order of hooks, and tests that run at the same time. */
const { GetSecretValueCommand, SecretsManagerClient } = require("@aws-sdk/client-secrets-manager");
const { afterEach, beforeEach, describe, expect, test } = require("@jest/globals");
const { FakeSecretsManager } = require("fake-secrets-manager");
const { useFakeSecretsManager } = require("fake-secrets-manager/jest");

const client = new SecretsManagerClient({});
const get = new GetSecretValueCommand({ SecretId: "db" });
const read = async (from = client) => (await from.send(get)).SecretString;

describe.each(["staging", "prod"])("a block of several: %s", (value) => {
  describe("by option", () => {
    useFakeSecretsManager({ secrets: { db: value }, intercept: [SecretsManagerClient] });
    test("reads its own", async () => expect(await read()).toBe(value));

    describe("and a nested block", () => {
      useFakeSecretsManager({ secrets: { db: `inner ${value}` } }).intercept(SecretsManagerClient);
      test("reads the inner", async () => expect(await read()).toBe(`inner ${value}`));
    });
  });

  describe("by a call", () => {
    useFakeSecretsManager({ secrets: { db: value } }).intercept(SecretsManagerClient);
    test("reads its own", async () => expect(await read()).toBe(value));
  });

  describe.skip("that is skipped", () => {
    useFakeSecretsManager({ secrets: { db: "skipped" } }).intercept(SecretsManagerClient);
    test("never runs", () => {});
  });

  test("ends after the block", () => {
    expect(Object.getOwnPropertySymbols(Object.getPrototypeOf(SecretsManagerClient.prototype))).toEqual([]);
  });
});

describe("its order", () => {
  const fake = useFakeSecretsManager();
  const names = () => fake.listSecrets().SecretList.map(({ Name }) => Name);
  beforeEach(() => fake.seed({ "made-before": "x" }));
  afterEach(() => expect(names()).toEqual(["made-before", "made-in-test"]));

  test.each(["first", "second"])(
    "is new before the hooks of the test and has the test's changes after it, the %s time",
    () => {
      expect(names()).toEqual(["made-before"]);
      fake.seed({ "made-in-test": "x" });
    },
  );
});

describe("while the file is loaded", () => {
  useFakeSecretsManager({ secrets: { db: "early" } }).intercept(SecretsManagerClient);
  const early = read();
  test("answers requests that modules send immediately", async () => expect(await early).toBe("early"));
});

describe("tests that run at the same time", () => {
  test.concurrent.each(["a", "b", "c"])("reach their own fake: %s", async (value) => {
    const fake = new FakeSecretsManager({ secrets: { db: value } });
    fake.intercept(SecretsManagerClient);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([await read(), await read(new SecretsManagerClient({}))]).toEqual([value, value]);
    fake.dispose();
  });
});
