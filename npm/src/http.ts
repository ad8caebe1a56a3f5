/** Requests and responses of the wire API, in the shapes that JavaScript's HTTP clients use. */

import { kindOf, misuse } from "./misuse.js";

/** The body of a request. */
export type Body = string | Uint8Array | ArrayBuffer | ArrayBufferView;

/** The response of the service. The names of headers are in lower case, as in Node.js and `fetch`. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
  /**
   * The effect of an injected fault on the response: its delay in milliseconds, and how the connection breaks.
   * @internal
   */
  readonly fault?: { readonly delay: number; readonly connection: string | undefined };
  /** The name of an error in `describe().errors`; absent if the status is 200. Not part of the HTTP response. */
  readonly situation?: string;
}

const EXAMPLE = 'fake.handle({ "x-amz-target": "secretsmanager.…" }, "{}")';

/** The headers of a request: an object as in Node.js, whose values may be lists, or the `Headers` of `fetch`. */
export type RequestHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | Iterable<[string, string]>;

/** Writes the headers as the engine reads them: one line `name:value` each. */
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

/** Parses the engine's answer: the status, one line per header, an empty line, the body. */
export function readAnswer(answer: Uint8Array): HttpResponse {
  const end = endOfHead(answer);
  const [first = "", ...lines] = decoder.decode(answer.subarray(0, end)).split("\n");
  const [status, situation] = first.split(" ");
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1);
  }
  // Copied into the current global class: jsdom replaces the class, and the SDK uses `instanceof`.
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

/** Reads the effect of a fault, which the engine writes as extra headers. */
function faultIn(headers: Record<string, string>): HttpResponse["fault"] {
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

/** Returns the bytes of a body. Compares the kind of object and not its class, because it may come from another realm (jest, jsdom). */
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
