/** For jest and bun: `useFakeSecretsManager()` for a whole file or block, and the matchers. */

import { afterAll, afterEach, beforeAll, beforeEach } from "@jest/globals";
import type { FakeSecretsManager } from "fake-secrets-manager";
import { endEarlyInterceptions, type UseFakeOptions, useFake } from "./hooks.js";
import "./jest-setup.js";

export { clearCaches } from "./caches.js";
export type { UseFakeOptions } from "./hooks.js";

/**
 * Creates one fake for the file or `describe` block. It is reset before each test, and disposed of after the last one. Interceptions that
 * the option `intercept` or calls of `fake.intercept` in the block start last until the last test of the block.
 */
export function useFakeSecretsManager(options?: UseFakeOptions): FakeSecretsManager {
  return useFake({ beforeAll, beforeEach, afterEach, afterAll }, options);
}

beforeAll(endEarlyInterceptions);
