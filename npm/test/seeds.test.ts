/** The values that `secrets` and `seed` accept, and how they are stored. */
import { FakeSecretsManager, Misuse } from "fake-secrets-manager";
import { describe, expect, test } from "vitest";

const stored = (value: object) => new FakeSecretsManager({ secrets: { a: value } }).getSecretValue({ SecretId: "a" });

test.each([
  [{ big: 2 ** 53, id: 1e16, small: 0.000001, tiny: 1e-7, zero: -0, whole: 1.0, huge: 1e21 }],
  [{ z: 1, a: { nested: [1, "two", null, true] } }],
  [["a", { b: "ü" }]],
  [{ date: new Date(0), buffer: Buffer.from("x"), url: new URL("http://localhost/") }],
  [{}],
])("an object is stored as JSON.stringify writes it: %j", (value) => {
  expect(stored(value).SecretString).toBe(JSON.stringify(value));
});

const endless: { again?: unknown } = {};
endless.again = { endless };

describe("rejects, with the path and without the value", () => {
  test.each<[string, unknown, RegExp]>([
    ["undefined", undefined, /^secrets\.a is undefined \(is a variable not set\?\)/],
    ["null", null, /^secrets\.a is null/],
    ["a number", 1234, /a is a number; expected text, in quotes/],
    ["a boolean", true, /a is a boolean; expected text, in quotes/],
    ["a Map", new Map([["user", "hunter2"]]), /a is a Map/],
    ["a Set", new Set(["hunter2"]), /a is a Set/],
    ["a Date", new Date(), /a is a Date/],
    ["a promise", Promise.resolve("hunter2"), /a is a Promise/],
    ["a function", () => "hunter2", /a is a function/],
    ["a nested Map", { user: new Map([["hunter2", 1]]) }, /^secrets\.a\.user is a Map; .*Object\.fromEntries/],
    ["nested bytes", { key: Uint8Array.of(1) }, /^secrets\.a\.key is a Uint8Array/],
    ["NaN", { user: { age: Number.NaN } }, /^secrets\.a\.user\.age is NaN/],
    ["Infinity", { ages: [1, Number.POSITIVE_INFINITY] }, /^secrets\.a\.ages\.1 is Infinity/],
    ["a nested undefined", { user: "hunter2", password: undefined }, /^secrets\.a\.password is undefined/],
    ["a hole", { list: Object.assign([1], { length: 2 }) }, /^secrets\.a\.list\[\] is undefined/],
    ["a bigint", { id: 1n }, /^secrets\.a\.id is a value of type bigint/],
    ["a symbol", { id: Symbol("hunter2") }, /^secrets\.a\.id is a value of type symbol/],
    ["an object that contains itself", endless, /^secrets\.a\.again\.endless is an object that contains itself/],
  ])("%s", (_, value, advice) => {
    const act = () => new FakeSecretsManager({ secrets: { a: value as never, b: "1" } });
    expect(act).toThrow(Misuse);
    expect(act).toThrow(advice);
    expect(act).not.toThrow(/hunter2.*expected/);
    const fake = new FakeSecretsManager();
    expect(() => fake.seed({ before: "x", a: value as never })).toThrow(advice);
    expect(fake.listSecrets().SecretList).toEqual([]);
  });

  test.each([[new Map([["a", "b"]])], [["a"]], ["a"], [new Set()]])(
    "secrets that are no plain object: %s",
    (secrets) => {
      expect(() => new FakeSecretsManager({ secrets: secrets as never })).toThrow(/secrets (is|was given)/);
    },
  );
});

test("later changes to the caller's objects do not affect reset", () => {
  const secrets = { a: { user: "one" } };
  const fake = new FakeSecretsManager({ secrets });
  secrets.a.user = "two";
  fake.reset();
  expect(fake.getSecretValue({ SecretId: "a" }).SecretString).toBe('{"user":"one"}');
});

describe("seed", () => {
  const value = (fake: FakeSecretsManager, where = {}) => fake.getSecretValue({ SecretId: "db" }, where).SecretString;

  test("rejects an existing name, and updates it with replace", () => {
    const fake = new FakeSecretsManager({ secrets: { db: "one" } });
    expect(() => fake.seed({ db: "two" })).toThrow(Misuse);
    expect(value(fake)).toBe("one");
    fake.seed({ db: "two" }, { replace: true });
    expect(value(fake)).toBe("two");
    expect(fake.getSecretValue({ SecretId: "db", VersionStage: "AWSPREVIOUS" }).SecretString).toBe("one");
  });

  test("puts secrets into another region and account", () => {
    const fake = new FakeSecretsManager();
    const where = { region: "eu-west-1", accountId: "210987654321" };
    fake.seed({ db: "x" }, where);
    expect(value(fake, where)).toBe("x");
    expect(fake.listSecrets().SecretList).toEqual([]);
  });

  test("describes a secret with tags, description and versions", () => {
    const fake = new FakeSecretsManager();
    const versions = [
      { value: { user: "new", port: 1e16 }, labels: ["AWSCURRENT"] },
      { value: "old", labels: ["AWSPREVIOUS"] },
    ];
    fake.seed({ db: { $secret: { description: "the database", tags: { team: "a" }, versions } } });
    expect(value(fake)).toBe('{"user":"new","port":10000000000000000}');
    expect(fake.describeSecret({ SecretId: "db" })).toMatchObject({
      Description: "the database",
      Tags: [{ Key: "team", Value: "a" }],
    });
  });

  test.each<[string, object, RegExp]>([
    ["a misspelt option", { relpace: true }, /"relpace" \(did you mean "replace"\?\)/],
    ["an option of another type", { replace: "yes" }, /replace was given text/],
    ["a service for a region", { region: "secretsmanager" }, /"secretsmanager"/],
  ])("rejects %s", (_, options, advice) => {
    expect(() => new FakeSecretsManager().seed({ db: "x" }, options)).toThrow(advice);
  });
});

test.each<[string, () => unknown, RegExp]>([
  [
    "a member",
    () => new FakeSecretsManager().createSecret({ SecretStrng: "x" } as never),
    /SecretStrng.*"SecretString"/,
  ],
  ["an option", () => new FakeSecretsManager({ regoin: "x" } as never), /"regoin" \(did you mean "region"\?\)/],
])("an unknown name is rejected with the nearest valid name: %s", (_, act, advice) => {
  expect(act).toThrow(Misuse);
  expect(act).toThrow(advice);
});

test("text for SecretBinary becomes its UTF-8 bytes, as in the SDK", () => {
  const fake = new FakeSecretsManager();
  fake.createSecret({ Name: "db", SecretBinary: "ü" as never });
  expect(fake.getSecretValue({ SecretId: "db" }).SecretBinary).toEqual(new TextEncoder().encode("ü"));
});
