/** The matchers for jest's `expect`. They need no code as an entry of `setupFilesAfterEnv`: `["fake-secrets-manager/jest/setup"]`. */

import { expect } from "@jest/globals";
import { toHaveSecret } from "./matchers.js";
import { toHaveReceived, toHaveReceivedNth, toHaveReceivedTimes } from "./request-matchers.js";

declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T = unknown> {
    /** The fake has the secret and, with a value, holds it: text, bytes, or the object behind JSON text. */
    toHaveSecret(name: string, value?: unknown): R;
    /** The fake received a request of the operation, with these members among its own. */
    toHaveReceived(operation: string, partialRequest?: object): R;
    /** The fake received exactly so many requests of the operation, with these members among their own. */
    toHaveReceivedTimes(operation: string, times: number, partialRequest?: object): R;
    /** The n-th request of the fake, counting from 1, is one of the operation, with these members among its own. */
    toHaveReceivedNth(nth: number, operation: string, partialRequest?: object): R;
  }
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: jest's types declare it so, and declarations must agree
    interface Matchers<R, T = {}> {
      /** The fake has the secret and, with a value, holds it: text, bytes, or the object behind JSON text. */
      toHaveSecret(name: string, value?: unknown): R;
      /** The fake received a request of the operation, with these members among its own. */
      toHaveReceived(operation: string, partialRequest?: object): R;
      /** The fake received exactly so many requests of the operation, with these members among their own. */
      toHaveReceivedTimes(operation: string, times: number, partialRequest?: object): R;
      /** The n-th request of the fake, counting from 1, is one of the operation, with these members among its own. */
      toHaveReceivedNth(nth: number, operation: string, partialRequest?: object): R;
    }
  }
}

expect.extend({ toHaveSecret, toHaveReceived, toHaveReceivedTimes, toHaveReceivedNth });
