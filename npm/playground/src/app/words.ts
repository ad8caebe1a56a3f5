/** Texts of the page for what the engine reports. */

import type { Secret, Value } from "../engine/inventory.js";
import type { Outcome } from "../engine/replay.js";
import { isObject } from "../engine/shapes.js";
import { isError } from "../engine/wire.js";
import { type Call, DEFAULT_PLACE, isFault, type Step, UNITS } from "../session/session.js";

export const MASK = "••••••••";

/** The first characters of a version's id, which are enough to recognize it. */
export function shortId(id: string): string {
  return id.length <= 9 ? id : `${id.slice(0, 8)}…`;
}

export function valueText(value: Value, revealed: boolean): string {
  if ("absent" in value) return value.absent;
  if (!revealed) return MASK;
  return "text" in value ? value.text : `${value.bytes.length} bytes`;
}

/** A readable UTC time. Leaves out the date if it is the date of `now`. */
export function when(date: Date, now: Date): string {
  const [day = "", time = ""] = date.toISOString().split("T");
  const clock = time.endsWith(":00.000Z") ? time.slice(0, 5) : time.slice(0, 8);
  return day === now.toISOString().slice(0, 10) ? `at ${clock}` : `${day} ${clock.slice(0, 5)}`;
}

export function moment(date: Date): string {
  const [day = "", time = ""] = date.toISOString().split("T");
  return `${day} ${time.endsWith(".000Z") ? time.slice(0, 8) : time.slice(0, 12)} UTC`;
}

/** The title of a step. */
export function stepTitle(step: Step): string {
  if ("call" in step) return step.call;
  if ("advance" in step) return `Clock + ${duration(step.advance)}`;
  if ("freeze" in step) return "Set the clock";
  if ("restore" in step) return "Restore a snapshot";
  if ("seed" in step) return `Seed ${Object.keys(step.seed).join(", ")}`;
  if ("onRotate" in step) return "Register a rotation function";
  if ("runRotations" in step) return step.runRotations.until ? "Run rotation steps" : "Run the rotation";
  if ("kmsKey" in step) return "Set a KMS key";
  if ("fail" in step) return `Make ${step.fail} fail`;
  return step.raw.target?.split(".").at(-1) ?? "Raw request";
}

/** The subject of a step, such as the name of a secret. Empty if the step names none. For rotation steps, those that ran. */
export function stepSubject(step: Step, outcome?: Outcome): string {
  if ("onRotate" in step) return step.onRotate;
  if ("freeze" in step) return moment(new Date(step.freeze));
  if ("runRotations" in step) {
    const ran = [...new Set(outcome?.ran.map((one) => one.step))].join(", ");
    return ran || (step.runRotations.until ? `before ${step.runRotations.until}` : "to its end");
  }
  if ("kmsKey" in step) return `${step.kmsKey} · ${step.state ?? "enabled"}`;
  if ("fail" in step) return [...(isFault(step) ? [step.with] : []), times(step.times ?? 1)].join(" · ");
  if (!("call" in step)) return "raw" in step ? "raw" : "";
  const { SecretId, Name, VersionId, VersionStage, VersionStages } = step.with;
  const labels = Array.isArray(VersionStages) ? VersionStages : [VersionStage];
  const version = typeof VersionId === "string" ? shortId(VersionId) : undefined;
  const subject = [SecretId ?? Name, version, ...labels]
    .filter((word) => typeof word === "string")
    .map((word) => nameIn(word as string));
  const place = [step.region && `in ${step.region}`, step.account && `account ${step.account}`];
  return [...subject, ...place.filter((word) => word !== undefined)].join(" · ");
}

export function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}

/** The failure in a step: the error code of the response, or the rotation step that failed. */
export function stepFailure(outcome: Outcome | undefined): string | undefined {
  if (!outcome) return undefined;
  const { problem, exchange, ran, invocations } = outcome;
  if (problem !== undefined) return "rejected by the fake";
  if (exchange && isError(exchange.result)) return exchange.result.fails.code;
  const failed =
    ran.find((one) => one.outcome === "failed")?.step ??
    invocations.find(({ error }) => error !== undefined)?.event.Step;
  return failed && `${failed} failed`;
}

/** The title of a lane: its Region, its account unless it is the default, and its role (primary, replica or standalone). */
export function laneTitle({ region, account, primaryRegion, replicas }: Secret): string {
  return `${placeOf({ region, account })} · ${primaryRegion ? "replica" : replicas.length ? "primary" : "standalone"}`;
}

/** A Region, with the account unless it is the default. */
export function placeOf({ region, account }: Pick<Secret, "region" | "account">): string {
  return account === DEFAULT_PLACE.account ? region : `${region}, account ${account}`;
}

/** The name in an ARN; other text unchanged. */
export function nameIn(text: string): string {
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

/** Masks the same members in the JSON text of a request or response. */
export function maskedText(json: string, names: ReadonlySet<string>): string {
  const members = new RegExp(`("(?:${[...names].join("|")})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, "g");
  return json.replace(members, `$1${MASK}`);
}

/** The version that a step returned, in the secret whose ARN it returned. */
export function answeredVersion(
  outcome: Outcome | undefined,
  secrets: readonly Secret[],
): { readonly secret: string; readonly version: string } | undefined {
  const { exchange } = outcome ?? {};
  if (!exchange || isError(exchange.result)) return undefined;
  const { ARN, VersionId } = exchange.result.gives;
  if (typeof VersionId !== "string") return undefined;
  const secret = secrets.find(({ arn }) => arn === ARN);
  return secret && { secret: secret.key, version: VersionId };
}

/** The subject of a step: the secret whose ARN is in the response, or the one that the request names. */
export function subjectOf(outcome: Outcome | undefined, secrets: readonly Secret[]): Secret | undefined {
  const { exchange } = outcome ?? {};
  if (!exchange) return undefined;
  const answered = isError(exchange.result) ? undefined : exchange.result.gives.ARN;
  const asked = "call" in (outcome as Outcome).step ? ((outcome as Outcome).step as Call).with : undefined;
  const id = asked?.SecretId ?? asked?.Name;
  const { account, region } = exchange.place;
  return (
    secrets.find(({ arn }) => arn === answered) ??
    secrets.find((one) => (one.name === id || one.arn === id) && one.region === region && one.account === account)
  );
}

export interface Line {
  readonly text: string;
  readonly failed: boolean;
}

/** The events and rotation steps that a step caused, one line each. `shown` masks the messages of rotation functions. */
export function meanwhile({ happened, ran, invocations }: Outcome, shown: (text: string) => string): Line[] {
  const line = (step: string, error: string | undefined): Line =>
    error === undefined
      ? { text: `${step} succeeded.`, failed: false }
      : { text: `${step} failed: ${shown(error)}`, failed: true };
  const steps = ran.map(({ step, error }) => line(step, error ? (error as Error).message : undefined));
  const invoked = ran.length ? [] : invocations.map(({ event, error }) => line(event.Step, error));
  const events = happened.map(({ at, event, secretId }) => ({
    text: `${moment(at)}: ${event}, ${nameOfSecret(secretId)}.`,
    failed: event.endsWith("Failed"),
  }));
  return [...steps, ...(happened.length ? [] : invoked), ...events];
}

/** The name of a secret in its complete ARN. */
export function nameOfSecret(arn: string): string {
  return nameIn(arn).replace(/-[A-Za-z0-9]{6}$/, "");
}

/** The text for a step that changed nothing. */
export function unchanged(outcome: Outcome, nameOf: (id: string) => string): string {
  const { step, exchange, problem } = outcome;
  if (problem !== undefined) return `The fake rejected the step: ${problem}`;
  if ("advance" in step) return `The clock moved by ${duration(step.advance)}. No event was due.`;
  if ("freeze" in step) return `The clock is stopped at ${moment(new Date(step.freeze))}.`;
  if ("restore" in step) return "The snapshot is restored. It contains no secrets.";
  if ("onRotate" in step) return `The function ${step.onRotate} is registered. RotateSecret can use it now.`;
  if ("kmsKey" in step)
    return `The KMS key ${step.kmsKey} is ${step.state ?? "enabled"}${step.denied?.length ? `; callers have no permission for ${step.denied.join(", ")}` : ""}.`;
  if ("fail" in step && isFault(step)) return `${step.fail} will fail ${times(step.times ?? 1)} with ${step.with}.`;
  if ("fail" in step) return `${step.fail} will fail ${times(step.times ?? 1)}, and the function will not run.`;
  if ("runRotations" in step && outcome.ran.length === 0) return "No rotation step was pending.";
  if (exchange && isError(exchange.result)) return "Nothing changed.";
  const id = responseVersion(outcome);
  return id === undefined ? "Nothing changed." : `The response has ${nameOf(id)}. Nothing changed.`;
}

/** Whether a step read secret values by a call of its own. */
export function isRead({ exchange }: Outcome): boolean {
  return /^(Batch)?GetSecretValue$/.test(exchange?.operation ?? "");
}

/** The version in the response of a step. */
export function responseVersion({ exchange }: Outcome): string | undefined {
  const result = exchange?.result;
  const id = result && !isError(result) ? result.gives.VersionId : undefined;
  return typeof id === "string" ? id : undefined;
}

export function counted(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}
