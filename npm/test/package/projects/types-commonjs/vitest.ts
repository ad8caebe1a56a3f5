/** The types of the subpath for vitest in a project without "type": "module": its fakes are those of the main entry. */
import type { FakeSecretsManager } from "fake-secrets-manager";
import { test, useFakeSecretsManager } from "fake-secrets-manager/vitest";

const seed = (fake: FakeSecretsManager) => fake.seed({ db: "v" });
const shared = useFakeSecretsManager();

test("typed", ({ fake }) => {
  seed(fake);
  seed(shared);
});
