/** The subpath `/jest`, by `import` (node --experimental-vm-modules). */
import { createRequire } from "node:module";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { describe, expect, test } from "@jest/globals";
import { FakeSecretsManager } from "fake-secrets-manager";
import { useFakeSecretsManager } from "fake-secrets-manager/jest";

describe("the hook and the matcher", () => {
  const fake = useFakeSecretsManager({ secrets: { db: "one" } });

  test.each(["first", "second"])("give every test a new fake, the %s time", () => {
    expect(fake).toHaveSecret("db", "one");
    fake.putSecretValue({ SecretId: "db", SecretString: "two" });
    expect(fake).not.toHaveSecret("db", "one");
  });
});

test("import and require give the same class", () => {
  const required = createRequire(import.meta.url)("fake-secrets-manager");
  expect(required.FakeSecretsManager).toBe(FakeSecretsManager);
});

test("a module-level client is intercepted and restored", async () => {
  const client = new SecretsManagerClient({});
  const fake = new FakeSecretsManager({ secrets: { db: "x" } });
  fake.intercept(SecretsManagerClient);
  expect((await client.send(new GetSecretValueCommand({ SecretId: "db" }))).SecretString).toBe("x");
  fake[Symbol.dispose]();
  expect(Object.hasOwn(SecretsManagerClient.prototype, "send")).toBe(false);
});
