/** Requests and responses of the wire API, in the shapes that JavaScript's HTTP clients use. */

import { kindOf, misuse } from "./misuse.js";

/** What a request may carry. */
export type Body = string | Uint8Array | ArrayBuffer | ArrayBufferView;

/** The service's answer: the body byte for byte, the names of headers in small letters, as Node and `fetch` have them. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
  /**
   * What an injected fault does to the answer on its way: how long it waits, in milliseconds, and how the connection breaks.
   * @internal
   */
  readonly fault?: { readonly delay: number; readonly connection: string | undefined };
  /** The situation of a refusal, as `describe().refusals` names it; absent from an answer with status 200. Not part of the wire. */
  readonly situation?: string;
}

const EXAMPLE = 'fake.handle({ "x-amz-target": "secretsmanager.…" }, "{}")';

/** The headers of a request: an object as Node has them, with lists of values too, or the `Headers` of `fetch`. */
export type RequestHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | Iterable<[string, string]>;

/** One line `name:value` per header, as the engine reads them. */
export function writeHead(headers: RequestHeaders): string {
  if (typeof headers !== "object" || headers === null) {
    throw misuse(`handle was given ${kindOf(headers)} as headers`, "an object or Headers", EXAMPLE);
  }
  let head = "";
  for (const [name, value] of isIterable(headers) ? headers : Object.entries(headers)) {
    if (value === undefined) continue;
    const line = `${name}:${value}`;
    if (line.includes("\n")) throw misuse("handle was given a header with a line break", "text on one line", EXAMPLE);
    head += `${line}\n`;
  }
  return head;
}

function isIterable(headers: RequestHeaders): headers is Iterable<[string, string]> {
  return Symbol.iterator in headers;
}

/** Takes the engine's answer apart: the status, the headers on a line each, an empty line, the body. */
export function readAnswer(answer: Uint8Array): HttpAnswer {
  const end = endOfHead(answer);
  const [first = "", ...lines] = decoder.decode(answer.subarray(0, end)).split("\n");
  const [status, situation] = first.split(" ");
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1);
  }
  // A copy of the class that is global now: jsdom puts one of its own in place, and the SDK asks `instanceof`.
  const body = new Uint8Array(answer.subarray(end + 2));
  const fault = faultIn(headers);
  return {
    status: Number(status),
    headers,
    body,
    ...(situation === undefined ? {} : { situation }),
    ...(fault === undefined ? {} : { fault }),
  };
}

/** The engine writes what a fault does behind the headers. */
function faultIn(headers: Record<string, string>): HttpAnswer["fault"] {
  const { [DELAY]: delay, [CONNECTION]: connection } = headers;
  if (delay === undefined && connection === undefined) return undefined;
  delete headers[DELAY];
  delete headers[CONNECTION];
  return { delay: Number(delay ?? 0), connection };
}

const DELAY = "x-fake-delay";
const CONNECTION = "x-fake-connection";

function endOfHead(answer: Uint8Array): number {
  let end = answer.indexOf(LINE_FEED);
  while (answer[end + 1] !== LINE_FEED) end = answer.indexOf(LINE_FEED, end + 1);
  return end;
}

const LINE_FEED = 10;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes of a body; those of another realm (jest, jsdom) are known by their kind and not by their class. */
export function bytesOf(body: unknown): Uint8Array {
  if (typeof body === "string") return encoder.encode(body);
  if (body === undefined || body === null) return new Uint8Array();
  let bytes: Uint8Array | undefined;
  try {
    if (ArrayBuffer.isView(body)) bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
    else if (isBuffer(body)) bytes = new Uint8Array(body);
  } catch {
    throw misuse("handle was given a detached buffer as body", "text or bytes", EXAMPLE);
  }
  if (bytes !== undefined) return bytes;
  throw misuse(`handle was given ${kindOf(body)} as body`, "text or bytes", EXAMPLE);
}

function isBuffer(body: unknown): body is ArrayBuffer {
  return Object.prototype.toString.call(body) === "[object ArrayBuffer]";
}
