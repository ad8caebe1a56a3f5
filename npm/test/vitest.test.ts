/** The subpath `/vitest`: the fixture, the hook and the matcher. */
import { FakeSecretsManager } from "fake-secrets-manager";
import { test as fixtureTest, useFakeSecretsManager } from "fake-secrets-manager/vitest";
import { describe, expect, test } from "vitest";

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

describe("the hook", () => {
  let used: FakeSecretsManager;

  describe("in a block", () => {
    const fake = useFakeSecretsManager({ secrets: { db: "one" } });
    used = fake;

    for (const time of ["first", "second"]) {
      test(`gives every test a fake as new, the ${time} time`, () => {
        expect(fake).toHaveSecret("db", "one");
        fake.putSecretValue({ SecretId: "db", SecretString: "two" });
        fake.createSecret({ Name: "other" });
      });
    }
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

  test("knows text, bytes and the object behind JSON text", () => {
    expect(fake).toHaveSecret("text");
    expect(fake).toHaveSecret("text", "hunter2");
    expect(fake).toHaveSecret("bytes", Uint8Array.of(1));
    expect(fake).toHaveSecret("json", { b: "x", a: [1] });
    expect(fake).toHaveSecret("json", '{"a":[1],"b":"x"}');
    expect(fake).toHaveSecret("text", expect.stringMatching(/^hunter/));
    expect({ fake }).toEqual({ fake: expect.toHaveSecret("text") });
  });

  test("knows what is not there, with the service's reason", () => {
    expect(fake).not.toHaveSecret("gone");
    expect(fake).not.toHaveSecret("text", "hunter3");
    expect(fake).not.toHaveSecret("text", { a: 1 });
    expect(fake).not.toHaveSecret("text", undefined);
    expect(failure(() => expect(fake).toHaveSecret("gone"))).toMatch(/"gone".*ResourceNotFoundException: .*can't find/);
  });

  test("leaves no trace: no date of access, no id drawn", () => {
    const twin = new FakeSecretsManager({ seed: 5, now: () => 0, secrets: { text: "hunter2" } });
    const looked = new FakeSecretsManager({ seed: 5, now: () => 0, secrets: { text: "hunter2" } });
    expect(looked).toHaveSecret("text", "hunter2");
    expect(looked).not.toHaveSecret("gone");
    expect(looked.describeSecret({ SecretId: "text" })).toEqual(twin.describeSecret({ SecretId: "text" }));
    expect(looked.createSecret({ Name: "db" })).toEqual(twin.createSecret({ Name: "db" }));
  });

  test("shows neither value when it fails", () => {
    const wrong = failure(() => expect(fake).toHaveSecret("text", "hunter3"));
    const right = failure(() => expect(fake).not.toHaveSecret("text", "hunter2"));
    const there = failure(() => expect(fake).not.toHaveSecret("text"));
    expect(wrong).toContain('the secret "text" to hold another value');
    for (const message of [wrong, right, there]) expect(message).not.toMatch(/hunter/);
  });

  test("refuses what is no fake", () => {
    expect(failure(() => expect({}).toHaveSecret("text"))).toMatch(/expected .*FakeSecretsManager.*for example/);
    expect(failure(() => expect(FakeSecretsManager).not.toHaveSecret("text"))).toMatch(/for example/);
  });
});
