/// <reference lib="esnext.disposable" preserve="true" />
/**
 * A server for a fake: other processes and other languages share the state of the test.
 *
 * It uses `node:http`, which is fast enough for tests, so the package needs no dependency.
 */

import type { IncomingMessage, Server as NodeServer, ServerResponse } from "node:http";
import type { HttpResponse } from "./http.js";
import { kindOf, misuse, numberOrKind, rejectNonObject } from "./misuse.js";
import { rejectUnknown } from "./names.js";
import { reasonOf } from "./system-error.js";

/** The options of `serve`: where the server listens, and how it answers as the Secrets Manager Agent. */
export interface ServeOptions {
  /** The port. 0, the default, selects a free port. */
  readonly port?: number | undefined;
  /** The address; `127.0.0.1` by default. */
  readonly host?: string | undefined;
  /** A second port, which answers only requests to the Secrets Manager Agent; usually 2773. */
  readonly agentPort?: number | undefined;
  /** The token that requests to the agent must contain. By default, any token. */
  readonly agentToken?: string | undefined;
  /** How long the agent caches a value, in seconds of the fake's clock; 300 by default. */
  readonly agentTtl?: number | undefined;
  /**
   * Additional host names that clients may use for the server, besides localhost, IP addresses, names without a dot and
   * AWS host names. `.example.com` allows all its subdomains.
   */
  readonly allowHosts?: readonly string[] | undefined;
}

/** A server that runs until `close()`, or until the end of the block with `await using`. */
export interface Server {
  /** The port that the server listens on. */
  readonly port: number;
  /** The address of the server, for `endpoint`: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** The address of the Secrets Manager Agent and the Lambda extension. It has its own port with `agentPort`. */
  readonly agentUrl: string;
  /** The environment variables for clients in other processes: `{ env: { ...process.env, ...server.env } }`. */
  readonly env: Record<string, string>;
  /** Stops listening, and waits up to five seconds for requests in progress. Idempotent. */
  close(): Promise<void>;
  [Symbol.dispose](): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A request that a server has read. */
export interface ServerRequest {
  readonly method: string;
  readonly target: string;
  /** A line `name:value` per header. */
  readonly head: string;
  readonly body: Uint8Array;
  readonly agent: boolean;
}

/** A response, and the effect of a fault on it. */
export interface ServerAnswer extends HttpResponse {
  /** The delay in milliseconds. */
  readonly delay?: number;
  /** How the connection breaks. With `truncated` and `corrupt`, the body is already broken. */
  readonly connection?: string | undefined;
}

/** The interface of a fake for a server. */
export interface Answering {
  respond(request: ServerRequest): Promise<ServerAnswer>;
  tooLarge(): HttpResponse;
  largestBody(target: string): number;
  environment(url: string, agentPort: number | undefined): Record<string, string>;
}

const EXAMPLE = "await fake.serve({ port: 8080 })";
const OPTIONS = ["port", "host", "agentPort", "agentToken", "agentTtl", "allowHosts"] as const;
/** How long a connection may be idle, in milliseconds. */
const IDLE = 300_000;
/** How long requests in progress may take when the server stops, in milliseconds. */
const GRACE = 5_000;
/** How much of an oversized body is read and discarded, so that the client reads the error response. */
const LARGEST_REJECTED_BODY = 1 << 26;

/** Rejects invalid options before the server starts. */
export function checkServeOptions(options: ServeOptions): void {
  rejectNonObject(options, "serve", EXAMPLE);
  rejectUnknown(options, OPTIONS, "serve", EXAMPLE);
  for (const [name, highest] of [
    ["port", 65_535],
    ["agentPort", 65_535],
    ["agentTtl", 3_600],
  ] as const) {
    const given = options[name];
    if (given === undefined || (Number.isInteger(given) && given >= 0 && given <= highest)) continue;
    throw misuse(`${name} is ${numberOrKind(given)}`, `a number from 0 to ${highest}`, EXAMPLE);
  }
  for (const name of ["host", "agentToken"] as const) {
    const given: unknown = options[name];
    if (given !== undefined && typeof given !== "string") {
      throw misuse(`${name} is of type ${typeof given}`, "text", 'await fake.serve({ host: "127.0.0.1" })');
    }
  }
  const hosts: unknown = options.allowHosts ?? [];
  if (!Array.isArray(hosts) || hosts.some((host) => typeof host !== "string")) {
    const example = 'await fake.serve({ allowHosts: ["secrets.example.com"] })';
    throw misuse(`allowHosts was given ${kindOf(hosts)}`, "a list of host names", example);
  }
}

/** Starts a server. */
export async function serve(answering: Answering, options: ServeOptions, onClose: () => void): Promise<Server> {
  const host = options.host ?? "127.0.0.1";
  const main = await listen(answering, host, options.port ?? 0, false);
  let agent: Listening | undefined;
  try {
    if (options.agentPort !== undefined) agent = await listen(answering, host, options.agentPort, true);
  } catch (error) {
    await main.close();
    throw error;
  }
  const url = `http://${reachable(host)}:${main.port}`;
  const close = async () => {
    onClose();
    await Promise.all([main.close(), agent?.close()]);
  };
  return {
    port: main.port,
    url,
    agentUrl: `http://${reachable(host)}:${agent?.port ?? main.port}`,
    get env() {
      return answering.environment(url, agent?.port);
    },
    close,
    [Symbol.dispose]: () => void close(),
    [Symbol.asyncDispose]: close,
  };
}

/** The ports of all running servers of this process. */
const ports = new Set<number>();

/** Whether a server of this process listens on a port. */
export function isPortOfServer(port: number): boolean {
  return ports.has(port);
}

interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

async function listen(answering: Answering, host: string, port: number, agent: boolean): Promise<Listening> {
  const { createServer } = await nodeHttp();
  const server = createServer({ keepAliveTimeout: IDLE, noDelay: true }, (request, response) => {
    answer(answering, request, response, agent).catch((error: unknown) => {
      // For example an exception of a predicate of `fail`.
      const text = `the fake failed to answer: ${error instanceof Error ? error.message : String(error)}`;
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end(`${JSON.stringify({ error: text })}\n`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actual = typeof address === "object" && address !== null ? address.port : port;
  ports.add(actual);
  server.once("close", () => ports.delete(actual));
  return { port: actual, close: () => closed(server) };
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reason = reasonOf(error);
  return Object.assign(
    new Error(
      `cannot listen on ${host}, port ${port}: ${reason}; expected an address of this machine and a free port; port 0 selects a free port`,
    ),
    { code: error.code },
  );
}

function closed(server: NodeServer): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), GRACE);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function answer(
  answering: Answering,
  request: IncomingMessage,
  response: ServerResponse,
  agent: boolean,
): Promise<void> {
  const { method = "GET", url: target = "/" } = request;
  const body = await read(request, answering.largestBody(target));
  if (body === undefined) {
    const refusal = answering.tooLarge();
    send(response, { ...refusal, headers: { ...refusal.headers, connection: "close" } });
    return;
  }
  const answered = await answering.respond({ method, target, head: headOf(request), body, agent });
  if (answered.delay) await new Promise((resolve) => setTimeout(resolve, answered.delay));
  if (answered.connection?.endsWith("timeout")) return; // the client times out
  if (answered.connection === "reset" || answered.connection === "refused") request.socket.destroy();
  else send(response, answered);
}

function send(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  response.writeHead(status, headers);
  response.end(body);
}

/** Returns the raw headers, because Node.js joins headers of the same name. */
function headOf({ rawHeaders }: IncomingMessage): string {
  let head = "";
  for (let place = 0; place < rawHeaders.length; place += 2) head += `${rawHeaders[place]}:${rawHeaders[place + 1]}\n`;
  return head;
}

/** Reads the body. Returns undefined if it is too large. */
async function read(request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    else if (length > limit + LARGEST_REJECTED_BODY) break;
  }
  if (length > limit) return undefined;
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, length);
}

/** Returns the address at which this machine reaches a server that listens on `host`. */
function reachable(host: string): string {
  if (host === "" || host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

type Http = typeof import("node:http");

/** Read from the process and not imported, so that bundlers for browsers do not look for it. */
async function nodeHttp(): Promise<Http> {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const builtin = process?.getBuiltinModule?.("node:http");
  if (builtin !== undefined) return builtin as Http;
  const name = "node:http"; // in a variable for the same reason; for Node.js before 20.16
  try {
    return (await import(name)) as Http;
  } catch {
    throw misuse("serve was called on a platform without node:http", "Node.js 20 or newer", EXAMPLE);
  }
}
