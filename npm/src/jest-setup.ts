/** The matchers for jest's `expect`. They need no code as an entry of `setupFilesAfterEnv`: `["fake-secrets-manager/jest/setup"]`. */

import { expect } from "@jest/globals";
import type { OperationName, PartialRequest } from "fake-secrets-manager";
import { toHaveSecret } from "./matchers.js";
import { toHaveReceived, toHaveReceivedNth, toHaveReceivedTimes } from "./request-matchers.js";

declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T = unknown> {
    /** Passes if the fake has the secret and, with `value`, if its current value matches: text, bytes, or the parsed object of JSON text. */
    toHaveSecret(name: string, value?: unknown): R;
    /** Passes if the fake received a request of the operation that includes these members. */
    toHaveReceived<Name extends OperationName>(operation: Name, partialRequest?: PartialRequest<Name>): R;
    /** Passes if the fake received exactly `times` requests of the operation that include these members. */
    toHaveReceivedTimes<Name extends OperationName>(
      operation: Name,
      times: number,
      partialRequest?: PartialRequest<Name>,
    ): R;
    /** Passes if the nth request of the fake, counting from 1, is a request of the operation that includes these members. */
    toHaveReceivedNth<Name extends OperationName>(
      nth: number,
      operation: Name,
      partialRequest?: PartialRequest<Name>,
    ): R;
  }
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: jest's types declare it so, and declarations must agree
    interface Matchers<R, T = {}> {
      /** Passes if the fake has the secret and, with `value`, if its current value matches: text, bytes, or the parsed object of JSON text. */
      toHaveSecret(name: string, value?: unknown): R;
      /** Passes if the fake received a request of the operation that includes these members. */
      toHaveReceived<Name extends OperationName>(operation: Name, partialRequest?: PartialRequest<Name>): R;
      /** Passes if the fake received exactly `times` requests of the operation that include these members. */
      toHaveReceivedTimes<Name extends OperationName>(
        operation: Name,
        times: number,
        partialRequest?: PartialRequest<Name>,
      ): R;
      /** Passes if the nth request of the fake, counting from 1, is a request of the operation that includes these members. */
      toHaveReceivedNth<Name extends OperationName>(
        nth: number,
        operation: Name,
        partialRequest?: PartialRequest<Name>,
      ): R;
    }
  }
}

expect.extend({ toHaveSecret, toHaveReceived, toHaveReceivedTimes, toHaveReceivedNth });
