/** The types of the subpath for jest, with the globals of @types/jest. */
import { useFakeSecretsManager } from "fake-secrets-manager/jest";

const fake = useFakeSecretsManager({ seed: 1 });

test("typed", () => expect(fake).toHaveSecret("db", "x"));
