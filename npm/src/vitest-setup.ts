/** The matcher for vitest's `expect`. As an entry of `setupFiles`, it needs no code: `setupFiles: ["fake-secrets-manager/vitest/setup"]`. */

import { expect } from "vitest";
import { toHaveSecret } from "./matchers.js";

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: vitest declares it so, and declarations must agree
  interface Matchers<T = any> {
    /** The fake has the secret and, with a value, holds it: text, bytes, or the object behind JSON text. */
    toHaveSecret(name: string, value?: unknown): T;
  }
}

expect.extend({ toHaveSecret });
