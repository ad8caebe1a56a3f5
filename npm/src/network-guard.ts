/**
 * Refuses requests to AWS Secrets Manager that would leave this process while a fake intercepts: they come from a client that the fake
 * does not reach. Node publishes every outgoing request of `http`, `https`, `fetch` and undici on diagnostics channels, so nothing is
 * patched, and nothing is left behind.
 */

import { asyncStorage, type Storage } from "./context.js";
import { isEndpoint } from "./engine.js";
import { Misuse } from "./misuse.js";
import { builtinModule } from "./node.js";

/** A `ClientRequest` of Node, or a request of undici. */
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

/** `created` is published before anything connects, from Node 22 on; `start` before anything is sent. */
const CHANNELS = ["http.client.request.created", "http.client.request.start", "undici:request:create"];

let guards = 0;
let intercepted = 0;
let quiet: Storage<true> | undefined;

/** Refuses such requests until the returned function is called. */
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

/** Does some work whose requests all fail, wherever they go. Where the platform cannot tell whose they are, nothing is done. */
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
  if (listeners === 1) for (const name of CHANNELS) channels.subscribe(name, refuse);
  return once(() => {
    listeners -= 1;
    if (listeners === 0) for (const name of CHANNELS) channels.unsubscribe(name, refuse);
  });
}

function refuse(message: unknown): void {
  const { request } = message as { request: Outgoing };
  const host = hostOf(request);
  if (quiet?.getStore()) end(request, new Error("no requests while the credentials of a client are read"));
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
    `${operation} to ${host} was about to leave this process while a fake intercepts; expected every client to reach the fake, for example ` +
    "by fake.intercept(ThatClass) for another copy of the SDK's class, or by fake.interceptNetwork() of fake-secrets-manager/network for " +
    "bundles, the SDK v2 and plain HTTP. To let such requests through: new FakeSecretsManager({ allowRequestsToAws: true })"
  );
}

/** undici has headers as text or as a list of names and values. */
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
