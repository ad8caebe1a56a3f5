/** How the page words what the engine knows. */

import type { Outcome } from "../engine/replay.js";
import { isObject } from "../engine/shapes.js";
import { isRefused } from "../engine/wire.js";
import type { Value } from "../engine/world.js";
import type { Step } from "../session/session.js";
import { UNITS } from "../session/session.js";

export const MASK = "••••••••";

/** The beginning of a version's id, which tells versions apart in most cases. */
export function shortId(id: string): string {
  return id.length <= 9 ? id : `${id.slice(0, 8)}…`;
}

export function valueText(value: Value, revealed: boolean): string {
  if ("absent" in value) return value.absent;
  if (!revealed) return MASK;
  return "text" in value ? value.text : `${value.bytes.length} bytes`;
}

/** A moment as people write it, in UTC, as short as it can be beside `now`. */
export function when(date: Date, now: Date): string {
  const [day = "", time = ""] = date.toISOString().split("T");
  const clock = time.endsWith(":00.000Z") ? time.slice(0, 5) : time.slice(0, 8);
  return day === now.toISOString().slice(0, 10) ? `at ${clock}` : `${day} ${clock.slice(0, 5)}`;
}

export function moment(date: Date): string {
  const [day = "", time = ""] = date.toISOString().split("T");
  return `${day} ${time.endsWith(".000Z") ? time.slice(0, 8) : time.slice(0, 12)} UTC`;
}

/** What a step does, in a few words. */
export function stepTitle(step: Step): string {
  if ("call" in step) return step.call;
  if ("advance" in step) return `Clock + ${duration(step.advance)}`;
  if ("seed" in step) return `Seed ${Object.keys(step.seed).join(", ")}`;
  if ("onRotate" in step) return "Rotation function";
  if ("runRotations" in step) return step.runRotations.until ? "Run the next step" : "Run the rotation";
  if ("fail" in step) return `Let ${step.fail} fail`;
  return step.raw.target?.split(".").at(-1) ?? "Raw request";
}

/** What it does it to, where it says so. */
export function stepSubject(step: Step): string {
  if ("onRotate" in step) return step.onRotate;
  if ("runRotations" in step) return step.runRotations.until ? `up to ${step.runRotations.until}` : "to its end";
  if (!("call" in step)) return "raw" in step ? "raw" : "";
  const { SecretId, Name, VersionStage, VersionStages } = step.with;
  const labels = Array.isArray(VersionStages) ? VersionStages : [VersionStage];
  const subject = [SecretId ?? Name, ...labels]
    .filter((word) => typeof word === "string")
    .map((word) => nameIn(word as string));
  return [...subject, ...(step.region ? [`in ${step.region}`] : [])].join(" · ");
}

/** The name in an ARN; anything else as it is. */
function nameIn(text: string): string {
  return text.startsWith("arn:") ? (text.split(":secret:")[1] ?? text) : text;
}

export function duration(advance: Readonly<Partial<Record<(typeof UNITS)[number], number>>>): string {
  const parts = UNITS.flatMap((unit) => {
    const amount = advance[unit];
    return amount === undefined ? [] : [`${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`];
  });
  return parts.join(" ") || "0 seconds";
}

/** JSON with the values of some members replaced by dots. */
export function masked(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, names.has(name) ? MASK : masked(member, names)]),
  );
}

/** The same in JSON text that stands as it is on the wire. */
export function maskedText(json: string, names: ReadonlySet<string>): string {
  const members = new RegExp(`("(?:${[...names].join("|")})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, "g");
  return json.replace(members, `$1${MASK}`);
}

/** The version that a step answered with, if it did. */
export function answeredVersion(outcome: Outcome | undefined): string | undefined {
  const result = outcome?.exchange?.result;
  const id = result && !isRefused(result) ? result.gives.VersionId : undefined;
  return typeof id === "string" ? id : undefined;
}

/** What happened by itself, and which steps of rotations ran, a line each. */
export function meanwhile({ happened, ran, invocations }: Outcome): string[] {
  const steps = ran.map(
    ({ step, outcome, error }) => `${step} ${outcome}${error ? `: ${(error as Error).message}` : "."}`,
  );
  const invoked = ran.length
    ? []
    : invocations.map(({ event, error }) => `${event.Step} ${error === undefined ? "succeeded." : `failed: ${error}`}`);
  const events = happened.map(({ at, event, secretId }) => `${moment(at)}: ${event}, ${nameIn(secretId)}.`);
  return [...steps, ...(happened.length ? [] : invoked), ...events];
}

/** What to say of a step that changed nothing in the world. */
export function unchanged(outcome: Outcome | undefined, nameOf: (id: string) => string): string {
  if (!outcome) return "This is the beginning.";
  const { step, exchange, problem } = outcome;
  if (problem !== undefined) return "The fake refused the step. Nothing changed.";
  if ("advance" in step) return "Time went on, and nothing else happened.";
  if ("onRotate" in step) return "The function is known. RotateSecret may name it.";
  if ("fail" in step) return `The next ${step.fail} will fail, and the function will not be invoked.`;
  if ("runRotations" in step && outcome.ran.length === 0) return "No rotation was waiting.";
  if (exchange && isRefused(exchange.result)) return `Refused with ${exchange.result.fails.code}. Nothing changed.`;
  const id = answeredVersion(outcome);
  return id === undefined ? "Nothing changed." : `The answer is ${nameOf(id)}. Nothing changed.`;
}

export function counted(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}
