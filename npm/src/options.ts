/** The options of a fake, and their checks. An error names the invalid option and shows a valid example. */

import { kindOf, misuse, numberOrKind, rejectNonObject } from "./misuse.js";
import { rejectUnknown } from "./names.js";
import type { Secrets } from "./seeds.js";

/** The options of a fake. */
export interface FakeSecretsManagerOptions {
  /** The default region of calls. Without it, the region of the environment or the AWS profile, or else `us-east-1`. */
  readonly region?: string | undefined;
  /** The default account of calls; `123456789012` by default. */
  readonly accountId?: string | undefined;
  /** The same seed and the same clock give the same ids, ARNs and passwords. Random by default. */
  readonly seed?: number | bigint | undefined;
  /** The initial secrets, which `reset()` restores. */
  readonly secrets?: Secrets | undefined;
  /**
   * A file of initial secrets, in JSON, YAML, TOML or dotenv: see `seedFile()`. Secrets of the same name in `secrets`
   * take precedence. By default, the environment variable FAKE_SECRETS_MANAGER_SEED, which contains a JSON object or a path;
   * null ignores the variable.
   */
  readonly seedFile?: string | URL | null | undefined;
  /** The source of the time. By default `Date.now`, looked up at each call, so that fake timers control it. */
  readonly now?: (() => number | Date) | undefined;
  /**
   * With `"any"`, RotateSecret accepts the ARN of any function; only registered functions run. By default, RotateSecret
   * rejects the ARN of a function that is not registered with `onRotate`.
   */
  readonly rotationFunctions?: "any" | undefined;
  /**
   * With `"queue"`, steps run when `runRotations()` is called. By default, they run before the call gets its response.
   */
  readonly rotationSteps?: "run" | "queue" | undefined;
  /** Throws `RotationFailed` to the caller that ran the rotation, besides logging it in `rotations`. */
  readonly raiseRotationFailures?: boolean | undefined;
  /**
   * Allows requests to AWS Secrets Manager that bypass the fake while it intercepts. By default, they fail with
   * `Misuse`.
   */
  readonly allowRequestsToAws?: boolean | undefined;
  /**
   * With `"eventual"`, changes are delayed on the fake's clock, as on AWS: forced deletions and replication take seconds,
   * and changes appear in lists a few seconds later. The steps of a rotation run after RotateSecret has responded.
   * `settle()` makes all changes visible. By default, changes are visible immediately.
   */
  readonly consistency?: "immediate" | "eventual" | undefined;
  /** `dispose()` and `reset()` throw if an injected fault never occurred. By default, they warn. */
  readonly strict?: boolean | undefined;
}

/** The region and account of a call, if they differ from the fake's. */
export interface Where {
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
}

const OPTIONS = [
  "region",
  "accountId",
  "seed",
  "secrets",
  "seedFile",
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
  rejectNonObject(options, "FakeSecretsManager", EXAMPLE);
  rejectUnknown(options, OPTIONS, "FakeSecretsManager", EXAMPLE);
  rejectNonText(options.region, "region", '{ region: "eu-west-1" }');
  rejectNonText(options.accountId, "accountId", '{ accountId: "210987654321" }');
  if (options.now !== undefined && typeof options.now !== "function") {
    throw misuse(
      `now was given ${kindOf(options.now)}`,
      "a function that returns milliseconds or a Date",
      '{ now: () => new Date("2026-01-01") }',
    );
  }
  rejectOther(options.rotationFunctions, ["any"], "rotationFunctions", "any");
  rejectOther(options.rotationSteps, ["run", "queue"], "rotationSteps", "queue");
  rejectOther(options.raiseRotationFailures, [true, false], "raiseRotationFailures", true);
  rejectOther(options.allowRequestsToAws, [true, false], "allowRequestsToAws", true);
  rejectOther(options.consistency, ["immediate", "eventual"], "consistency", "eventual");
  rejectOther(options.strict, [true, false], "strict", true);
}

function rejectOther(given: unknown, known: readonly unknown[], name: string, example: unknown): void {
  if (given === undefined || known.includes(given)) return;
  const shown = typeof given === "string" ? JSON.stringify(given) : kindOf(given);
  const expected = known.map((one) => JSON.stringify(one)).join(" or ");
  throw misuse(`${name} was given ${shown}`, expected, `{ ${name}: ${JSON.stringify(example)} }`);
}

/** Rejects an invalid region or account. `others` are the other members allowed in the object. */
export function checkWhere(where: Where, caller: string, ...others: readonly string[]): void {
  const example = '{ region: "eu-west-1", accountId: "210987654321" }';
  rejectNonObject(where, caller, example);
  rejectUnknown(where, ["region", "accountId", ...others], caller, example);
  rejectNonText(where.region, "region", example);
  rejectNonText(where.accountId, "accountId", example);
}

/** Checks the number of attempts. */
export function attempts(given: unknown): number {
  return count(given, "maxAttempts", "{ maxAttempts: 3 }");
}

function count(given: unknown, name: string, example: string): number {
  const whole = typeof given === "number" && Number.isInteger(given);
  if (whole && given > 0 && given < 2 ** 32) return given;
  throw misuse(`${name} was given ${numberOrKind(given)}`, "a whole number of at least 1", example);
}

/** The state of a KMS key. */
export type KmsKeyState = "enabled" | "disabled" | "pending-deletion" | "missing";

/** An action on a KMS key. */
export type KmsAction = "Decrypt" | "Encrypt" | "GenerateDataKey";

/** The options of `kmsKey`. */
export interface KmsKeyOptions {
  /** `"enabled"` by default. */
  readonly state?: KmsKeyState | undefined;
  /** The actions that callers may not perform; none by default. */
  readonly denied?: readonly KmsAction[] | undefined;
}

const KMS_EXAMPLE = 'kmsKey("alias/app", { state: "disabled", denied: ["Decrypt"] })';

/** Checks the types of the arguments of `kmsKey`; the engine checks the rest. */
export function kmsKeyOptions(keyId: string, options: KmsKeyOptions) {
  rejectMissingText(keyId, "kmsKey", KMS_EXAMPLE);
  rejectNonObject(options, "kmsKey", KMS_EXAMPLE);
  rejectUnknown(options, ["state", "denied"], "kmsKey", KMS_EXAMPLE);
  const { state = "enabled", denied = [] } = options;
  rejectMissingText(state, "state", KMS_EXAMPLE);
  if (!Array.isArray(denied)) throw misuse(`denied was given ${kindOf(denied)}`, "a list of strings", KMS_EXAMPLE);
  for (const right of denied) rejectMissingText(right, "denied", KMS_EXAMPLE);
  return { keyId, state, denied: [...denied] };
}

function rejectMissingText(given: unknown, name: string, example: string): void {
  if (typeof given !== "string") throw misuse(`${name} was given ${kindOf(given)}`, "text", example);
}

/** Checks the seed and converts it for the engine. */
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

function rejectNonText(given: unknown, name: string, example: string): void {
  if (given !== undefined && typeof given !== "string") {
    throw misuse(`${name} was given ${kindOf(given)}`, "text", example);
  }
}
