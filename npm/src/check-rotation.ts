/** A check for rotation functions against the contract that AWS's templates and documentation state. */

import type { RotationContext, RotationEvent, RotationHandler } from "./rotation.js";

/** How one clause of the contract ended. */
export interface CheckResult {
  /** The name of the clause, for example `create_secret_keeps_pending_value`. */
  readonly check: string;
  /** Why the clause is there. */
  readonly reason: string;
  /** What was seen where the check failed; null where it passed. */
  readonly failure: string | null;
}

/** Thrown where a rotation function breaks its contract. */
export class RotationCheckError extends Error {
  override readonly name = "RotationCheckError";
  /** All checks, passed and failed. */
  readonly results: readonly CheckResult[];

  constructor(results: readonly CheckResult[]) {
    const failed = results.filter(({ failure }) => failure !== null);
    const lines = failed.map(({ check, failure, reason }) => `  ${check}: ${failure}. ${reason}`);
    super(`the rotation function fails ${failed.length} of ${results.length} checks:\n${lines.join("\n")}`);
    this.results = results;
  }
}

/** The engine's side of a check. */
export interface Checker {
  next(): RotationEvent | undefined;
  complete(raised: string | undefined, output: string): void;
  findings(): CheckResult[];
}

/** Runs a handler through all checks. */
export async function runChecks(
  checker: Checker,
  handler: RotationHandler,
  context: RotationContext,
): Promise<CheckResult[]> {
  for (let event = checker.next(); event !== undefined; event = checker.next()) {
    let raised: string | undefined;
    const output = capture();
    try {
      await handler(event, context);
    } catch (error) {
      raised = error instanceof Error ? error.name : "something that is not an Error";
    } finally {
      output.restore();
    }
    checker.complete(raised, output.text());
  }
  return checker.findings();
}

const METHODS = ["log", "info", "warn", "error", "debug", "trace", "dir"] as const;

/** Everything that is printed meanwhile, through the console and the standard streams. */
function capture() {
  const parts: string[] = [];
  const restores: (() => void)[] = [];
  for (const method of METHODS) {
    const original = console[method];
    console[method] = (...args: unknown[]) => {
      parts.push(args.map(textOf).join(" "));
    };
    restores.push(() => {
      console[method] = original;
    });
  }
  for (const stream of [globalThis.process?.stdout, globalThis.process?.stderr]) {
    if (stream === undefined) continue;
    const original = stream.write;
    stream.write = ((chunk: unknown, ...rest: unknown[]) => {
      parts.push(textOf(chunk));
      return (original as (...args: unknown[]) => boolean).call(stream, chunk, ...rest);
    }) as typeof stream.write;
    restores.push(() => {
      stream.write = original;
    });
  }
  return {
    text: () => parts.join("\n"),
    restore: () => {
      for (const restore of restores) restore();
    },
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
