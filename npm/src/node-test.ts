/** For node:test: `useFakeSecretsManager()` for a whole file or `describe` block. */

import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import type { FakeSecretsManager, RotationHandler } from "fake-secrets-manager";
import { endEarlyInterceptions, type UseFakeOptions, useFake } from "./hooks.js";
import { type RotationTestOptions, registerChecks } from "./rotation-tests.js";

export { clearCaches } from "./caches.js";
export type { UseFakeOptions } from "./hooks.js";
export type { RotationTestOptions } from "./rotation-tests.js";

/**
 * One fake for the file or `describe` block, as new before each test, and disposed of after the last. Its interceptions, by the option
 * `intercept` or by calls of `fake.intercept` in the block, last as long as the block's tests.
 */
export function useFakeSecretsManager(options?: UseFakeOptions): FakeSecretsManager {
  return useFake({ beforeAll: before, beforeEach, afterEach, afterAll: after }, options);
}

/**
 * Registers one test per check of a rotation function against the contract of AWS's templates and documentation, in a
 * block: `checkRotation(handler, { intercept: [SecretsManagerClient] })`. Each test has the name of its check and a fake of
 * its own.
 */
export function checkRotation(handler: RotationHandler, options?: RotationTestOptions): void {
  registerChecks({ describe, test }, handler, options);
}

before(endEarlyInterceptions);
