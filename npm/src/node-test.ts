/** For node:test: `useFakeSecretsManager()` for a whole file or `describe` block. */

import { after, afterEach, before, beforeEach } from "node:test";
import type { FakeSecretsManager } from "fake-secrets-manager";
import { endEarlyInterceptions, type UseFakeOptions, useFake } from "./hooks.js";

export { clearCaches } from "./caches.js";
export type { UseFakeOptions } from "./hooks.js";

/**
 * One fake for the file or `describe` block, as new before each test, and disposed of after the last. Its interceptions, by the option
 * `intercept` or by calls of `fake.intercept` in the block, last as long as the block's tests.
 */
export function useFakeSecretsManager(options?: UseFakeOptions): FakeSecretsManager {
  return useFake({ beforeAll: before, beforeEach, afterEach, afterAll: after }, options);
}

before(endEarlyInterceptions);
