/** Run by runners.test.ts, which expects the second test to fail. */
import { useFakeSecretsManager } from "fake-secrets-manager/vitest";
import { expect, test } from "vitest";

const fake = useFakeSecretsManager({ strict: true });

test("uses its fault", () => {
  fake.fail("ListSecrets", "InternalServiceError");
  expect(() => fake.listSecrets()).toThrow();
});
test("leaves its fault unused", () => fake.fail("ListSecrets", "InternalServiceError"));
test("comes after it", () => {});
