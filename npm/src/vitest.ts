/** For vitest: a `test` with the fixture `fake`, `useFakeSecretsManager()` for a whole file or block, and the matchers. */

import { FakeSecretsManager, type RotationHandler } from "fake-secrets-manager";
import { afterAll, afterEach, test as base, beforeAll, beforeEach, describe, onTestFinished } from "vitest";
import { clearCaches } from "./caches.js";
import { endEarlyInterceptions, type UseFakeOptions, useFake } from "./hooks.js";
import type { ClientClass } from "./intercept.js";
import { type RotationTestOptions, registerChecks } from "./rotation-tests.js";
import type { Secrets } from "./seeds.js";
import "./vitest-setup.js";

export type { UseFakeOptions } from "./hooks.js";
export type { RotationTestOptions } from "./rotation-tests.js";
export { clearCaches };

/** The fixtures of `test`. Set options for a block with `test.override({ secrets: { db: "hunter2" } })` (`test.scoped` in vitest 3 and 4.0). */
export interface FakeFixtures {
  /** A new fake for each test, which is disposed of at the end of the test. */
  fake: FakeSecretsManager;
  /** The secrets that the fake of each test starts with. */
  secrets: Secrets | undefined;
  /** The region of the fake of each test. */
  region: string | undefined;
  /** The client classes whose clients the fake answers during each test. */
  intercept: readonly ClientClass[];
  /** Whether to clear the caches of `@aws-lambda-powertools/parameters` before and after each test. */
  clearCaches: boolean;
}

/** vitest's `test` with the fixture `fake`: a new fake for each test, which is disposed of at the end of the test. */
export const test = base.extend<FakeFixtures>({
  // biome-ignore-start lint/correctness/noEmptyPattern: vitest reads the names of the fixtures it needs from here
  secrets: async ({}, use) => use(undefined),
  region: async ({}, use) => use(undefined),
  intercept: async ({}, use) => use([]),
  clearCaches: async ({}, use) => use(false),
  // biome-ignore-end lint/correctness/noEmptyPattern: see above
  fake: [
    async ({ secrets, region, intercept, clearCaches: clears }, use) => {
      const fake = new FakeSecretsManager({ secrets, region });
      if (intercept.length > 0) fake.intercept(...intercept);
      if (clears) await clearCaches();
      await use(fake);
      if (clears) await clearCaches();
      fake.dispose();
    },
    { auto: true },
  ],
});

/**
 * Creates one fake for the file or `describe` block. It is reset before each test, and disposed of after the last one. Interceptions that
 * the option `intercept` or calls of `fake.intercept` in the block start last until the last test of the block.
 */
export function useFakeSecretsManager(options?: UseFakeOptions): FakeSecretsManager {
  return useFake({ beforeAll, beforeEach, afterEach, afterAll, isInTest }, options);
}

/** Whether a test is running: outside of tests, vitest rejects this hook. */
function isInTest(): boolean {
  try {
    onTestFinished(() => {});
    return true;
  } catch {
    return false;
  }
}

/**
 * Registers one test per check of a rotation function against the contract of AWS's templates and documentation, in a
 * block: `checkRotation(handler, { intercept: [SecretsManagerClient] })`. Each test has the name of its check and a fake of
 * its own.
 */
export function checkRotation(handler: RotationHandler, options?: RotationTestOptions): void {
  registerChecks({ describe, test: base }, handler, options);
}

beforeAll(endEarlyInterceptions);
