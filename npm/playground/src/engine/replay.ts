/** Replaying a session: a new fake with its seed and its time, and the steps one after the other. */

import { FakeSecretsManager, type Secrets } from "fake-secrets-manager";
import type { Advance, Json, Session, Step } from "../session/session.js";
import { UNITS } from "../session/session.js";
import { isObject } from "./shapes.js";
import { type Exchange, send } from "./wire.js";

/** What came of one step. */
export interface Outcome {
  readonly step: Step;
  /** Of a call: what went over the wire. */
  readonly exchange?: Exchange;
  /** The fake itself refused the step; this is no answer of the service. */
  readonly problem?: string;
}

export interface Replay {
  readonly fake: FakeSecretsManager;
  readonly outcomes: readonly Outcome[];
}

/** Makes a fake and runs the first `count` steps of the session. The caller ends the fake with `end`. */
export async function replay(session: Session, count = session.steps.length): Promise<Replay> {
  const { seed, startsAt, rotationFunctions } = session;
  const start = Date.parse(startsAt);
  const fake = new FakeSecretsManager({ seed, now: () => start, rotationFunctions });
  fake.freeze(start);
  const outcomes: Outcome[] = [];
  for (const step of session.steps.slice(0, count)) outcomes.push(await run(fake, step));
  return { fake, outcomes };
}

/** Gives a fake's memory back. Not every browser knows `Symbol.dispose`. */
export function end({ fake }: Replay): void {
  if (Symbol.dispose) fake[Symbol.dispose]();
}

async function run(fake: FakeSecretsManager, step: Step): Promise<Outcome> {
  try {
    if ("advance" in step) await fake.advance(step.advance);
    else if ("seed" in step) fake.seed(toBytes(step.seed) as Secrets);
    else return { step, exchange: send(fake, step) };
    return { step };
  } catch (error) {
    return { step, problem: (error as Error).message };
  }
}

/** The session's time after its first `count` steps. */
export function clockAfter(session: Session, count: number): Date {
  const steps = session.steps.slice(0, count);
  return new Date(
    steps.reduce((time, step) => ("advance" in step ? time + span(step) : time), Date.parse(session.startsAt)),
  );
}

const MILLISECONDS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000, milliseconds: 1 };

function span({ advance }: Advance): number {
  return UNITS.reduce((sum, unit) => sum + (advance[unit] ?? 0) * MILLISECONDS[unit], 0);
}

/** Bytes as JavaScript has them. */
export function toBytes(value: Json): unknown {
  if (Array.isArray(value)) return value.map(toBytes);
  if (!isObject(value)) return value;
  if (typeof value.$base64 === "string" && Object.keys(value).length === 1) return bytesFrom(value.$base64);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toBytes(member)]));
}

export function bytesFrom(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
