/** Reads a session from untrusted JSON, such as a link or a file. */

import { isObject } from "../engine/shapes.js";
import { isSnapshot, missingHandlers } from "../engine/snapshots.js";
import {
  ACCOUNT,
  type Json,
  KMS_ACTIONS,
  KMS_STATES,
  REGION,
  ROTATION_STEPS,
  type Session,
  type Step,
  UNITS,
} from "./session.js";
import { withTokens } from "./tokens.js";

/** More steps than a user adds by hand. */
export const MOST_STEPS = 500;

/** Return the session in a parsed JSON text. Throws a RangeError; its message completes "cannot be opened: …". */
export function readSession(json: unknown): Session {
  if (!isObject(json)) throw new RangeError("it contains no session");
  const { seed, startsAt, steps, rotationFunctions, rotationSteps } = json;
  if ([seed, startsAt, steps].every((member) => member === undefined))
    throw new RangeError("it is neither a session nor a snapshot nor a case file");
  if (!Number.isSafeInteger(seed) || (seed as number) < 0) throw new RangeError("its seed is not a whole number");
  if (!isMoment(startsAt)) throw new RangeError("its start time is not a date such as 2026-01-01T00:00:00Z");
  if (!Array.isArray(steps)) throw new RangeError("it contains no list of steps");
  if (steps.length > MOST_STEPS)
    throw new RangeError(`it has ${steps.length} steps; the playground opens up to ${MOST_STEPS}`);
  return withTokens({
    seed: seed as number,
    startsAt: startsAt as string,
    ...(rotationFunctions === "any" && { rotationFunctions }),
    ...(rotationSteps === "queue" && { rotationSteps }),
    steps: steps.map(readStep),
  });
}

function readStep(json: Json, place: number): Step {
  if (!isObject(json) || !FORMS.some(([name, fits]) => name in json && fits(json)))
    throw new RangeError(`its step ${place + 1} has an unknown format`);
  return json as unknown as Step;
}

type Members = Readonly<Record<string, Json | undefined>>;

const FORMS: ReadonlyArray<readonly [name: string, fits: (step: Members) => boolean]> = [
  [
    "call",
    ({ call, with: members, region, account }) =>
      isText(call) && isObject(members) && mayFit(REGION, region) && mayFit(ACCOUNT, account),
  ],
  [
    "raw",
    ({ raw }) =>
      isObject(raw) &&
      isText(raw.body) &&
      mayBeText(raw.target) &&
      (raw.headers === undefined || (isObject(raw.headers) && mayBeText(...Object.values(raw.headers)))),
  ],
  ["seed", ({ seed }) => isObject(seed)],
  [
    "advance",
    ({ advance }) =>
      isObject(advance) &&
      Object.entries(advance).every(([unit, amount]) => isOneOf(UNITS, unit) && Number.isSafeInteger(amount)),
  ],
  ["freeze", ({ freeze }) => isMoment(freeze)],
  ["onRotate", ({ onRotate, handler }) => isText(onRotate) && isText(handler)],
  [
    "runRotations",
    ({ runRotations: run }) => isObject(run) && (run.until === undefined || isOneOf(ROTATION_STEPS, run.until)),
  ],
  [
    "fail",
    ({ fail, with: code, message, times }) =>
      (code === undefined ? isOneOf(ROTATION_STEPS, fail) : isText(fail) && isText(code)) &&
      mayBeText(message) &&
      (times === undefined || Number.isSafeInteger(times)),
  ],
  ["restore", ({ restore }) => isSnapshot(restore) && isRestorable(restore)],
  [
    "kmsKey",
    ({ kmsKey, state, denied }) =>
      isText(kmsKey) &&
      (state === undefined || isOneOf(KMS_STATES, state)) &&
      (denied === undefined || (Array.isArray(denied) && denied.every((right) => isOneOf(KMS_ACTIONS, right)))),
  ],
];

function isRestorable(snapshot: Readonly<Record<string, Json>>): boolean {
  // Throws with the reason if not.
  missingHandlers(snapshot);
  return true;
}

function isText(value: Json | undefined): value is string {
  return typeof value === "string";
}

function mayBeText(...values: readonly (Json | undefined)[]): boolean {
  return values.every((value) => value === undefined || isText(value));
}

function mayFit(pattern: RegExp, value: Json | undefined): boolean {
  return value === undefined || (isText(value) && pattern.test(value));
}

function isOneOf(known: readonly string[], value: Json | undefined): boolean {
  return known.some((one) => one === value);
}

function isMoment(value: Json | undefined): boolean {
  return isText(value) && !Number.isNaN(Date.parse(value));
}
