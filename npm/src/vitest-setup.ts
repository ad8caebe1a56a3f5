/** The matchers for vitest's `expect`. As an entry of `setupFiles`, they need no code: `setupFiles: ["fake-secrets-manager/vitest/setup"]`. */

import { expect } from "vitest";
import { toHaveSecret } from "./matchers.js";
import { toHaveReceived, toHaveReceivedNth, toHaveReceivedTimes } from "./request-matchers.js";

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: vitest declares it so, and declarations must agree
  interface Matchers<T = any> {
    /** The fake has the secret and, with a value, holds it: text, bytes, or the object behind JSON text. */
    toHaveSecret(name: string, value?: unknown): T;
    /** The fake received a request of the operation, with these members among its own. */
    toHaveReceived(operation: string, partialRequest?: object): T;
    /** The fake received exactly so many requests of the operation, with these members among their own. */
    toHaveReceivedTimes(operation: string, times: number, partialRequest?: object): T;
    /** The n-th request of the fake, counting from 1, is one of the operation, with these members among its own. */
    toHaveReceivedNth(nth: number, operation: string, partialRequest?: object): T;
  }
}

expect.extend({ toHaveSecret, toHaveReceived, toHaveReceivedTimes, toHaveReceivedNth });
