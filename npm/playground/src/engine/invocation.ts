/** An invocation of a rotation function: its calls, their responses and its error. A replay repeats the calls without the function. */

import type { FakeSecretsManager, OperationName, RotationEvent, ServiceError, Where } from "fake-secrets-manager";
import type { Json, Members } from "../session/session.js";
import { fromEngine, toBytes } from "./values.js";

export interface Invocation {
  readonly function: string;
  readonly event: RotationEvent;
  readonly calls: readonly InvokedCall[];
  /** Its console output, by line. */
  readonly log: readonly string[];
  /** The message of the error that it threw; absent if it returned. */
  readonly error?: string;
}

export interface InvokedCall {
  readonly call: string;
  readonly with: Members;
  readonly where?: Where;
  readonly gives?: Members;
  readonly fails?: { readonly code: string; readonly message: string };
}

/** Calls an operation for a rotation function, through the object API. Throws on misuse of the fake. */
export function ask(fake: FakeSecretsManager, call: string, request: Members, where: Where = {}): InvokedCall {
  const asked = { call, with: request, ...(Object.keys(where).length > 0 && { where }) };
  try {
    const answer = fake.call(call as OperationName, toBytes(request) as never, where);
    return { ...asked, gives: fromEngine(answer) as Members };
  } catch (error) {
    if (!("$metadata" in (error as object))) throw error;
    const { code, message } = error as ServiceError;
    return { ...asked, fails: { code, message } };
  }
}

/** Repeats the calls of an invocation, without its function. */
export function playAgain(fake: FakeSecretsManager, { calls, error }: Invocation): void {
  for (const { call, with: request, where } of calls) ask(fake, call, request, where);
  if (error !== undefined) throw new Error(error);
}

/** Return a function's request with bytes as in a case file. */
export function requestFrom(value: unknown): Members {
  return fromEngine(value ?? {}) as Json as Members;
}
