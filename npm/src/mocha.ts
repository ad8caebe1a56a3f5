/** For mocha, and runners with the same globals: `useFakeSecretsManager()` for a whole file or `describe` block. */

import { type FakeSecretsManager, Misuse, type RotationHandler } from "fake-secrets-manager";
import { endEarlyInterceptions, type Hooks, type UseFakeOptions, useFake } from "./hooks.js";
import { type RotationTestOptions, type Runner, registerChecks } from "./rotation-tests.js";

export { clearCaches } from "./caches.js";
export type { UseFakeOptions } from "./hooks.js";
export type { RotationTestOptions } from "./rotation-tests.js";

type Register = Hooks["beforeAll"];

/**
 * Creates one fake for the file or `describe` block. It is reset before each test, and disposed of after the last one. Interceptions that
 * the option `intercept` or calls of `fake.intercept` in the block start last until the last test of the block.
 */
export function useFakeSecretsManager(options?: UseFakeOptions): FakeSecretsManager {
  const { before, beforeEach, afterEach, after } = globalThis as unknown as Record<string, Register | undefined>;
  if (!before || !beforeEach || !afterEach || !after) {
    throw new Misuse(
      "useFakeSecretsManager found no hooks; expected the globals of mocha, for example npx mocha db.test.js",
    );
  }
  // Registered with the block, because mocha has no separate setup file for them.
  before(endEarlyInterceptions);
  return useFake({ beforeAll: before, beforeEach, afterEach, afterAll: after }, options);
}
/**
 * Registers one test per check of a rotation function against the contract of AWS's templates and documentation, in a
 * block: `checkRotation(handler, { intercept: [SecretsManagerClient] })`. Each test has the name of its check and a fake of
 * its own.
 */
export function checkRotation(handler: RotationHandler, options?: RotationTestOptions): void {
  const { describe, it: test } = globalThis as unknown as { describe?: Runner["describe"]; it?: Runner["test"] };
  if (!describe || !test) {
    throw new Misuse(
      "checkRotation found no tests; expected the globals of mocha, for example npx mocha rotation.test.js",
    );
  }
  registerChecks({ describe, test }, handler, options);
}
