/** For vitest: the `test` with a `fake` of its own, `useFakeSecretsManager()` for a whole file or block, and the matcher. */

import { FakeSecretsManager } from "fake-secrets-manager";
import { afterAll, afterEach, test as base, beforeAll, beforeEach } from "vitest";
import { endEarlyInterceptions, type UseFakeOptions, useFake } from "./hooks.js";
import type { ClientClass } from "./intercept.js";
import type { Secrets } from "./seeds.js";
import "./vitest-setup.js";

export { clearCaches } from "./caches.js";
export type { UseFakeOptions } from "./hooks.js";

/** What the tests of a file or block may set: `test.override({ secrets: { db: "hunter2" } })`, in vitest 3 and 4 `test.scoped`. */
export interface FakeFixtures {
  /** A new fake for each test, disposed of at its end. */
  fake: FakeSecretsManager;
  /** The secrets that the fake of each test starts with. */
  secrets: Secrets | undefined;
  /** The region of the fake of each test. */
  region: string | undefined;
  /** The client classes whose clients the fake answers during each test. */
  intercept: readonly ClientClass[];
}

/** vitest's `test`; each test has a new fake, disposed of at its end. */
export const test = base.extend<FakeFixtures>({
  // biome-ignore-start lint/correctness/noEmptyPattern: vitest reads the names of the fixtures it needs from here
  secrets: async ({}, use) => use(undefined),
  region: async ({}, use) => use(undefined),
  intercept: async ({}, use) => use([]),
  // biome-ignore-end lint/correctness/noEmptyPattern: see above
  fake: [
    async ({ secrets, region, intercept }, use) => {
      const fake = new FakeSecretsManager({ secrets, region });
      if (intercept.length > 0) fake.intercept(...intercept);
      await use(fake);
      fake.dispose();
    },
    { auto: true },
  ],
});

/**
 * One fake for the file or `describe` block, as new before each test, and disposed of after the last. Its interceptions, by the option
 * `intercept` or by calls of `fake.intercept` in the block, last as long as the block's tests.
 */
export function useFakeSecretsManager(options?: UseFakeOptions): FakeSecretsManager {
  return useFake({ beforeAll, beforeEach, afterEach, afterAll }, options);
}

beforeAll(endEarlyInterceptions);
