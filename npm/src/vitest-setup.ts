/** The matcher for vitest's `expect`. As an entry of `setupFiles`, it needs no code: `setupFiles: ["fake-secrets-manager/vitest/setup"]`. */

import { expect } from "vitest";
import { toHaveSecret } from "./matchers.js";

declare module "vitest" {
  interface AsymmetricMatchersContaining {
    /** The fake has the secret and, with a value, holds it: text, bytes, or the object behind JSON text. */
    toHaveSecret(name: string, value?: unknown): unknown;
  }
}

// Not vitest's own Matchers, whose type parameters differ between its versions. Its assertions have all members of these.
declare global {
  namespace Chai {
    interface Assertion {
      /** The fake has the secret and, with a value, holds it: text, bytes, or the object behind JSON text. */
      toHaveSecret(name: string, value?: unknown): void;
    }
  }
}

expect.extend({ toHaveSecret });
