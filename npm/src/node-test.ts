/** For node:test: `useFakeSecretsManager()` for a whole file or `describe` block. */

import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import type { FakeSecretsManager, RotationHandler } from "fake-secrets-manager";
import { endEarlyInterceptions, type UseFakeOptions, useFake } from "./hooks.js";
import { type RotationTestOptions, registerChecks } from "./rotation-tests.js";

export { clearCaches } from "./caches.js";
export type { UseFakeOptions } from "./hooks.js";
export type { RotationTestOptions } from "./rotation-tests.js";

/**
 * Creates one fake for the file or `describe` block. It is reset before each test, and disposed of after the last one. Interceptions that
 * the option `intercept` or calls of `fake.intercept` in the block start last until the last test of the block.
 */
export function useFakeSecretsManager(options?: UseFakeOptions): FakeSecretsManager {
  return useFake({ beforeAll: before, beforeEach, afterEach, afterAll: after, isInTest }, options);
}

/** Whether a test is running. If so, node:test runs a `before` hook immediately, with the context of the test. */
function isInTest(): boolean {
  let context: object = {};
  before((given: object) => {
    context = given;
  });
  const { name } = context as { name?: string };
  return context.constructor.name === "TestContext" && name !== "<root>";
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
