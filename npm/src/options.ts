/** The options of a fake, checked: a slip of the pen is refused with a sentence that says what to write. */

import { kindOf, misuse, refuseUnknown } from "./misuse.js";

/** Values to begin with, by name: text, bytes, or an object that is stored as its JSON text. */
export type Secrets = Readonly<Record<string, string | Uint8Array | ArrayBuffer | object>>;

/** What a fake can be told when it is made. */
export interface FakeSecretsManagerOptions {
  /** The region of callers that name none; `us-east-1` unless told. */
  readonly region?: string | undefined;
  /** The account of callers that name none; `123456789012` unless told. */
  readonly accountId?: string | undefined;
  /** The same seed and the same clock give the same ids, ARNs and passwords; drawn by chance unless told. */
  readonly seed?: number | bigint | undefined;
  /** Secrets that are there from the start, and again after `reset()`. */
  readonly secrets?: Secrets | undefined;
  /** Where the time comes from; `Date.now` looked up at each call unless told, so that fake timers move the fake. */
  readonly now?: (() => number | Date) | undefined;
}

/** The account and region in which a call is made, where it is not the fake's own. */
export interface Where {
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
}

/** A length of time, of one or more parts. */
export interface Duration {
  readonly weeks?: number | undefined;
  readonly days?: number | undefined;
  readonly hours?: number | undefined;
  readonly minutes?: number | undefined;
  readonly seconds?: number | undefined;
  readonly milliseconds?: number | undefined;
}

const OPTIONS = ["region", "accountId", "seed", "secrets", "now"] as const;
const EXAMPLE = 'new FakeSecretsManager({ region: "eu-west-1", secrets: { db: "hunter2" } })';

/** Refuses what is no option, or no text or function where one belongs. The engine checks the rest. */
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
}

/** Refuses what is no place to call from. */
export function checkWhere(where: Where, caller: string): void {
  const example = `${caller === "clientConfig" ? "" : "…, "}{ region: "eu-west-1", accountId: "210987654321" }`;
  refuseNonObject(where, caller, example);
  refuseUnknown(where, ["region", "accountId"], caller, example);
  refuseNonText(where.region, "region", '{ region: "eu-west-1" }');
  refuseNonText(where.accountId, "accountId", '{ accountId: "210987654321" }');
}

/** The seed as the engine takes it. */
export function seedNumber(seed: number | bigint | undefined): bigint | undefined {
  if (seed === undefined) return undefined;
  const whole = typeof seed === "bigint" || Number.isSafeInteger(seed);
  if (!whole || seed < 0 || seed >= 2n ** 64n) {
    const given = typeof seed === "number" || typeof seed === "bigint" ? String(seed) : kindOf(seed);
    throw misuse(`seed was given ${given}`, "a whole number from 0 to 2^53 - 1, or a bigint below 2^64", "{ seed: 1 }");
  }
  return BigInt(seed);
}

const MILLISECONDS: Record<keyof Duration, number> = {
  weeks: 604_800_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
};

/** The duration in milliseconds. */
export function milliseconds(duration: Duration): number {
  const example = "advance({ days: 7, hours: 1 })";
  refuseNonObject(duration, "advance", example);
  refuseUnknown(duration, Object.keys(MILLISECONDS), "advance", example);
  let sum = 0;
  for (const [unit, amount] of Object.entries(duration)) {
    if (amount === undefined) continue;
    if (!Number.isFinite(amount)) {
      throw misuse(
        `advance was given ${typeof amount === "number" ? String(amount) : kindOf(amount)} ${unit}`,
        "a number",
        example,
      );
    }
    sum += amount * MILLISECONDS[unit as keyof Duration];
  }
  return sum;
}

/** The moment in milliseconds since the epoch. */
export function moment(at: unknown, giver: string, example: string): number {
  const milliseconds = typeof at === "number" ? at : Number(new Date(at as Date | string));
  if (!Number.isFinite(milliseconds)) {
    throw misuse(
      `${giver} was given ${at instanceof Date ? "an invalid Date" : kindOf(at)}`,
      "a Date, milliseconds since the epoch or ISO 8601 text",
      example,
    );
  }
  return milliseconds;
}

function refuseNonObject(given: unknown, caller: string, example: string): void {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw misuse(`${caller} was given ${kindOf(given)}`, "an object", example);
  }
}

function refuseNonText(given: unknown, name: string, example: string): void {
  if (given !== undefined && typeof given !== "string") {
    throw misuse(`${name} was given ${kindOf(given)}`, "text", example);
  }
}
