/** `expect(fake).toHaveReceived(operation, partialRequest?)` and its variants, for vitest and jest. */

import type { FakeSecretsManager } from "./fake.js";
import { lineOf, type RecordedRequest } from "./requests.js";

/** The part of a matcher's `this` that vitest and jest share. */
interface Context {
  equals(a: unknown, b: unknown): boolean;
}

interface Verdict {
  pass: boolean;
  message(): string;
}

/** Passes if the fake received a request of the operation that includes the members of `partial`. */
export function toHaveReceived(this: Context, fake: unknown, operation: string, partial: object = {}): Verdict {
  const received = requestsOf(fake, "toHaveReceived");
  const pass = matching(received, operation, partial, this).length > 0;
  return verdict(pass, `a request of ${operation}${withMembers(partial)}`, received);
}

/** Passes if the fake received exactly `times` requests of the operation that include the members of `partial`. */
export function toHaveReceivedTimes(
  this: Context,
  fake: unknown,
  operation: string,
  times: number,
  partial: object = {},
): Verdict {
  const received = requestsOf(fake, "toHaveReceivedTimes");
  const count = matching(received, operation, partial, this).length;
  const what = `${times} request${times === 1 ? "" : "s"} of ${operation}${withMembers(partial)}`;
  return verdict(count === times, what, received, ` (received ${count})`);
}

/** Passes if the nth request of the fake, counting from 1, is a request of the operation that includes the members of `partial`. */
export function toHaveReceivedNth(
  this: Context,
  fake: unknown,
  nth: number,
  operation: string,
  partial: object = {},
): Verdict {
  const received = requestsOf(fake, "toHaveReceivedNth");
  const pass = matching(received.slice(nth - 1, nth), operation, partial, this).length > 0;
  return verdict(pass, `request ${nth} as a request of ${operation}${withMembers(partial)}`, received);
}

function requestsOf(fake: unknown, matcher: string): readonly RecordedRequest[] {
  if (typeof fake === "object" && fake !== null && "clientConfig" in fake && "requests" in fake) {
    return [...(fake as FakeSecretsManager).requests({ reveal: true })];
  }
  throw new TypeError(
    `${matcher} got a value that is not a fake; expected a FakeSecretsManager, for example expect(fake).${matcher}("GetSecretValue")`,
  );
}

function matching(
  requests: readonly RecordedRequest[],
  operation: string,
  partial: object,
  context: Context,
): RecordedRequest[] {
  return requests.filter((one) => one.operation === operation && includes(one.request, partial, context));
}

/** Whether a value includes all members of `partial`, which may contain structures and asymmetric matchers. */
function includes(given: unknown, partial: object, context: Context): boolean {
  if (typeof given !== "object" || given === null) return false;
  return Object.entries(partial).every(([name, wanted]) => {
    const value: unknown = Reflect.get(given, name);
    return isPlain(wanted) && isPlain(value) ? includes(value, wanted, context) : context.equals(value, wanted);
  });
}

function isPlain(value: unknown): value is object {
  return Object.prototype.toString.call(value) === "[object Object]" && !("asymmetricMatch" in (value as object));
}

/** Lists only the names of members, because their values can be secret and must not appear in test reports. */
function withMembers(partial: object): string {
  const names = Object.keys(partial);
  return names.length === 0 ? "" : ` with the given ${names.join(", ")}`;
}

const SHOWN = 30;

function verdict(pass: boolean, what: string, received: readonly RecordedRequest[], more = ""): Verdict {
  return {
    pass,
    message: () => {
      const lines = received.slice(-SHOWN).map((request, index) => {
        return `  ${received.length - Math.min(received.length, SHOWN) + index + 1}. ${lineOf(request)}`;
      });
      const happened = lines.length === 0 ? "it received no requests" : `it received:\n${lines.join("\n")}`;
      return `expected the fake ${pass ? "not " : ""}to have received ${what}${more}; ${happened}`;
    },
  };
}
