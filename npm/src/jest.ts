/** For jest: `useFakeSecretsManager()` for a whole file or block, and the matcher. */

import { afterAll, afterEach, expect } from "@jest/globals";
import { FakeSecretsManager, type FakeSecretsManagerOptions } from "fake-secrets-manager";
import { toHaveSecret } from "./matchers.js";

declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T = unknown> {
    /** The fake has the secret and, with a value, holds it: text, bytes, or the object behind JSON text. */
    toHaveSecret(name: string, value?: unknown): R;
  }
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: jest's types declare it so, and declarations must agree
    interface Matchers<R, T = {}> {
      /** The fake has the secret and, with a value, holds it: text, bytes, or the object behind JSON text. */
      toHaveSecret(name: string, value?: unknown): R;
    }
  }
}

expect.extend({ toHaveSecret });

/** One fake for the file or `describe` block: reset after each test, disposed of after the last. */
export function useFakeSecretsManager(options?: FakeSecretsManagerOptions): FakeSecretsManager {
  const fake = new FakeSecretsManager(options);
  afterEach(() => fake.reset());
  afterAll(() => fake[Symbol.dispose]());
  return fake;
}
