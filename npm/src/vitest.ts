/** For vitest: the `test` with a `fake` of its own, `useFakeSecretsManager()` for a whole file or block, and the matcher. */

import { FakeSecretsManager, type FakeSecretsManagerOptions } from "fake-secrets-manager";
import { afterAll, afterEach, test as base, expect } from "vitest";
import { toHaveSecret } from "./matchers.js";

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: vitest declares it so, and declarations must agree
  interface Matchers<T = any> {
    /** The fake has the secret and, with a value, holds it: text, bytes, or the object behind JSON text. */
    toHaveSecret(name: string, value?: unknown): T;
  }
}

expect.extend({ toHaveSecret });

/** vitest's `test`; a test that asks for `fake` gets a new one, disposed of at its end. */
export const test = base.extend<{ fake: FakeSecretsManager }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of the fixtures it needs from here
  fake: async ({}, use) => {
    const fake = new FakeSecretsManager();
    await use(fake);
    fake[Symbol.dispose]();
  },
});

/** One fake for the file or `describe` block: reset after each test, disposed of after the last. */
export function useFakeSecretsManager(options?: FakeSecretsManagerOptions): FakeSecretsManager {
  const fake = new FakeSecretsManager(options);
  afterEach(() => fake.reset());
  afterAll(() => fake[Symbol.dispose]());
  return fake;
}
