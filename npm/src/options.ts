/** The options of a fake, checked: a slip of the pen is refused with a sentence that says what to write. */

import { kindOf, misuse, numberOrKind, refuseNonObject } from "./misuse.js";
import { refuseUnknown } from "./names.js";
import type { Secrets } from "./seeds.js";

/** What a fake can be told when it is made. */
export interface FakeSecretsManagerOptions {
  /** The region of callers that name none. Unless told, that of the environment or the AWS profile, or else `us-east-1`. */
  readonly region?: string | undefined;
  /** The account of callers that name none; `123456789012` unless told. */
  readonly accountId?: string | undefined;
  /** The same seed and the same clock give the same ids, ARNs and passwords; drawn by chance unless told. */
  readonly seed?: number | bigint | undefined;
  /** Secrets that are there from the start, and again after `reset()`. */
  readonly secrets?: Secrets | undefined;
  /** Where the time comes from; `Date.now` looked up at each call unless told, so that fake timers move the fake. */
  readonly now?: (() => number | Date) | undefined;
  /** `"any"` lets rotation be given the ARN of any function; those of `onRotate` run. Unless told, no other function exists. */
  readonly rotationFunctions?: "any" | undefined;
  /** `"queue"` lets the steps of rotations wait for `runRotations()`; unless told, they run before the call has its answer. */
  readonly rotationSteps?: "run" | "queue" | undefined;
  /** Lets a failed rotation raise `RotationFailed` where it was run, beside its entry in `rotations`. */
  readonly raiseRotationFailures?: boolean | undefined;
  /**
   * Lets requests to AWS Secrets Manager leave this process while the fake intercepts: those of clients that it does not reach. Unless
   * told, they fail with `Misuse`.
   */
  readonly allowRequestsToAws?: boolean | undefined;
  /**
   * `"eventual"` lets changes become visible as on AWS, some seconds later on the fake's clock: forced deletions, replicas, lists. Unless
   * told, they are visible at once. `settle()` lets everything arrive.
   */
  readonly consistency?: "immediate" | "eventual" | undefined;
  /** Makes a fault that was injected and never happened an error of `dispose()` and `reset()`, instead of a warning. */
  readonly strict?: boolean | undefined;
}

/** The account and region in which a call is made, where it is not the fake's own. */
export interface Where {
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
}

const OPTIONS = [
  "region",
  "accountId",
  "seed",
  "secrets",
  "now",
  "rotationFunctions",
  "rotationSteps",
  "raiseRotationFailures",
  "allowRequestsToAws",
  "consistency",
  "strict",
] as const;
const EXAMPLE = 'new FakeSecretsManager({ region: "eu-west-1", secrets: { db: "hunter2" } })';

/** Rejects unknown options and values of the wrong type. The engine checks the rest. */
export function checkOptions(options: FakeSecretsManagerOptions): void {
  refuseNonObject(options, "FakeSecretsManager", EXAMPLE);
  refuseUnknown(options, OPTIONS, "FakeSecretsManager", EXAMPLE);
  refuseNonText(options.region, "region", '{ region: "eu-west-1" }');
  refuseNonText(options.accountId, "accountId", '{ accountId: "210987654321" }');
  if (options.now !== undefined && typeof options.now !== "function") {
    throw misuse(
      `now was given ${kindOf(options.now)}`,
      "a function that answers milliseconds or a Date",
      '{ now: () => new Date("2026-01-01") }',
    );
  }
  refuseOther(options.rotationFunctions, ["any"], "rotationFunctions", "any");
  refuseOther(options.rotationSteps, ["run", "queue"], "rotationSteps", "queue");
  refuseOther(options.raiseRotationFailures, [true, false], "raiseRotationFailures", true);
  refuseOther(options.allowRequestsToAws, [true, false], "allowRequestsToAws", true);
  refuseOther(options.consistency, ["immediate", "eventual"], "consistency", "eventual");
  refuseOther(options.strict, [true, false], "strict", true);
}

function refuseOther(given: unknown, known: readonly unknown[], name: string, example: unknown): void {
  if (given === undefined || known.includes(given)) return;
  const shown = typeof given === "string" ? JSON.stringify(given) : kindOf(given);
  const expected = known.map((one) => JSON.stringify(one)).join(" or ");
  throw misuse(`${name} was given ${shown}`, expected, `{ ${name}: ${JSON.stringify(example)} }`);
}

/** Rejects an invalid region or account. `others` are the other members allowed in the object. */
export function checkWhere(where: Where, caller: string, ...others: readonly string[]): void {
  const example = '{ region: "eu-west-1", accountId: "210987654321" }';
  refuseNonObject(where, caller, example);
  refuseUnknown(where, ["region", "accountId", ...others], caller, example);
  refuseNonText(where.region, "region", example);
  refuseNonText(where.accountId, "accountId", example);
}

/** How often to try, checked. */
export function attempts(given: unknown): number {
  return count(given, "maxAttempts", "{ maxAttempts: 3 }");
}

function count(given: unknown, name: string, example: string): number {
  const whole = typeof given === "number" && Number.isInteger(given);
  if (whole && given > 0 && given < 2 ** 32) return given;
  throw misuse(`${name} was given ${numberOrKind(given)}`, "a whole number from 1", example);
}

/** What state a KMS key is in. */
export type KmsKeyState = "enabled" | "disabled" | "pending-deletion" | "missing";

/** What a caller may do with a KMS key. */
export type KmsRight = "Decrypt" | "Encrypt" | "GenerateDataKey";

/** What can be said of a KMS key. */
export interface KmsKeyOptions {
  /** `"enabled"` unless told. */
  readonly state?: KmsKeyState | undefined;
  /** What callers may not do with it; nothing unless told. */
  readonly denied?: readonly KmsRight[] | undefined;
}

const KMS_EXAMPLE = 'kmsKey("alias/app", { state: "disabled", denied: ["Decrypt"] })';

/** What is said of a KMS key, checked for types; the engine checks the rest. */
export function kmsKeyOptions(keyId: string, options: KmsKeyOptions) {
  refuseMissingText(keyId, "kmsKey", KMS_EXAMPLE);
  refuseNonObject(options, "kmsKey", KMS_EXAMPLE);
  refuseUnknown(options, ["state", "denied"], "kmsKey", KMS_EXAMPLE);
  const { state = "enabled", denied = [] } = options;
  refuseMissingText(state, "state", KMS_EXAMPLE);
  if (!Array.isArray(denied)) throw misuse(`denied was given ${kindOf(denied)}`, "a list of texts", KMS_EXAMPLE);
  for (const right of denied) refuseMissingText(right, "denied", KMS_EXAMPLE);
  return { keyId, state, denied: [...denied] };
}

function refuseMissingText(given: unknown, name: string, example: string): void {
  if (typeof given !== "string") throw misuse(`${name} was given ${kindOf(given)}`, "text", example);
}

/** The seed as the engine takes it. */
export function seedNumber(seed: number | bigint | undefined): bigint | undefined {
  if (seed === undefined) return undefined;
  const whole = typeof seed === "bigint" || Number.isSafeInteger(seed);
  if (!whole || seed < 0 || seed >= 2n ** 64n) {
    throw misuse(
      `seed was given ${numberOrKind(seed)}`,
      "a whole number from 0 to 2^53 - 1, or a bigint below 2^64",
      "{ seed: 1 }",
    );
  }
  return BigInt(seed);
}

function refuseNonText(given: unknown, name: string, example: string): void {
  if (given !== undefined && typeof given !== "string") {
    throw misuse(`${name} was given ${kindOf(given)}`, "text", example);
  }
}
