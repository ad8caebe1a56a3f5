/** Converts a session to the acts of a test, independent of a language: actions with their results. */

import type { Event } from "fake-secrets-manager";
import type { Invocation } from "../engine/invocation.js";
import type { Outcome } from "../engine/replay.js";
import { isWellTyped, operationNamed, sensitiveNames } from "../engine/shapes.js";
import { valuesInSnapshot } from "../engine/snapshots.js";
import { type Exchange, isError, type Result } from "../engine/wire.js";
import {
  type Advance,
  type Call,
  DEFAULT_PLACE,
  type Fault,
  isFault,
  type Json,
  type KmsKey,
  type Members,
  type Session,
} from "../session/session.js";

export type Act = { readonly number: number } & (
  | {
      readonly kind: "call";
      readonly call: Call;
      readonly client: Client;
      readonly direct: boolean;
      readonly result: Result;
    }
  | { readonly kind: "bytes"; readonly exchange: Exchange }
  | { readonly kind: "advance"; readonly advance: Advance["advance"]; readonly happened: readonly Event[] }
  | { readonly kind: "seed"; readonly seed: Members }
  | {
      readonly kind: "function";
      readonly name: string;
      readonly handler: string;
      readonly invocations: readonly Invocation[];
    }
  | {
      readonly kind: "run";
      readonly until: string | undefined;
      readonly ran: ReadonlyArray<{ step: string; outcome: string }>;
    }
  | { readonly kind: "freeze"; readonly freeze: string }
  | { readonly kind: "restore"; readonly restore: Members }
  | { readonly kind: "key"; readonly key: KmsKey }
  | { readonly kind: "fault"; readonly fault: Fault }
  | { readonly kind: "fail"; readonly step: string; readonly times: number }
);

/** A client for each account and region that the session calls from. */
export interface Client {
  readonly name: string;
  readonly region?: string;
  readonly account?: string;
}

export interface Plan {
  readonly session: Session;
  readonly acts: readonly Act[];
  readonly clients: readonly Client[];
  /** Whether boto3 itself would reject a request before sending it. */
  readonly unchecked: boolean;
  /** Whether a fault makes a call fail, so that clients must not retry. */
  readonly once: boolean;
}

/** Return the plan of a session, from its steps and their outcomes. */
export function plan(session: Session, outcomes: readonly Outcome[]): Plan {
  const acts = outcomes.map((outcome, place) => ({ number: place + 1, ...actOf(outcome, outcomes) }) as Act);
  const called = acts.flatMap((act) => (act.kind === "call" && !act.direct ? [act.client] : []));
  const clients = [...new Map(called.map((client) => [client.name, client])).values()];
  const once = acts.some(({ kind }) => kind === "fault");
  return { session, acts, clients, unchecked: acts.some(isUnchecked), once };
}

function actOf({ step, exchange, happened, ran }: Outcome, all: readonly Outcome[]) {
  if ("advance" in step) return { kind: "advance", advance: step.advance, happened };
  if ("onRotate" in step) {
    const { onRotate: name, handler } = step;
    const invocations = all.flatMap((outcome) => outcome.invocations).filter((one) => isOf(one, name));
    return { kind: "function", name, handler, invocations };
  }
  if ("runRotations" in step) return { kind: "run", until: step.runRotations.until, ran };
  if ("freeze" in step) return { kind: "freeze", freeze: step.freeze };
  if ("restore" in step) return { kind: "restore", restore: step.restore };
  if ("kmsKey" in step) return { kind: "key", key: step };
  if ("fail" in step && isFault(step)) return { kind: "fault", fault: step };
  if ("fail" in step) return { kind: "fail", step: step.fail, times: step.times ?? 1 };
  if ("seed" in step) return { kind: "seed", seed: step.seed };
  if ("call" in step && exchange && isWellTyped(step.call, step.with)) {
    return { kind: "call", call: step, client: clientOf(step), direct: isNewerThanSdks(step), result: exchange.result };
  }
  return { kind: "bytes", exchange };
}

/** Return whether an invocation ran the function with this name or ARN. */
export function isOf(invocation: Invocation, name: string): boolean {
  return invocation.function === name || invocation.function.endsWith(`:${name}`);
}

function clientOf({ region, account }: Call): Client {
  const words = [region, account].filter((word) => word !== undefined);
  return {
    name: ["client", ...words.map((word) => word.replaceAll("-", "_"))].join("_"),
    ...(region !== undefined && region !== DEFAULT_PLACE.region && { region }),
    ...(account !== undefined && account !== DEFAULT_PLACE.account && { account }),
  };
}

/** Operations that some AWS SDKs of November 2026 do not have. Tests call them through the fake's `call`, which needs no SDK. */
const NEW_OPERATIONS = ["AssociateCrossAccountReplica", "DisassociateCrossAccountReplica", "ListResourcePolicies"];
const NEW_MEMBERS = ["CrossAccountPrimaryARN", "PolicyName"];

function isNewerThanSdks(step: Call): boolean {
  return NEW_OPERATIONS.includes(step.call) || NEW_MEMBERS.some((member) => member in step.with);
}

function isUnchecked(act: Act): boolean {
  if (act.kind !== "call") return false;
  const members = operationNamed(act.call.call)?.input.members ?? [];
  const missing = members.some(({ name, required }) => required && act.call.with[name] === undefined);
  return missing || (isError(act.result) && act.result.fails.code === "ValidationException");
}

/** Return the secret values that a session contains in plain text. */
export function valuesIn(session: Session): string[] {
  const found = new Set<string>();
  for (const step of session.steps) {
    if ("call" in step) collect(step.with, found);
    if ("restore" in step) for (const value of valuesInSnapshot(step.restore)) found.add(value);
    if ("seed" in step)
      for (const value of Object.values(step.seed))
        found.add(typeof value === "string" ? value : JSON.stringify(value));
    if ("raw" in step)
      for (const [, text = ""] of step.raw.body.matchAll(sensitiveText)) found.add(JSON.parse(`"${text}"`));
  }
  return [...found];
}

const sensitiveText = new RegExp(
  `"(?:${[...sensitiveNames].join("|")})"\\s*:\\s*"((?:[^"\\\\\\n]|\\\\["\\\\/bfnrt])*)"`,
  "g",
);

function collect(value: Json, found: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value as Members)) {
    if (!sensitiveNames.has(name)) collect(member, found);
    else if (typeof member === "string") found.add(member);
    else if (typeof (member as Members | null)?.$base64 === "string") found.add((member as Members).$base64 as string);
  }
}
