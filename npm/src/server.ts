/// <reference lib="esnext.disposable" preserve="true" />
/**
 * A server that answers for a fake: other processes and other languages reach the state that a test holds.
 *
 * It is Node's own `node:http`: it answers more requests than any client here sends, and the package keeps having no dependency.
 */

import type { IncomingMessage, Server as NodeServer, ServerResponse } from "node:http";
import type { HttpAnswer } from "./http.js";
import { kindOf, misuse, numberOrKind, refuseNonObject } from "./misuse.js";
import { refuseUnknown } from "./names.js";
import { reasonOf } from "./system-error.js";

/** Where a server listens, and how its Secrets Manager Agent is set up. Everything is optional. */
export interface ServeOptions {
  /** The port; 0, which is the default, takes a free one. */
  readonly port?: number | undefined;
  /** The address; `127.0.0.1` unless told. */
  readonly host?: string | undefined;
  /** Another port for the Secrets Manager Agent alone, usually 2773. */
  readonly agentPort?: number | undefined;
  /** What the agent's token header must hold; unless told, any text. */
  readonly agentToken?: string | undefined;
  /** For how many seconds the agent answers from its cache; 300 unless told. */
  readonly agentTtl?: number | undefined;
  /**
   * Host names by which clients reach the server, besides localhost, IP addresses, names without a dot and names of
   * AWS. `.example.com` allows all names below it.
   */
  readonly allowHosts?: readonly string[] | undefined;
}

/** A server that runs until `close()`, or to the end of the block with `await using`. */
export interface Server {
  /** The port that it listens on. */
  readonly port: number;
  /** Its address, for `endpoint`: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Where the Secrets Manager Agent and the Lambda extension answer: the port of their own where there is one. */
  readonly agentUrl: string;
  /** The environment variables with which the clients of another process reach it: `{ env: { ...process.env, ...server.env } }`. */
  readonly env: Record<string, string>;
  /** Stops listening, and waits up to five seconds for requests under way. Idempotent. */
  close(): Promise<void>;
  [Symbol.dispose](): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A request as a server has read it. */
export interface ServerRequest {
  readonly method: string;
  readonly target: string;
  /** A line `name:value` per header. */
  readonly head: string;
  readonly body: Uint8Array;
  readonly agent: boolean;
}

/** An answer, and how a fault disturbs it. */
export interface ServerAnswer extends HttpAnswer {
  /** Milliseconds by which it is late. */
  readonly delay?: number;
  /** What happens to the connection; `truncated` and `corrupt` show in the body already. */
  readonly connection?: string | undefined;
}

/** What a server asks its fake. */
export interface Answering {
  respond(request: ServerRequest): Promise<ServerAnswer>;
  tooLarge(): HttpAnswer;
  largestBody(target: string): number;
  environment(url: string, agentPort: number | undefined): Record<string, string>;
}

const EXAMPLE = "await fake.serve({ port: 8080 })";
const OPTIONS = ["port", "host", "agentPort", "agentToken", "agentTtl", "allowHosts"] as const;
/** How long a connection may be idle, in milliseconds. */
const IDLE = 300_000;
/** How long requests under way may take when the server stops. */
const GRACE = 5_000;
/** How much of a body that is too large is read and thrown away, so that the client reads the refusal. */
const LARGEST_REFUSED_BODY = 1 << 26;

/** Refuses wrong options before anything is done. */
export function checkServeOptions(options: ServeOptions): void {
  refuseNonObject(options, "serve", EXAMPLE);
  refuseUnknown(options, OPTIONS, "serve", EXAMPLE);
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

/** Listens, and answers until it is closed. */
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

interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

async function listen(answering: Answering, host: string, port: number, agent: boolean): Promise<Listening> {
  const { createServer } = await nodeHttp();
  const server = createServer({ keepAliveTimeout: IDLE, noDelay: true }, (request, response) => {
    answer(answering, request, response, agent).catch((error: unknown) => {
      // For example what a predicate of `fail` throws.
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
  return { port: typeof address === "object" && address !== null ? address.port : port, close: () => closed(server) };
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reason = reasonOf(error);
  return Object.assign(
    new Error(
      `cannot listen on ${host}, port ${port}: ${reason}; expected an address of this machine and a free port, for example port 0 for any free one`,
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
  if (answered.connection?.endsWith("timeout")) return; // the client gives up
  if (answered.connection === "reset" || answered.connection === "refused") request.socket.destroy();
  else send(response, answered);
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, headers);
  response.end(body);
}

/** The headers as they were sent; Node joins those of one name. */
function headOf({ rawHeaders }: IncomingMessage): string {
  let head = "";
  for (let place = 0; place < rawHeaders.length; place += 2) head += `${rawHeaders[place]}:${rawHeaders[place + 1]}\n`;
  return head;
}

/** The body; undefined where it is too large. */
async function read(request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    else if (length > limit + LARGEST_REFUSED_BODY) break;
  }
  if (length > limit) return undefined;
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, length);
}

/** The address under which this machine reaches a server that listens there. */
function reachable(host: string): string {
  if (host === "" || host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

type Http = typeof import("node:http");

/** Asked of the process and not imported, so that a bundle for browsers has nothing to look for. */
async function nodeHttp(): Promise<Http> {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const builtin = process?.getBuiltinModule?.("node:http");
  if (builtin !== undefined) return builtin as Http;
  const name = "node:http"; // in a variable for the same reason; Node before 20.16
  try {
    return (await import(name)) as Http;
  } catch {
    throw misuse("serve was called where there is no node:http", "Node 20 or newer", EXAMPLE);
  }
}
