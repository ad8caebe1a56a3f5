/** Caches that outlive a fake, with Powertools itself. */
import { createRequire } from "node:module";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager } from "fake-secrets-manager";
import { clearCaches, test as fixtureTest, useFakeSecretsManager } from "fake-secrets-manager/vitest";
import { afterAll, describe, expect, test } from "vitest";

// Without the library's types, which need the types of other packages.
const SECRETS: string = "@aws-lambda-powertools/parameters/secrets";
const { getSecret, SecretsProvider } = await import(SECRETS);
const library = createRequire(import.meta.url)(SECRETS);
const required = library.getSecret;
const KINDS = [
  ["the ES module", getSecret],
  ["the CommonJS module", required],
] as const;

afterAll(clearCaches);

test("Powertools can be loaded by both module systems", () => expect(required).not.toBe(getSecret));

test.each([
  ["the ES module", SecretsProvider],
  ["the CommonJS module", library.SecretsProvider],
])("a provider of %s that the code created is cleared at its next use, once", async (_, Provider) => {
  using fake = new FakeSecretsManager({ secrets: { "app/db": "one" } });
  fake.intercept(SecretsManagerClient);
  const provider = new Provider({ awsSdkV3Client: new SecretsManagerClient({}) });
  const read = () => provider.get("app/db");
  expect(await read()).toBe("one");
  for (const value of ["two", "three"]) {
    fake.putSecretValue({ SecretId: "app/db", SecretString: value });
    expect(await read()).not.toBe(value);
    await clearCaches();
    expect(await read()).toBe(value);
  }
});

describe.each(KINDS)("%s", (_, get) => {
  test("is served from its cache until clearCaches()", async () => {
    using first = new FakeSecretsManager({ secrets: { "app/db": "one" } });
    first.intercept(SecretsManagerClient);
    expect(await get("app/db")).toBe("one");
    using second = new FakeSecretsManager({ secrets: { "app/db": "two" } });
    second.intercept(SecretsManagerClient);
    expect(await get("app/db")).toBe("one");
    await clearCaches();
    expect(await get("app/db")).toBe("two");
  });

  describe("with the option", () => {
    const fake = useFakeSecretsManager({ intercept: [SecretsManagerClient], clearCaches: true });
    test.each(["a", "b"])("reads %s", async (value) => {
      fake.seed({ "app/db": value });
      expect(await get("app/db")).toBe(value);
    });
  });

  describe("with the option of the fixture", () => {
    fixtureTest.override({ intercept: [SecretsManagerClient], clearCaches: true });
    for (const value of ["c", "d"]) {
      fixtureTest(`reads ${value}`, async ({ fake }) => {
        fake.seed({ "app/db": value });
        expect(await get("app/db")).toBe(value);
      });
    }
  });

  test("is empty after the block", async () => {
    using fake = new FakeSecretsManager({ secrets: { "app/db": "after" } });
    fake.intercept(SecretsManagerClient);
    expect(await get("app/db")).toBe("after");
    await clearCaches();
  });
});
