/** The types of the subpath for jest, with @jest/globals. */
import { expect, test } from "@jest/globals";
import { useFakeSecretsManager } from "fake-secrets-manager/jest";

const fake = useFakeSecretsManager({ seed: 1 });

test("typed", () => expect(fake).toHaveSecret("db", "x"));
