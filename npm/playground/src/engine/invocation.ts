/** An invocation of a rotation function: what it asked for, what it was told, and how it ended. All of it can be kept and played again. */

import type { FakeSecretsManager, OperationName, RotationEvent, ServiceRefusal, Where } from "fake-secrets-manager";
import type { Json, Members } from "../session/session.js";
import { fromEngine, toBytes } from "./values.js";

export interface Invocation {
  readonly function: string;
  readonly event: RotationEvent;
  readonly calls: readonly InvokedCall[];
  /** What it wrote to the console. */
  readonly log: readonly string[];
  /** What it threw; nothing where it came to its end. */
  readonly error?: string;
}

export interface InvokedCall {
  readonly call: string;
  readonly with: Members;
  readonly where?: Where;
  readonly gives?: Members;
  readonly fails?: { readonly code: string; readonly message: string };
}

/** Calls an operation for a rotation function, at the direct door. Misuse of the fake is thrown. */
export function ask(fake: FakeSecretsManager, call: string, request: Members, where: Where = {}): InvokedCall {
  const asked = { call, with: request, ...(Object.keys(where).length > 0 && { where }) };
  try {
    const answer = fake.call(call as OperationName, toBytes(request) as never, where);
    return { ...asked, gives: fromEngine(answer) as Members };
  } catch (error) {
    if (!("$metadata" in (error as object))) throw error;
    const { code, message } = error as ServiceRefusal;
    return { ...asked, fails: { code, message } };
  }
}

/** Does again what an invocation did, without the function that did it. */
export function playAgain(fake: FakeSecretsManager, { calls, error }: Invocation): void {
  for (const { call, with: request, where } of calls) ask(fake, call, request, where);
  if (error !== undefined) throw new Error(error);
}

/** A request that a function has made, with bytes as a case writes them. */
export function requestFrom(value: unknown): Members {
  return fromEngine(value ?? {}) as Json as Members;
}
