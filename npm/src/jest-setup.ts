/** The matcher for jest's `expect`. It needs no code as an entry of `setupFilesAfterEnv`: `["fake-secrets-manager/jest/setup"]`. */

import { expect } from "@jest/globals";
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
