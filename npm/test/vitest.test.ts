/** The subpath `/vitest`: the fixture, the hook and the matcher. */
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager } from "fake-secrets-manager";
import { test as fixtureTest, useFakeSecretsManager } from "fake-secrets-manager/vitest";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import "fake-secrets-manager/network";

describe("the fixture", () => {
  const seen: FakeSecretsManager[] = [];

  for (const time of ["first", "second"]) {
    fixtureTest(`gives a test a fake of its own, the ${time} time`, ({ fake }) => {
      expect(fake.listSecrets().SecretList).toEqual([]);
      fake.createSecret({ Name: "db" });
      seen.push(fake);
    });
  }

  test("and disposes of it", () => {
    expect(seen).toHaveLength(2);
    for (const fake of seen) expect(() => fake.listSecrets()).toThrow(/disposed of/);
  });
});

describe("secrets that are seeded outside a test", () => {
  const warned: string[] = [];
  const remember = (warning: string | Error) => void warned.push(String(warning));
  const original = process.emitWarning;
  beforeAll(() => {
    process.emitWarning = remember as typeof process.emitWarning;
  });
  afterAll(() => {
    process.emitWarning = original;
  });

  describe("and removed by the reset", () => {
    const fake = useFakeSecretsManager();
    fake.seed({ db: "hunter2" });
    for (const time of ["first", "second"]) {
      test(`cause one warning, before the ${time} test`, () => {
        expect(fake).not.toHaveSecret("db");
        fake.seed({ db: "hunter2" });
        expect(warned.splice(0)).toEqual(time === "first" ? [expect.stringMatching(/secrets: .* in beforeEach/)] : []);
      });
    }
  });

  describe("in beforeAll", () => {
    const fake = useFakeSecretsManager();
    beforeAll(() => fake.seed({ db: "hunter2" }));
    test("cause a warning", () => expect(warned.splice(0)).toHaveLength(1));
  });

  describe("and read before the reset, or seeded in beforeEach", () => {
    const fake = useFakeSecretsManager();
    fake.seed({ db: "hunter2" });
    fake.getSecretValue({ SecretId: "db" });
    beforeEach(() => fake.seed({ db: "hunter2" }));
    for (const time of ["first", "second"]) {
      test(`cause no warning, before the ${time} test`, () => {
        expect(fake).toHaveSecret("db", "hunter2");
        expect(warned).toEqual([]);
      });
    }
  });
});

describe("the fixture's options", () => {
  const client = new SecretsManagerClient({});
  const read = () => client.send(new GetSecretValueCommand({ SecretId: "db" }));

  describe("in a block", () => {
    fixtureTest.override({ secrets: { db: "scoped" }, region: "eu-west-1", intercept: [SecretsManagerClient] });

    fixtureTest("are those of every test", async ({ fake }) => {
      expect(fake.region).toBe("eu-west-1");
      expect(await read()).toMatchObject({ SecretString: "scoped", ARN: expect.stringContaining("eu-west-1") });
    });
    fixtureTest("count where the test does not ask for the fake", async () => {
      expect((await read()).SecretString).toBe("scoped");
    });
  });

  fixtureTest("are over after it", ({ fake }) => {
    expect(fake.listSecrets().SecretList).toEqual([]);
  });

  const extended = fixtureTest.extend({ secrets: { db: "extended" } });
  extended("can be extended", ({ fake }) => expect(fake).toHaveSecret("db", "extended"));

  for (const name of ["a", "b", "c"]) {
    fixtureTest.concurrent(`let concurrent test ${name} read its own fake`, async ({ fake, expect }) => {
      fake.seed({ db: name });
      fake.intercept(SecretsManagerClient);
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect((await read()).SecretString).toBe(name);
      const other = new SecretsManagerClient({});
      expect((await other.send(new GetSecretValueCommand({ SecretId: "db" }))).SecretString).toBe(name);
    });
  }

  describe("with interceptions by the fixture, in concurrent tests", () => {
    const each = fixtureTest.extend({ intercept: [SecretsManagerClient] });
    for (const name of ["a", "b", "c"]) {
      each.concurrent(`${name} reads its own`, async ({ fake, expect }) => {
        fake.seed({ db: name });
        await new Promise((resolve) => setTimeout(resolve, 10));
        expect((await read()).SecretString).toBe(name);
      });
    }
  });
});

describe("the hook", () => {
  let used: FakeSecretsManager;

  describe("in a block", () => {
    const fake = useFakeSecretsManager({ secrets: { db: "one" } });
    used = fake;

    for (const time of ["first", "second"]) {
      test(`gives every test a new fake, the ${time} time`, () => {
        expect(fake).toHaveSecret("db", "one");
        fake.putSecretValue({ SecretId: "db", SecretString: "two" });
        fake.createSecret({ Name: "other" });
      });
    }
  });

  describe("its order", () => {
    const fake = useFakeSecretsManager();
    const read = () => fake.listSecrets().SecretList?.map(({ Name }) => Name);
    beforeEach(() => fake.seed({ "made-before": "x" }));
    afterEach(() => expect(read()).toEqual(["made-before", "made-in-test"]));

    for (const time of ["first", "second"]) {
      test(`is new before the hooks of the test and has the test's changes after it, the ${time} time`, () => {
        expect(read()).toEqual(["made-before"]);
        fake.seed({ "made-in-test": "x" });
      });
    }
  });

  describe.each(["staging", "prod"])("intercepting in one block of several: %s", (value) => {
    const client = new SecretsManagerClient({});
    const read = async () => (await client.send(new GetSecretValueCommand({ SecretId: "db" }))).SecretString;

    describe("by option", () => {
      useFakeSecretsManager({ secrets: { db: value }, intercept: [SecretsManagerClient] });
      test("reads its own", async () => expect(await read()).toBe(value));

      describe("and a nested block", () => {
        useFakeSecretsManager({ secrets: { db: `inner ${value}` }, intercept: [SecretsManagerClient] });
        test("reads the inner", async () => expect(await read()).toBe(`inner ${value}`));
      });

      test("reads its own again", async () => expect(await read()).toBe(value));
    });

    describe("by a call", () => {
      useFakeSecretsManager({ secrets: { db: value } }).intercept(SecretsManagerClient);
      test("reads its own", async () => expect(await read()).toBe(value));
    });

    describe.skip("in a block that is skipped", () => {
      useFakeSecretsManager({ secrets: { db: "skipped" } }).intercept(SecretsManagerClient);
      test("never runs", () => {});
    });

    test("ends after the block", () => {
      expect(Object.getOwnPropertySymbols(Object.getPrototypeOf(SecretsManagerClient.prototype))).toEqual([]);
    });
  });

  describe("while the file is loaded", () => {
    const client = new SecretsManagerClient({});
    useFakeSecretsManager({ secrets: { db: "early" }, intercept: [SecretsManagerClient] });
    const early = client.send(new GetSecretValueCommand({ SecretId: "db" }));
    test("answers requests that modules send immediately", async () =>
      expect((await early).SecretString).toBe("early"));
  });

  test("rejects a class instead of a list", () => {
    const intercept = SecretsManagerClient as never;
    expect(() => useFakeSecretsManager({ intercept })).toThrow(/intercept was given a function; expected a list/);
  });

  test("disposes of it after the block", () => expect(() => used.listSecrets()).toThrow(/disposed of/));
});

describe("toHaveSecret", () => {
  const fake = useFakeSecretsManager({
    secrets: { text: "hunter2", bytes: Uint8Array.of(1), json: { a: [1], b: "x" } },
  });
  const failure = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("the matcher passed");
  };

  test("compares text, bytes and objects in JSON text", () => {
    expect(fake).toHaveSecret("text");
    expect(fake).toHaveSecret("text", "hunter2");
    expect(fake).toHaveSecret("bytes", Uint8Array.of(1));
    expect(fake).toHaveSecret("json", { b: "x", a: [1] });
    expect(fake).toHaveSecret("json", '{"a":[1],"b":"x"}');
    expect(fake).toHaveSecret("text", expect.stringMatching(/^hunter/));
    expect({ fake }).toEqual({ fake: expect.toHaveSecret("text") });
  });

  test("reports a missing secret, with the service's message", () => {
    expect(fake).not.toHaveSecret("gone");
    expect(fake).not.toHaveSecret("text", "hunter3");
    expect(fake).not.toHaveSecret("text", { a: 1 });
    expect(fake).not.toHaveSecret("text", undefined);
    expect(failure(() => expect(fake).toHaveSecret("gone"))).toMatch(/"gone".*ResourceNotFoundException: .*can't find/);
  });

  test("changes nothing: no date of access, no generated id", () => {
    const twin = new FakeSecretsManager({ seed: 5, now: () => 0, secrets: { text: "hunter2" } });
    const looked = new FakeSecretsManager({ seed: 5, now: () => 0, secrets: { text: "hunter2" } });
    expect(looked).toHaveSecret("text", "hunter2");
    expect(looked).not.toHaveSecret("gone");
    expect(looked.describeSecret({ SecretId: "text" })).toEqual(twin.describeSecret({ SecretId: "text" }));
    expect(looked.createSecret({ Name: "db" })).toEqual(twin.createSecret({ Name: "db" }));
  });

  test("shows neither value on failure", () => {
    const wrong = failure(() => expect(fake).toHaveSecret("text", "hunter3"));
    const right = failure(() => expect(fake).not.toHaveSecret("text", "hunter2"));
    const there = failure(() => expect(fake).not.toHaveSecret("text"));
    expect(wrong).toBe(
      'the current value of the secret "text" does not match: both values are text, but differ (values are not shown)',
    );
    for (const message of [wrong, right, there]) expect(message).not.toMatch(/hunter/);
  });

  test("states where the values differ", () => {
    const said = (name: string, value: unknown) => failure(() => expect(fake).toHaveSecret(name, value));
    expect(said("json", { a: [2], b: "x", c: 1 })).toMatch(/differs in "a", "c" \(values are not shown\)$/);
    expect(said("text", { a: 1 })).toMatch(/it is text, and an object was expected/);
    expect(said("bytes", "x")).toMatch(/it is bytes, and text was expected/);
  });

  test("rejects objects other than a fake", () => {
    expect(failure(() => expect({}).toHaveSecret("text"))).toMatch(/expected .*FakeSecretsManager.*for example/);
    expect(failure(() => expect(FakeSecretsManager).not.toHaveSecret("text"))).toMatch(/for example/);
  });
});

describe("fake.agent() while a block is set up", () => {
  const ping = () => fetch("http://localhost:2773/v1/only", { headers: { "X-Vault-Token": "any" } });

  describe("in the block", () => {
    const fake = useFakeSecretsManager({ secrets: { only: "first" } });
    fake.agent();

    test("answers", async () => {
      expect(await (await ping()).json()).toMatchObject({ SecretString: "first" });
    });
  });

  describe("in another block", () => {
    const fake = useFakeSecretsManager({ secrets: { only: "second" } });
    fake.agent();

    test("answers", async () => {
      expect(await (await ping()).json()).toMatchObject({ SecretString: "second" });
    });
  });

  test("ends after the blocks", async () => {
    await expect(ping()).rejects.toThrow("fetch failed");
  });
});
