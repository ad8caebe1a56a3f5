/** `expect(fake).toHaveSecret(name, value?)`, for vitest and jest alike. */

import type { FakeSecretsManager } from "./fake.js";
import { LOOK } from "./look.js";

/** The part of a matcher's `this` that vitest and jest share. */
interface Context {
  equals(a: unknown, b: unknown): boolean;
}

interface Verdict {
  pass: boolean;
  message(): string;
}

/** Passes when the fake holds the secret, and with a value, when its current value is that: text, bytes, or the object behind JSON text. */
export function toHaveSecret(this: Context, fake: unknown, name: string, ...expected: readonly unknown[]): Verdict {
  if (!isFake(fake)) {
    throw new TypeError(
      'toHaveSecret was given something else; expected a FakeSecretsManager, for example expect(fake).toHaveSecret("db")',
    );
  }
  const found = currentValue(fake, name);
  const what = `the secret ${JSON.stringify(name)}`;
  if ("absent" in found) {
    return { pass: false, message: () => `expected the fake to have ${what}, but it answers: ${found.absent}` };
  }
  if (expected.length === 0) {
    return { pass: true, message: () => `expected the fake not to have ${what}` };
  }
  const pass = holds(found.value, expected[0], this);
  // Neither value is shown: test reports are no place for secrets.
  return {
    pass,
    message: () => `expected ${what} ${pass ? "not to hold that value" : "to hold another value (not shown)"}`,
  };
}

/** By what it can do and not by its class: jest may have loaded the package anew. */
function isFake(fake: unknown): fake is FakeSecretsManager {
  return typeof fake === "object" && fake !== null && LOOK in fake;
}

type Found = { value: string | Uint8Array | undefined } | { absent: string };

function currentValue(fake: FakeSecretsManager, name: string): Found {
  try {
    const { SecretString, SecretBinary } = fake[LOOK]("GetSecretValue", { SecretId: name });
    return { value: SecretString ?? SecretBinary };
  } catch (error) {
    if (!("$metadata" in (error as Error))) throw error;
    return { absent: `${(error as Error).name}: ${(error as Error).message}` };
  }
}

function holds(value: string | Uint8Array | undefined, expected: unknown, { equals }: Context): boolean {
  if (equals(value, expected)) return true;
  if (typeof value !== "string" || typeof expected !== "object") return false;
  try {
    return equals(JSON.parse(value), expected);
  } catch {
    return false;
  }
}
