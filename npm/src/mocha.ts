/** For mocha, and runners with the same globals: `useFakeSecretsManager()` for a whole file or `describe` block. */

import { type FakeSecretsManager, Misuse } from "fake-secrets-manager";
import { endEarlyInterceptions, type Hooks, type UseFakeOptions, useFake } from "./hooks.js";

export { clearCaches } from "./caches.js";
export type { UseFakeOptions } from "./hooks.js";

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
