/** The types of the subpath for vitest. */
import { test, useFakeSecretsManager } from "fake-secrets-manager/vitest";
import { expect } from "vitest";

const shared = useFakeSecretsManager({ seed: 1 });

test("typed", ({ fake }) => {
  expect(fake).toHaveSecret("db");
  expect(shared).not.toHaveSecret("db", "x");
});
