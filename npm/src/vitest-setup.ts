/** The matchers for vitest's `expect`. As an entry of `setupFiles`, they need no code: `setupFiles: ["fake-secrets-manager/vitest/setup"]`. */

import type { OperationName, PartialRequest } from "fake-secrets-manager";
import { expect } from "vitest";
import { toHaveSecret } from "./matchers.js";
import { toHaveReceived, toHaveReceivedNth, toHaveReceivedTimes } from "./request-matchers.js";

interface FakeMatchers<Result> {
  /** Passes if the fake has the secret and, with `value`, if its current value matches: text, bytes, or the parsed object of JSON text. */
  toHaveSecret(name: string, value?: unknown): Result;
  /** Passes if the fake received a request of the operation that includes these members. */
  toHaveReceived<Name extends OperationName>(operation: Name, partialRequest?: PartialRequest<Name>): Result;
  /** Passes if the fake received exactly `times` requests of the operation that include these members. */
  toHaveReceivedTimes<Name extends OperationName>(
    operation: Name,
    times: number,
    partialRequest?: PartialRequest<Name>,
  ): Result;
  /** Passes if the nth request of the fake, counting from 1, is a request of the operation that includes these members. */
  toHaveReceivedNth<Name extends OperationName>(
    nth: number,
    operation: Name,
    partialRequest?: PartialRequest<Name>,
  ): Result;
}

declare module "vitest" {
  interface AsymmetricMatchersContaining extends FakeMatchers<unknown> {}
}

// Vitest's own Matchers is not extended, because its type parameters differ between versions. Assertions inherit these members.
declare global {
  namespace Chai {
    interface Assertion extends FakeMatchers<void> {}
  }
}

expect.extend({ toHaveSecret, toHaveReceived, toHaveReceivedTimes, toHaveReceivedNth });
