/** A warning for a failed test whose client did not reach the fake: the SDK's own error does not name the cause. */

import { warn } from "./node.js";

/** What the SDK throws before it sends a request, if it finds no credentials or no region. */
const SYMPTOMS = /Could not load credentials from any providers|Region is missing/;

/** Warns if one of the errors of a test is such an error. */
export function warnOfUnreachedFake(errors: readonly { readonly message?: string }[] = []): void {
  const symptom = errors.map(({ message }) => SYMPTOMS.exec(message ?? "")?.[0]).find(Boolean);
  if (symptom === undefined) return;
  warn(
    `a test failed with "${symptom}": no fake answered that client; expected an interception of its class, for example ` +
      "useFakeSecretsManager({ intercept: [SecretsManagerClient] }), or fake.interceptNetwork() for another copy of the SDK",
  );
}
