/** One client of the SDK whose configuration leads to a fake: what is swapped, and how it is put back. */

import { givenAccount, givenRegion } from "./own-settings.js";
import { isFake, type RequestHandler } from "./request-handler.js";
import { retryAtOnce } from "./retries.js";
import { DUMMY_SECRET, nameCaller, unsigned } from "./signing.js";

/** Where intercepted clients go. */
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

/** Asked at each request: which fake answers may depend on the flow that sends it. */
export type Answering = () => Interception;

/** Points a client to a fake; gives what puts it back, or undefined for a client that was handed a fake's own handler. */
export function redirect(client: Client, answering: Answering): (() => void) | undefined {
  return swap(client, (config) => redirected(config, answering));
}

/** Swaps members of a client's configuration; returns what `redirect` returns. */
export function swap(client: Client, swapped: (config: Config) => Config): (() => void) | undefined {
  const { config } = client;
  if (isFake(config.requestHandler)) return undefined;
  const before = TOUCHED.map((name) => [name, Object.getOwnPropertyDescriptor(config, name)] as const);
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

/** The members of a client's configuration that are swapped, and those that the SDK writes while it signs. */
const TOUCHED = [
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

/** A client keeps the region and the account that it was given itself. */
function redirected(config: Config, answering: Answering): Config {
  const account = givenAccount(config.credentials);
  const where = regionOf(config, answering);
  const caller = async () => ({
    accessKeyId: (await account) ?? answering().accountId,
    secretAccessKey: DUMMY_SECRET,
  });
  return {
    ...where,
    requestHandler: passOn(answering),
    retryStrategy: atOnce(config.retryStrategy, config.maxAttempts),
    httpAuthSchemes: [unsigned(caller)],
    // Before 2024 there were no schemes; the signer had the original region and credentials in it.
    signer: async () => ({
      sign: async (request: never) => nameCaller(request, (await caller()).accessKeyId, String(await where.region())),
    }),
  };
}

/** The members that depend on the region: the client's own, or else the fake's. */
export function regionOf(config: Config, answering: Answering) {
  const own = givenRegion(config.region);
  return {
    region: own ? withFallback(own, () => answering().region) : async () => answering().region,
    // These two ask the client's original region, which may be missing.
    useFipsEndpoint: withFallback(config.useFipsEndpoint, () => false),
    useDualstackEndpoint: withFallback(config.useDualstackEndpoint, () => false),
  };
}

function passOn(answering: Answering): RequestHandler {
  const { requestHandler } = answering();
  return { ...requestHandler, handle: (request, options) => answering().requestHandler.handle(request, options) };
}

/** Defines a member as an assignment would, on objects whose members are accessors too. */
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

/** As many attempts as the client's own strategy makes. A strategy of the first kind (before 2022) is left as it is. */
function atOnce(strategy: unknown, maxAttempts: unknown): unknown {
  if (typeof strategy !== "function") return strategy;
  return async () => {
    const given = await strategy();
    if (given?.refreshRetryTokenForRetry === undefined) return given;
    return retryAtOnce(async () => (await given.maxAttempts?.()) ?? (maxAttempts as () => Promise<number>)());
  };
}
