/** Reads a session that came from elsewhere: a link may hold anything. */

import { isObject } from "../engine/shapes.js";
import { type Json, ROTATION_STEPS, type Session, type Step, UNITS } from "./session.js";
import { withTokens } from "./tokens.js";

/** More steps than anybody makes by hand. */
const MOST_STEPS = 500;

/** The session in a parsed JSON text. Throws a RangeError with a sentence that ends without a full stop. */
export function readSession(json: unknown): Session {
  const { seed, startsAt, steps, rotationFunctions, rotationSteps } = object(json, "it holds no session");
  if (!Number.isSafeInteger(seed) || (seed as number) < 0) throw new RangeError("its seed is no whole number");
  if (typeof startsAt !== "string" || Number.isNaN(Date.parse(startsAt)))
    throw new RangeError("its beginning is no moment in time");
  if (!Array.isArray(steps)) throw new RangeError("it holds no list of steps");
  if (steps.length > MOST_STEPS) throw new RangeError(`it has ${steps.length} steps; up to ${MOST_STEPS} are expected`);
  return withTokens({
    seed: seed as number,
    startsAt,
    ...(rotationFunctions === "any" && { rotationFunctions }),
    ...(rotationSteps === "queue" && { rotationSteps }),
    steps: steps.map(readStep),
  });
}

function readStep(json: unknown, place: number): Step {
  const wrong = new RangeError(`its step ${place + 1} is none that this page knows`);
  if (!isObject(json)) throw wrong;
  const texts = (...members: Array<Json | undefined>) =>
    members.every((member) => member === undefined || typeof member === "string");
  if ("call" in json) {
    const { call, with: members, region, account } = json;
    if (typeof call !== "string" || !isObject(members) || !texts(region, account)) throw wrong;
  } else if ("raw" in json) {
    const { raw } = json;
    if (!isObject(raw) || typeof raw.body !== "string" || !texts(raw.target)) throw wrong;
    if (raw.headers !== undefined && !(isObject(raw.headers) && texts(...Object.values(raw.headers)))) throw wrong;
  } else if ("seed" in json) {
    if (!isObject(json.seed)) throw wrong;
  } else if ("advance" in json) {
    const { advance } = json;
    const known =
      isObject(advance) &&
      Object.entries(advance).every(([unit, amount]) => UNITS.includes(unit as "days") && Number.isSafeInteger(amount));
    if (!known) throw wrong;
  } else if ("onRotate" in json) {
    if (typeof json.onRotate !== "string" || typeof json.handler !== "string") throw wrong;
  } else if ("runRotations" in json) {
    const { runRotations: run } = json;
    if (!isObject(run) || !(run.until === undefined || isRotationStep(run.until))) throw wrong;
  } else if ("fail" in json) {
    if (!isRotationStep(json.fail) || !(json.times === undefined || Number.isSafeInteger(json.times))) throw wrong;
  } else {
    throw wrong;
  }
  return json as unknown as Step;
}

function isRotationStep(value: Json | undefined): boolean {
  return ROTATION_STEPS.some((step) => step === value);
}

function object(json: unknown, otherwise: string): Readonly<Record<string, unknown>> {
  if (!isObject(json)) throw new RangeError(otherwise);
  return json;
}
