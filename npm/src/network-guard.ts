/**
 * Blocks requests to AWS Secrets Manager that bypass an intercepting fake. Node.js publishes every outgoing request of `http`, `https`,
 * `fetch` and undici on diagnostics channels, so this module patches nothing.
 */

import { asyncStorage, type Storage } from "./context.js";
import { isEndpoint } from "./engine.js";
import { Misuse } from "./misuse.js";
import { builtinModule } from "./node.js";

/** A `ClientRequest` of Node.js, or a request of undici. */
interface Outgoing {
  // Node's.
  readonly host?: string | null;
  getHeader?(name: string): unknown;
  destroy?(error: Error): void;
  // undici's.
  readonly origin?: string | URL;
  readonly headers?: unknown;
  onError?(error: Error): void;
  onResponseError?(error: Error): void;
}

type Listener = (message: unknown) => void;

interface Channels {
  subscribe(name: string, listener: Listener): void;
  unsubscribe(name: string, listener: Listener): void;
}

/** `created` is published before the request connects (Node.js 22 and newer), and `start` before it sends data. */
const CHANNELS = ["http.client.request.created", "http.client.request.start", "undici:request:create"];

let guards = 0;
let intercepted = 0;
let quiet: Storage<true> | undefined;

/** Blocks such requests until the returned function is called. */
export function guardNetwork(): () => void {
  guards += 1;
  const leave = listen();
  return once(() => {
    guards -= 1;
    leave();
  });
}

/** Allows requests while an interception answers them, until the returned function is called. */
export function suspendGuard(): () => void {
  intercepted += 1;
  return once(() => {
    intercepted -= 1;
  });
}

/** Runs some work and blocks all its requests. Does nothing on platforms that cannot attribute requests to the work. */
export async function withoutNetwork<Result>(work: () => Result | PromiseLike<Result>): Promise<Result | undefined> {
  quiet ??= asyncStorage();
  if (quiet === undefined) return undefined;
  const leave = listen();
  try {
    return await quiet.run(true, async () => work());
  } finally {
    leave();
  }
}

let listeners = 0;

function listen(): () => void {
  const channels = builtinModule<Channels>("diagnostics_channel");
  if (channels === undefined) return () => {};
  listeners += 1;
  if (listeners === 1) for (const name of CHANNELS) channels.subscribe(name, reject);
  return once(() => {
    listeners -= 1;
    if (listeners === 0) for (const name of CHANNELS) channels.unsubscribe(name, reject);
  });
}

function reject(message: unknown): void {
  const { request } = message as { request: Outgoing };
  const host = hostOf(request);
  if (quiet?.getStore()) end(request, new Error("requests are blocked while the credentials of a client are read"));
  else if (guards > 0 && intercepted === 0 && isEndpoint(host)) end(request, new Misuse(about(request, host)));
}

function end(request: Outgoing, error: Error): void {
  if (request.destroy) request.destroy(error);
  else if (request.onError) request.onError(error);
  else request.onResponseError?.(error);
}

function hostOf({ host, origin }: Outgoing): string {
  if (typeof host === "string") return host.toLowerCase();
  try {
    return new URL(String(origin)).hostname;
  } catch {
    return "";
  }
}

function about(request: Outgoing, host: string): string {
  const target = String(request.getHeader?.("x-amz-target") ?? undiciTarget(request.headers) ?? "");
  const operation = target.slice(target.indexOf(".") + 1) || "a request";
  return (
    `${operation} to ${host} bypassed the fake that intercepts; expected every client to reach the fake, for example with ` +
    "fake.intercept(ThatClass) for another copy of the SDK's class, or with fake.interceptNetwork() of fake-secrets-manager/network for " +
    "bundles, the SDK v2 and plain HTTP. To allow such requests, use new FakeSecretsManager({ allowRequestsToAws: true })"
  );
}

/** undici passes headers as text or as a list of names and values. */
function undiciTarget(headers: unknown): string | undefined {
  const text = Array.isArray(headers) ? headers.join("\n") : String(headers ?? "");
  return /x-amz-target(?:: ?|\n)(\S+)/i.exec(text)?.[1];
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}
