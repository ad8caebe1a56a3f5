/** For node:test: `useFakeSecretsManager()` for a whole file or `describe` block. */

import { after, afterEach, before, beforeEach } from "node:test";
import type { FakeSecretsManager } from "fake-secrets-manager";
import { endEarlyInterceptions, type UseFakeOptions, useFake } from "./hooks.js";

export { clearCaches } from "./caches.js";
export type { UseFakeOptions } from "./hooks.js";

/**
 * Creates one fake for the file or `describe` block. It is reset before each test, and disposed of after the last one. Interceptions that
 * the option `intercept` or calls of `fake.intercept` in the block start last until the last test of the block.
 */
export function useFakeSecretsManager(options?: UseFakeOptions): FakeSecretsManager {
  return useFake({ beforeAll: before, beforeEach, afterEach, afterAll: after }, options);
}

before(endEarlyInterceptions);
