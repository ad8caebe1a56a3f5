/** For mocha, and for runners with its globals: `useFakeSecretsManager()` for a whole file or `describe` block. */

import { type FakeSecretsManager, Misuse } from "fake-secrets-manager";
import { endEarlyInterceptions, type Hooks, type UseFakeOptions, useFake } from "./hooks.js";

export { clearCaches } from "./caches.js";
export type { UseFakeOptions } from "./hooks.js";

type Register = Hooks["beforeAll"];

/**
 * One fake for the file or `describe` block, as new before each test, and disposed of after the last. Its interceptions, by the option
 * `intercept` or by calls of `fake.intercept` in the block, last as long as the block's tests.
 */
export function useFakeSecretsManager(options?: UseFakeOptions): FakeSecretsManager {
  const { before, beforeEach, afterEach, after } = globalThis as unknown as Record<string, Register | undefined>;
  if (!before || !beforeEach || !afterEach || !after) {
    throw new Misuse(
      "useFakeSecretsManager found no hooks; expected the globals of mocha, for example npx mocha db.test.js",
    );
  }
  // Registered with the block: mocha has no file of its own for them.
  before(endEarlyInterceptions);
  return useFake({ beforeAll: before, beforeEach, afterEach, afterAll: after }, options);
}
