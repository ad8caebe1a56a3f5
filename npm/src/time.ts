/** Durations and points in time, as tests write them. */

import { misuse, numberOrKind, rejectNonObject } from "./misuse.js";
import { rejectUnknown } from "./names.js";

/** A duration: the sum of its parts. */
export interface Duration {
  readonly weeks?: number | undefined;
  readonly days?: number | undefined;
  readonly hours?: number | undefined;
  readonly minutes?: number | undefined;
  readonly seconds?: number | undefined;
  readonly milliseconds?: number | undefined;
}

const MILLISECONDS: Record<keyof Duration, number> = {
  weeks: 604_800_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
};

/** Returns the duration in milliseconds. Errors name `receiver` as its receiver. */
export function milliseconds(
  duration: Duration,
  receiver = "advance",
  example = "advance({ days: 7, hours: 1 })",
): number {
  rejectNonObject(duration, receiver, example);
  const units = Object.keys(MILLISECONDS);
  rejectUnknown(duration, units, receiver, example);
  if (Object.values(duration).every((amount) => amount === undefined)) {
    throw misuse(`${receiver} was given an empty duration`, `one of ${units.join(", ")}`, example);
  }
  let sum = 0;
  for (const [unit, amount] of Object.entries(duration)) {
    if (amount === undefined) continue;
    if (!Number.isFinite(amount)) {
      throw misuse(`${receiver} was given ${numberOrKind(amount)} ${unit}`, "a number", example);
    }
    sum += amount * MILLISECONDS[unit as keyof Duration];
  }
  if (sum < 0) {
    if (receiver !== "advance") throw misuse(`${receiver} was given a negative duration`, "a positive one", example);
    const past = "a positive one; to set the clock to an earlier time, use freeze()";
    throw misuse("advance was given a negative duration", past, 'fake.freeze("2026-01-01")');
  }
  return sum;
}

/** Returns a point in time in milliseconds since the epoch. Errors name `giver` as its source. */
export function moment(at: unknown, giver: string, example: string): number {
  const milliseconds = typeof at === "number" ? at : isDateOrText(at) ? Number(new Date(at)) : Number.NaN;
  if (Number.isFinite(milliseconds)) return milliseconds;
  const given = isDateOrText(at) ? "an invalid date" : numberOrKind(at);
  throw misuse(`${giver} was given ${given}`, "a Date, milliseconds since the epoch or ISO 8601 text", example);
}

/** Checks for a method, not the class: a Date of another realm or of fake timers has another class. */
function isDateOrText(at: unknown): at is Date | string {
  return typeof at === "string" || typeof (at as Date | null | undefined)?.getTime === "function";
}
