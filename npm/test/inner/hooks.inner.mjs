/** Calls of `useFakeSecretsManager` in node:test: two of them are inside tests, which must fail. */
import { describe, test } from "node:test";
import { useFakeSecretsManager } from "fake-secrets-manager/node-test";

useFakeSecretsManager();
test("before it", () => {});
useFakeSecretsManager();
test("a test that calls it", () => {
  useFakeSecretsManager();
});
test("a test that calls it later", async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  useFakeSecretsManager();
});
describe("a block that calls it", () => {
  const fake = useFakeSecretsManager({ secrets: { db: "hunter2" } });
  test("a test in a block", () => void fake.getSecretValue({ SecretId: "db" }));
});
