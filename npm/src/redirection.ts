/** Redirection of one SDK client to a fake: replaces parts of its configuration, and restores them. */

import { givenCaller, givenRegion } from "./own-settings.js";
import { isFake, type RequestHandler } from "./request-handler.js";
import { retryAtOnce } from "./retries.js";
import { DUMMY_SECRET, nameCaller, unsigned } from "./signing.js";
import { timeoutOf } from "./timeouts.js";

/** The fake that answers an intercepted client. */
export interface Interception {
  readonly fake: object;
  readonly region: string;
  readonly accountId: string;
  readonly requestHandler: RequestHandler;
}

/** A client of the SDK, structurally. */
export interface Client {
  readonly config: Config;
  handlers?: unknown;
}

export type Config = Record<string, unknown>;

/** Called for each request, because the fake that answers can depend on the flow that sends it. */
export type Answering = () => Interception;

/** Redirects a client to a fake. Returns a function that restores it, or undefined for a client that already has a fake's handler. */
export function redirect(client: Client, answering: Answering): (() => void) | undefined {
  return swap(client, (config) => redirected(config, answering));
}

/** Replaces members of a client's configuration. Returns what `redirect` returns. */
export function swap(client: Client, swapped: (config: Config) => Config): (() => void) | undefined {
  const { config } = client;
  if (isFake(config.requestHandler)) return undefined;
  ignoreUnusedDefaults(config.requestHandler);
  const before = CONFIG_MEMBERS.map((name) => [name, Object.getOwnPropertyDescriptor(config, name)] as const);
  for (const [name, value] of Object.entries(swapped(config))) define(config, name, value);
  delete client.handlers;
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) delete config[name];
      else Object.defineProperty(config, name, descriptor);
    }
    delete client.handlers;
  };
}

/**
 * The SDK's handler asks for its defaults when it is created, and with `defaultsMode: "auto"` on the network. If nothing is sent through
 * it, nothing else handles the error, which would end the process.
 */
function ignoreUnusedDefaults(handler: unknown): void {
  const { configProvider } = (handler ?? {}) as { configProvider?: unknown };
  if (configProvider instanceof Promise) configProvider.catch(() => {});
}

/** The members of a client's configuration that are replaced, and those that the SDK writes while it signs. */
const CONFIG_MEMBERS = [
  "requestHandler",
  "region",
  "useFipsEndpoint",
  "useDualstackEndpoint",
  "retryStrategy",
  "httpAuthSchemes",
  "signer",
  "systemClockOffset",
  "signingRegion",
  "signingName",
];

/** Returns the new configuration. The client keeps a region and credentials that were set in code. */
function redirected(config: Config, answering: Answering): Config {
  const own = givenCaller(config.credentials);
  const where = regionOf(config, answering);
  const caller = async () => ({
    ...((await own) ?? { accessKeyId: answering().accountId }),
    secretAccessKey: DUMMY_SECRET,
  });
  return {
    ...where,
    requestHandler: passOn(answering, timeoutOf(config.requestHandler)),
    retryStrategy: atOnce(config),
    httpAuthSchemes: [unsigned(caller)],
    // The SDK before 2024 has no schemes. Its signer contains the original region and credentials.
    signer: async () => ({
      sign: async (request: never) => nameCaller(request, await caller(), String(await where.region())),
    }),
  };
}

/** The members that depend on the region, which is the client's own, or else the fake's. */
export function regionOf(config: Config, answering: Answering) {
  const own = givenRegion(config.region);
  return {
    region: own ? withFallback(own, () => answering().region) : async () => answering().region,
    // Without a region of its own, the client would search for one on the machine and its network.
    useFipsEndpoint: own ? withFallback(config.useFipsEndpoint, () => false) : async () => false,
    useDualstackEndpoint: own ? withFallback(config.useDualstackEndpoint, () => false) : async () => false,
  };
}

function passOn(answering: Answering, timeoutFor: ReturnType<typeof timeoutOf>): RequestHandler {
  const { requestHandler } = answering();
  return {
    ...requestHandler,
    handle: (request, options) => answering().requestHandler.handle(request, options, timeoutFor(options)),
  };
}

/** Defines a member as an assignment would. Also works on objects whose members are accessors. */
export function define(target: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    configurable: true,
    enumerable: typeof name === "string",
    writable: true,
  });
}

type Provider = () => Promise<unknown>;

function withFallback(given: unknown, fallback: () => unknown): Provider {
  if (typeof given !== "function") return async () => given ?? fallback();
  return async () => {
    try {
      return await given();
    } catch {
      return fallback();
    }
  };
}

/** A strategy with the client's own number of attempts and no delay. A strategy of the first kind (before 2022) is kept. */
function atOnce({ retryStrategy: strategy, maxAttempts, httpAuthSchemes }: Config): unknown {
  if (typeof strategy !== "function") return strategy;
  return async () => {
    const found = Promise.resolve(strategy());
    // The SDK's default strategy may depend on the machine's network (`defaultsMode: "auto"`). Only a strategy that was set in code is needed.
    const given = await (Array.isArray(httpAuthSchemes) ? ifSettled(found) : found);
    if (given !== undefined && given.refreshRetryTokenForRetry === undefined) return given;
    return retryAtOnce(async () => (await given?.maxAttempts?.()) ?? (maxAttempts as () => Promise<number>)());
  };
}

/** The result of a promise that needs no I/O; undefined for any other promise, and for one that rejects. */
// biome-ignore lint/suspicious/noExplicitAny: the SDK's own strategy, whichever version it is
export async function ifSettled(promise: PromiseLike<any>): Promise<any> {
  let result: unknown;
  promise.then(
    (value) => {
      result = value;
    },
    () => {},
  );
  for (let turn = 0; turn < 10; turn++) await undefined;
  return result;
}
