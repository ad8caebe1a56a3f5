/** The matchers for vitest's `expect`. As an entry of `setupFiles`, they need no code: `setupFiles: ["fake-secrets-manager/vitest/setup"]`. */

import { expect } from "vitest";
import { toHaveSecret } from "./matchers.js";
import { toHaveReceived, toHaveReceivedNth, toHaveReceivedTimes } from "./request-matchers.js";

interface FakeMatchers<Result> {
  /** The fake has the secret and, with a value, holds it: text, bytes, or the object behind JSON text. */
  toHaveSecret(name: string, value?: unknown): Result;
  /** The fake received a request of the operation, with these members among its own. */
  toHaveReceived(operation: string, partialRequest?: object): Result;
  /** The fake received exactly so many requests of the operation, with these members among their own. */
  toHaveReceivedTimes(operation: string, times: number, partialRequest?: object): Result;
  /** The n-th request of the fake, counting from 1, is one of the operation, with these members among its own. */
  toHaveReceivedNth(nth: number, operation: string, partialRequest?: object): Result;
}

declare module "vitest" {
  interface AsymmetricMatchersContaining extends FakeMatchers<unknown> {}
}

// Not vitest's own Matchers, whose type parameters differ between its versions. Its assertions have all members of these.
declare global {
  namespace Chai {
    interface Assertion extends FakeMatchers<void> {}
  }
}

expect.extend({ toHaveSecret, toHaveReceived, toHaveReceivedTimes, toHaveReceivedNth });
