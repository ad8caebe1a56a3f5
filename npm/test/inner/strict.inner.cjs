/** Run by runners.test.ts, which expects the second test to fail. */
const { useFakeSecretsManager } = require("fake-secrets-manager/jest");
const { expect, test } = require("@jest/globals");

const fake = useFakeSecretsManager({ strict: true });

test("uses its fault", () => {
  fake.fail("ListSecrets", "InternalServiceError");
  expect(() => fake.listSecrets()).toThrow();
});
test("leaves its fault unused", () => fake.fail("ListSecrets", "InternalServiceError"));
test("comes after it", () => {});
