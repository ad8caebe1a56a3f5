/** Sends calls as HTTP requests, and reads responses as an SDK does. */

import type { FakeSecretsManager } from "fake-secrets-manager";
import { type Call, DEFAULT_PLACE, type Json, type Members, type Raw } from "../session/session.js";
import { type DescribedShape, isObject, operationNamed } from "./shapes.js";

export interface Place {
  readonly account: string;
  readonly region: string;
}

/** A request and its response. */
export interface Exchange {
  readonly operation: string | undefined;
  /** The account and region that the request was sent to. */
  readonly place: Place;
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  readonly answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly result: Result;
}

/** The response as an SDK returns or raises it, with dates and bytes as in a case file. */
export type Result = { readonly gives: Members } | { readonly fails: ServiceError };

export interface ServiceError {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  /** The row of the engine's catalogue. */
  readonly situation: string;
}

export function isError(result: Result): result is { readonly fails: ServiceError } {
  return "fails" in result;
}

/** Sends a call or raw bytes to the fake. Waits for the rotation functions that the call starts, unless rotation steps are queued. */
export async function send(fake: FakeSecretsManager, step: Call | Raw, stepsQueued: boolean): Promise<Exchange> {
  const { target, headers, body } = "call" in step ? requestOf(step, fake.now()) : rawRequest(step);
  const { status, headers: answered, body: bytes, situation } = fake.handle(headers, body);
  if (!stepsQueued) await fake.runRotations();
  const text = new TextDecoder().decode(bytes);
  const operation = target?.split(".").at(-1);
  const answer = { status, headers: answered, body: text };
  return {
    operation,
    place: placeOf(headers),
    request: { headers, body },
    answer,
    result: read(operation, status, text, situation),
  };
}

function placeOf({ authorization = "" }: Readonly<Record<string, string>>): Place {
  const [, account, region] = /Credential=(\d{12})\/\d+\/([a-z0-9-]+)\//.exec(authorization) ?? [];
  return account && region ? { account, region } : DEFAULT_PLACE;
}

function requestOf(
  { call, with: members, region = DEFAULT_PLACE.region, account = DEFAULT_PLACE.account }: Call,
  now: Date,
) {
  const target = `secretsmanager.${call}`;
  const headers = {
    host: `secretsmanager.${region}.amazonaws.com`,
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": target,
    "x-amz-date": basicDate(now),
    authorization: authorization(region, account, now),
  };
  return { target, headers, body: JSON.stringify(onTheWire(members)) };
}

function rawRequest({ raw: { target, headers = {}, body } }: Raw): {
  target: string | undefined;
  headers: Readonly<Record<string, string>>;
  body: string;
} {
  return { target, headers: { ...(target === undefined ? {} : { "x-amz-target": target }), ...headers }, body };
}

/** A SigV4 header with the account as access key and without a signature. */
export function authorization(region: string, account: string, now: Date): string {
  const scope = `${account}/${basicDate(now).slice(0, 8)}/${region}/secretsmanager/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date;x-amz-target, Signature=none`;
}

/** A date in the format of SigV4: 20260101T000000Z. */
function basicDate(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d{3}/g, "");
}

/** Bytes as base64 text; all other values unchanged. */
function onTheWire(value: Json): Json {
  if (Array.isArray(value)) return value.map(onTheWire);
  if (!isObject(value)) return value;
  if (typeof value.$base64 === "string" && Object.keys(value).length === 1) return value.$base64;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, onTheWire(member)]));
}

function read(operation: string | undefined, status: number, body: string, situation = ""): Result {
  const parsed: unknown = body === "" ? {} : JSON.parse(body);
  const members = isObject(parsed) ? parsed : {};
  if (status === 200) {
    const output = operation === undefined ? undefined : operationNamed(operation)?.output;
    return { gives: (output ? asRead(members, output) : members) as Members };
  }
  const code = String(members.__type ?? "unknown")
    .split("#")
    .at(-1) as string;
  return { fails: { code, message: String(members.message ?? members.Message ?? ""), status, situation } };
}

/** Converts seconds to dates and base64 to bytes, according to the shape. */
function asRead(value: Json, shape: DescribedShape): Json {
  if (shape.type === "timestamp" && typeof value === "number") return new Date(Math.round(value * 1000)).toISOString();
  if (shape.type === "blob" && typeof value === "string") return { $base64: value };
  if (shape.type === "list" && Array.isArray(value)) return value.map((item) => asRead(item, shape.member));
  if (!isObject(value)) return value;
  const shapeOf = (name: string) => {
    if (shape.type === "map") return shape.value;
    return shape.type === "structure" ? shape.members.find((member) => member.name === name)?.shape : undefined;
  };
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const known = shapeOf(name);
      return [name, known ? asRead(member, known) : member];
    }),
  );
}
