/** A check for rotation functions against the contract that AWS's templates and documentation state. */

import type { ClientClass } from "./client-class.js";
import { asyncStorage, type Storage } from "./context.js";
import { kindOf, misuse, rejectNonObject } from "./misuse.js";
import { rejectUnknown } from "./names.js";
import type { RotationContext, RotationEvent, RotationHandler } from "./rotation.js";
import { readStructure } from "./seeds.js";

/** Options of `checkRotation`. */
export interface CheckRotationOptions {
  /**
   * The initial value of each secret: text, bytes, or an object stored as JSON. By default, an object with `username`
   * and `password`.
   */
  readonly secret?: string | Uint8Array | object | undefined;
  /** The classes of the clients that the function uses. */
  readonly intercept?: readonly ClientClass[] | undefined;
}

/** The result of one check of the contract. */
export interface CheckResult {
  /** The name of the check, for example `create_secret_keeps_pending_value`. */
  readonly check: string;
  /** The reason for the check. */
  readonly reason: string;
  /** What the check observed if it failed; null if it passed. */
  readonly failure: string | null;
}

/** A rotation function breaks its contract. */
export class RotationCheckError extends Error {
  override readonly name = "RotationCheckError";
  /** The results of all checks, passed and failed. */
  readonly results: readonly CheckResult[];

  constructor(results: readonly CheckResult[]) {
    const failed = results.filter(({ failure }) => failure !== null);
    const lines = failed.map(({ check, failure, reason }) => `  ${check}: ${failure}. Expected: ${reason}`);
    const isUnreached = failed.some(({ failure }) => UNREACHED.test(failure ?? ""));
    const hint = isUnreached
      ? "\nThe client of the function did not reach the fake; pass its class: { intercept: [SecretsManagerClient] }"
      : "";
    super(`the rotation function fails ${failed.length} of ${results.length} checks:\n${lines.join("\n")}${hint}`);
    this.results = results;
  }
}

/** The engine's side of a check. */
export interface Checker {
  next(): RotationEvent | undefined;
  complete(raised: string | undefined, output: string): void;
  findings(): CheckResult[];
}

/** Errors of a client without credentials, a region or a connection. Its requests do not reach the fake. */
const UNREACHED =
  /\b(CredentialsProviderError|UnrecognizedClientException|TimeoutError|Region is missing|bypassed the fake|ECONN\w+|ENOTFOUND|EAI_AGAIN)\b/;

/** Names an error without its message, which can contain a secret. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "something that is not an Error";
  const known = UNREACHED.exec([error.name, (error as { code?: unknown }).code, error.message].join("\n"))?.[0];
  return known === undefined || known === error.name ? error.name : `${error.name} (${known})`;
}

/** Checks the arguments of `checkRotation`. */
export function checkRotationOptions(handler: unknown, options: CheckRotationOptions) {
  const example = "checkRotation(handler, { intercept: [SecretsManagerClient] })";
  if (typeof handler !== "function") {
    throw misuse(`checkRotation was given ${kindOf(handler)}`, "a rotation function", example);
  }
  rejectNonObject(options, "checkRotation", example);
  rejectUnknown(options, ["secret", "intercept"], "checkRotation", example);
  const { secret = { username: "app", password: "initial-password" }, intercept: classes = [] } = options;
  return { secret: readStructure("secret", secret), classes };
}

/** The context of the checked function. */
export function contextFor(region: string, accountId: string): RotationContext {
  const functionName = "checked";
  return {
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:${region}:${accountId}:function:${functionName}`,
    awsRequestId: "00000000-0000-4000-8000-000000000000",
    memoryLimitInMB: "128",
    logGroupName: `/aws/lambda/${functionName}`,
    getRemainingTimeInMillis: () => 900_000,
  };
}

/** Runs a handler through all checks. */
export async function runChecks(
  checker: Checker,
  handler: RotationHandler,
  context: RotationContext,
): Promise<CheckResult[]> {
  for (let event = checker.next(); event !== undefined; event = checker.next()) {
    let raised: string | undefined;
    const output = await captured(async () => {
      try {
        await handler(event, context);
      } catch (error) {
        raised = nameOf(error);
      }
    });
    checker.complete(raised, output);
  }
  return checker.findings();
}

const METHODS = ["log", "info", "warn", "error", "debug", "trace", "dir"] as const;

/** What each running step has printed, the newest step last. Checks can overlap, for example in `describe.concurrent`. */
const outputs: string[][] = [];
let storage: Storage<string[]> | undefined;
let uninstall = () => {};

/** Runs a step, and returns what it prints to the console and the standard streams. */
async function captured(step: () => Promise<void>): Promise<string> {
  const output: string[] = [];
  storage ??= asyncStorage();
  outputs.push(output);
  if (outputs.length === 1) uninstall = install();
  try {
    await (storage === undefined ? step() : storage.run(output, step));
  } finally {
    outputs.splice(outputs.indexOf(output), 1);
    if (outputs.length === 0) uninstall();
  }
  return output.join("\n");
}

/** The output of the step that prints; undefined for other code. Without AsyncLocalStorage, the newest step is assumed. */
function current(): string[] | undefined {
  const output = storage === undefined ? outputs.at(-1) : storage.getStore();
  // Work that a step left behind can print after the end of the step.
  return output !== undefined && outputs.includes(output) ? output : undefined;
}

/** Replaces the functions that print. Returns a function that restores them. */
function install(): () => void {
  const restores: (() => void)[] = [];
  for (const method of METHODS) {
    const original = console[method];
    const replaced = (...args: unknown[]) => {
      const output = current();
      if (output === undefined) original.apply(console, args);
      else output.push(args.map(textOf).join(" "));
    };
    console[method] = replaced;
    restores.push(() => {
      if (console[method] === replaced) console[method] = original;
    });
  }
  for (const stream of [globalThis.process?.stdout, globalThis.process?.stderr]) {
    if (stream === undefined) continue;
    const original = stream.write;
    const replaced = ((chunk: unknown, ...rest: unknown[]) => {
      current()?.push(textOf(chunk));
      return (original as (...args: unknown[]) => boolean).call(stream, chunk, ...rest);
    }) as typeof stream.write;
    stream.write = replaced;
    restores.push(() => {
      if (stream.write === replaced) stream.write = original;
    });
  }
  return () => {
    for (const restore of restores) restore();
  };
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
