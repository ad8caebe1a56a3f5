/** `expect(fake).toHaveReceived(operation, partialRequest?)` and its variants, for vitest and jest. */

import { type DescribedOperation, type DescribedStructure, describe, Misuse } from "fake-secrets-manager";
import { COMMAND } from "./command.js";
import type { FakeSecretsManager } from "./fake.js";
import { kindOf, numberOrKind } from "./misuse.js";
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
  const example = 'expect(fake).toHaveReceived("GetSecretValue", { SecretId: "app/db" })';
  const received = requestsOf(fake, "toHaveReceived");
  rejectUnknownRequest({ fake, matcher: "toHaveReceived", example }, operation, partial);
  const pass = matching(received, operation, partial, this).length > 0;
  const article = /^[AEIOU]/.test(operation) ? "an" : "a";
  return verdict(pass, `${article} ${operation} request${withMembers(partial)}`, received);
}

/** Passes if the fake received exactly `times` requests of the operation that include the members of `partial`. */
export function toHaveReceivedTimes(
  this: Context,
  fake: unknown,
  operation: string,
  times: number,
  partial: object = {},
): Verdict {
  const example = 'expect(fake).toHaveReceivedTimes("GetSecretValue", 2)';
  const received = requestsOf(fake, "toHaveReceivedTimes");
  rejectUnknownRequest({ fake, matcher: "toHaveReceivedTimes", example }, operation, partial);
  if (!isWhole(times, 0)) {
    throw new Misuse(
      `toHaveReceivedTimes was given ${numberOrKind(times)}; expected the number of requests, for example ${example}`,
    );
  }
  const count = matching(received, operation, partial, this).length;
  const what = `${times} ${operation} request${times === 1 ? "" : "s"}${withMembers(partial)}`;
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
  const example = 'expect(fake).toHaveReceivedNth(1, "GetSecretValue")';
  const received = requestsOf(fake, "toHaveReceivedNth");
  if (!isWhole(nth, 1)) {
    throw new Misuse(
      `toHaveReceivedNth was given ${numberOrKind(nth)} as the first argument; expected the position of the request, counting from 1, for example ${example}`,
    );
  }
  rejectUnknownRequest({ fake, matcher: "toHaveReceivedNth", example }, operation, partial);
  const pass = matching(received.slice(nth - 1, nth), operation, partial, this).length > 0;
  return verdict(pass, `${operation} as request ${nth}${withMembers(partial)}`, received);
}

function requestsOf(fake: unknown, matcher: string): readonly RecordedRequest[] {
  if (typeof fake === "object" && fake !== null && "clientConfig" in fake && "requests" in fake) {
    return [...(fake as FakeSecretsManager).requests({ reveal: true })];
  }
  throw new TypeError(
    `${matcher} got a value that is not a fake; expected a FakeSecretsManager, for example expect(fake).${matcher}("GetSecretValue")`,
  );
}

interface Call {
  readonly fake: unknown;
  readonly matcher: string;
  readonly example: string;
}

let operations: ReadonlyMap<string, DescribedOperation> | undefined;

/** Rejects unknown operations and members. Otherwise, a misspelled name would always pass with `.not`. */
function rejectUnknownRequest(call: Call, operation: unknown, partial: unknown): void {
  const { matcher, example } = call;
  operations ??= new Map(describe().operations.map((each) => [each.name, each]));
  if (typeof operation !== "string") {
    const named = typeof operation === "function" ? operation.name.replace(/Command$/, "") : "";
    const given = operations.has(named)
      ? `the class ${named}Command (did you mean ${JSON.stringify(named)}?)`
      : kindOf(operation);
    throw new Misuse(`${matcher} was given ${given}; expected the name of an operation, for example ${example}`);
  }
  const described = operations.get(operation);
  if (described === undefined) throw unknownName(call, "the operation", operation, [...operations.keys()]);
  if (typeof partial !== "object" || partial === null || Array.isArray(partial)) {
    throw new Misuse(
      `${matcher} was given ${kindOf(partial)}; expected an object with members of the request, for example ${example}`,
    );
  }
  if (isPlain(partial)) rejectUnknownMembers(call, described.input, partial);
}

function rejectUnknownMembers(call: Call, { members }: DescribedStructure, partial: object): void {
  for (const [name, value] of Object.entries(partial)) {
    const member = members.find((each) => each.name === name);
    if (member === undefined) {
      throw unknownName(
        call,
        "the member",
        name,
        members.map((each) => each.name),
      );
    }
    if (member.shape.type === "structure" && isPlain(value)) rejectUnknownMembers(call, member.shape, value);
  }
}

function unknownName({ fake, matcher, example }: Call, what: string, given: string, known: readonly string[]): Misuse {
  const meant = (fake as FakeSecretsManager)[COMMAND].nearest(given, known);
  const hint = meant === undefined ? "" : ` (did you mean ${JSON.stringify(meant)}?)`;
  return new Misuse(
    `${matcher} was given ${what} ${JSON.stringify(given)}${hint}; expected one of ${known.join(", ")}, for example ${example}`,
  );
}

function isWhole(given: unknown, lowest: number): boolean {
  return Number.isInteger(given) && (given as number) >= lowest;
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
  if (!isPlain(partial)) return context.equals(given, partial);
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
  if (!isPlain(partial)) return " that matches";
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
