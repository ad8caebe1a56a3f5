/** The options of `fail`, and the errors for broken connections. */

import { plain, readable } from "./control-data.js";
import { kindOf, misuse, numberOrKind, rejectNonObject } from "./misuse.js";
import { rejectUnknown } from "./names.js";
import { type Duration, milliseconds } from "./time.js";
import type { Timeout } from "./timeouts.js";

/**
 * How a connection breaks. With `"refused"` and `"connect-timeout"`, the operation does not run. With the other values, it
 * runs, and only its response is lost.
 */
export type ConnectionFault = "refused" | "connect-timeout" | "reset" | "read-timeout" | "truncated" | "corrupt";

/** Which calls a fault selects, and how often it occurs. */
export interface FaultSelection {
  /** How often the fault, or the whole sequence, occurs. 1 by default, or unlimited with `probability`. */
  readonly times?: number | undefined;
  /** Only calls for this secret, by name or ARN. */
  readonly secret?: string | undefined;
  /** Only calls for this account. */
  readonly accountId?: string | undefined;
  /** Only calls in this region. */
  readonly region?: string | undefined;
  /** Only calls signed with this access key id. */
  readonly caller?: string | undefined;
  /** The first call that fails: with `{ nth: 3, times: 2 }`, the third and fourth selected calls fail. */
  readonly nth?: number | undefined;
  /** The chance, above 0 and up to 1, that a selected call fails. The fake's seed decides. */
  readonly probability?: number | undefined;
  /** A function of the request, an object as the SDK sends it. Only calls for which it returns true fail. Not called for requests to the agent. */
  // biome-ignore lint/suspicious/noExplicitAny: the request of any operation
  readonly when?: ((request: any) => boolean) | undefined;
  /** How long the response takes. */
  readonly delay?: Duration | undefined;
  /** The clock of the delay. By default the fake's, so that tests do not wait. */
  readonly clock?: "fake" | "real" | undefined;
}

/** The options of a fault with an error code. */
export interface FailOptions extends FaultSelection {
  /** The message of the error. By default, the service's own message. */
  readonly message?: string | undefined;
}

/** The options of a fault without a single error code. */
export interface FaultOptions extends FaultSelection {
  /** The results of the next calls, in order: error codes, or null for success. */
  readonly sequence?: readonly (string | null)[] | undefined;
  /** How the connection breaks. */
  readonly connection?: ConnectionFault | undefined;
}

/** The engine's description of a fault, and its predicate, which stays in JavaScript. */
export interface Fault {
  readonly spec: object;
  readonly when: ((request: unknown) => boolean) | undefined;
}

const EXAMPLE = 'fail("GetSecretValue", "ThrottlingException", { times: 2 })';
const DELAY = 'fail("GetSecretValue", { delay: { seconds: 3 } })';
const SELECTION = [
  "times",
  "secret",
  "accountId",
  "region",
  "caller",
  "nth",
  "probability",
  "when",
  "delay",
  "clock",
  "message",
];
const WITHOUT_CODE = ["sequence", "connection"];
const TEXTS = ["secret", "accountId", "region", "caller", "clock", "message", "connection"];
const NUMBERS = ["times", "nth", "probability"];
const COUNTS = ["times", "nth"];

/** Checks the types of the arguments of `fail`; the engine checks the rest. */
export function faultOf(target: unknown, codeOrOptions: unknown = {}, options: unknown = {}): Fault {
  return readable("fail", EXAMPLE, () => readFault(target, codeOrOptions, options));
}

function readFault(target: unknown, codeOrOptions: unknown, options: unknown): Fault {
  if (typeof target !== "string") throw misuse(`fail was given ${kindOf(target)}`, "text", EXAMPLE);
  const hasCode = typeof codeOrOptions === "string";
  const given = hasCode ? options : codeOrOptions;
  if (Number.isInteger(given) && hasCode) {
    const example = `fail(${JSON.stringify(target)}, ${JSON.stringify(codeOrOptions)}, { times: ${given} })`;
    throw misuse(`fail was given ${numberOrKind(given)} as options`, "an object", example);
  }
  if (given instanceof Error || Object.prototype.toString.call(given) === "[object Error]") {
    throw misuse("fail was given an Error", "an error code, or options", EXAMPLE);
  }
  rejectNonObject(given as object, "fail", EXAMPLE);
  const members = given as Record<string, unknown>;
  if (hasCode && "sequence" in members) {
    throw misuse(
      "fail was given a code and `sequence`, which replaces the code",
      "one of them",
      'fail("GetSecretValue", { sequence: ["ThrottlingException", null] })',
    );
  }
  rejectUnknown(members, hasCode ? SELECTION : [...SELECTION, ...WITHOUT_CODE], "fail", EXAMPLE);
  const { when, delay, sequence, ...rest } = members;
  for (const name of TEXTS) rejectOther(rest[name], "string", name);
  for (const name of NUMBERS) rejectOther(rest[name], "number", name);
  for (const name of COUNTS) rejectNonCount(rest[name], name);
  rejectOther(when, "function", "when");
  if (sequence !== undefined && !Array.isArray(sequence)) {
    throw misuse(
      `sequence was given ${kindOf(sequence)}`,
      "a list of codes and null",
      '{ sequence: ["ThrottlingException", null] }',
    );
  }
  const spec = {
    ...rest,
    target,
    code: hasCode ? codeOrOptions : undefined,
    sequence: sequence as unknown[] | undefined,
    delay: delay === undefined ? undefined : Math.round(milliseconds(delay as Duration, "delay", DELAY)),
    predicate: when !== undefined,
  };
  const present = Object.entries(spec).filter(([, value]) => value !== undefined);
  return { spec: plain(Object.fromEntries(present), "fail", EXAMPLE), when: when as Fault["when"] };
}

function rejectOther(given: unknown, kind: string, name: string): void {
  if (given === undefined || typeof given === kind) return;
  throw misuse(`${name} was given ${kindOf(given)}`, kind === "string" ? "text" : `a ${kind}`, EXAMPLE);
}

function rejectNonCount(given: unknown, name: string): void {
  if (given === undefined) return;
  const isCount = Number.isInteger(given) && (given as number) >= 1 && (given as number) < 2 ** 32;
  if (!isCount) throw misuse(`${name} was given ${given}`, "a whole number from 1 to 4294967295", EXAMPLE);
}

/** The real timer, even while a test runner replaces it with a fake one. */
const realTimer = globalThis.setTimeout;

/** A delay, and the time by which the fake's clock has advanced instead. In milliseconds. */
interface Delay {
  readonly delay: number;
  readonly elapsed?: number | undefined;
}

/** Delays a response on the real clock. Throws the error of a timeout that comes first, on either clock. */
export async function delay({ delay, elapsed = 0 }: Delay, timeout?: Timeout): Promise<void> {
  const limit = timeout?.milliseconds ?? Number.POSITIVE_INFINITY;
  const span = Math.min(delay, limit);
  if (span > 0) await wait(span);
  if (timeout !== undefined && Math.max(delay, elapsed) >= limit) throw timeout.error();
}

/** Waits on the real clock. */
export function wait(span: number): Promise<void> {
  return new Promise((resolve) => void realTimer(resolve, span));
}

/** The error that Node's HTTP client gives the SDK, or undefined if the body itself is broken. */
export function connectionError(connection: string): Error | undefined {
  switch (connection) {
    case "refused":
      return Object.assign(new Error("connect ECONNREFUSED (injected by the fake)"), {
        code: "ECONNREFUSED",
        syscall: "connect",
      });
    case "reset":
      return Object.assign(new Error("socket hang up (injected by the fake)"), { code: "ECONNRESET" });
    case "connect-timeout":
      return named("TimeoutError", "Socket timed out without establishing a connection (injected by the fake)");
    case "read-timeout":
      return named("TimeoutError", "Connection timed out (injected by the fake)");
    default:
      return undefined;
  }
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
