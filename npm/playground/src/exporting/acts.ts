/** A session as the acts of a test, in no language yet: what is done, how, and what came of it. */

import type { Event } from "fake-secrets-manager";
import type { Invocation } from "../engine/invocation.js";
import type { Outcome } from "../engine/replay.js";
import { isWellTyped, operationNamed, sensitiveNames } from "../engine/shapes.js";
import { type Exchange, isRefused, type Result } from "../engine/wire.js";
import { type Advance, type Call, HERE, type Json, type Members, type Session } from "../session/session.js";

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
  | { readonly kind: "fail"; readonly step: string; readonly times: number }
);

/** A client of its own for each place from which the session calls. */
export interface Client {
  readonly name: string;
  readonly region?: string;
  readonly account?: string;
}

export interface Plan {
  readonly session: Session;
  readonly acts: readonly Act[];
  readonly clients: readonly Client[];
  /** Some request is one that boto3 itself would refuse before it is sent. */
  readonly unchecked: boolean;
}

/** The plan of a session, from its steps and what came of them. */
export function plan(session: Session, outcomes: readonly Outcome[]): Plan {
  const acts = outcomes.map((outcome, place) => ({ number: place + 1, ...actOf(outcome, outcomes) }) as Act);
  const called = acts.flatMap((act) => (act.kind === "call" && !act.direct ? [act.client] : []));
  const clients = [...new Map(called.map((client) => [client.name, client])).values()];
  return { session, acts, clients, unchecked: acts.some(isUnchecked) };
}

function actOf({ step, exchange, happened, ran }: Outcome, all: readonly Outcome[]) {
  if ("advance" in step) return { kind: "advance", advance: step.advance, happened };
  if ("onRotate" in step) {
    const { onRotate: name, handler } = step;
    const invocations = all.flatMap((outcome) => outcome.invocations).filter((one) => isOf(one, name));
    return { kind: "function", name, handler, invocations };
  }
  if ("runRotations" in step) return { kind: "run", until: step.runRotations.until, ran };
  if ("fail" in step) return { kind: "fail", step: step.fail, times: step.times ?? 1 };
  if ("seed" in step) return { kind: "seed", seed: step.seed };
  if ("call" in step && exchange && isWellTyped(step.call, step.with)) {
    return { kind: "call", call: step, client: clientOf(step), direct: isNewerThanSdks(step), result: exchange.result };
  }
  return { kind: "bytes", exchange };
}

/** Whether an invocation is of the function with this name or ARN. */
export function isOf(invocation: Invocation, name: string): boolean {
  return invocation.function === name || invocation.function.endsWith(`:${name}`);
}

function clientOf({ region, account }: Call): Client {
  const words = [region, account].filter((word) => word !== undefined);
  return {
    name: ["client", ...words.map((word) => word.replaceAll("-", "_"))].join("_"),
    ...(region !== undefined && region !== HERE.region && { region }),
    ...(account !== undefined && account !== HERE.account && { account }),
  };
}

/** What the AWS SDKs of November 2026 did not all know; it goes through the fake's own `call`, which works with every SDK. */
const NEW_OPERATIONS = ["AssociateCrossAccountReplica", "DisassociateCrossAccountReplica", "ListResourcePolicies"];
const NEW_MEMBERS = ["CrossAccountPrimaryARN", "PolicyName"];

function isNewerThanSdks(step: Call): boolean {
  return NEW_OPERATIONS.includes(step.call) || NEW_MEMBERS.some((member) => member in step.with);
}

function isUnchecked(act: Act): boolean {
  if (act.kind !== "call") return false;
  const members = operationNamed(act.call.call)?.input.members ?? [];
  const missing = members.some(({ name, required }) => required && act.call.with[name] === undefined);
  return missing || (isRefused(act.result) && act.result.fails.code === "ValidationException");
}

/** The secret values that a session holds in plain text. */
export function valuesIn(session: Session): string[] {
  const found = new Set<string>();
  for (const step of session.steps) {
    if ("call" in step) collect(step.with, found);
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
