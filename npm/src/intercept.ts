/**
 * Clients that the code under test makes itself: their requests are sent to a fake, whenever the client was made.
 *
 * `send` of the class is wrapped, and swaps what leads to the network in the client's configuration. So serialisation,
 * middleware, retries and typed exceptions stay the SDK's own. The state lives on the prototype under a registered symbol: two
 * copies of this package (`import` and `require`, bundled and not) share it.
 */

import { inCharge } from "./in-charge.js";
import { kindOf, misuse } from "./misuse.js";
import { isFake, type RequestHandler } from "./request-handler.js";
import { retryAtOnce } from "./retries.js";
import { type Credentials, nameCaller, unsigned } from "./signing.js";

/** Where intercepted clients go. */
export interface Interception {
  readonly fake: object;
  readonly region: string;
  readonly credentials: Credentials;
  readonly requestHandler: RequestHandler;
}

/** A client class of the AWS SDK, structurally. */
export interface ClientClass {
  readonly prototype: { send(...args: never[]): unknown };
}

interface Client {
  readonly config: Config;
  handlers?: unknown;
}

type Config = Record<string, unknown>;
type Send = (this: Client, ...args: unknown[]) => unknown;

/** What one prototype keeps while it is wrapped. */
interface Wrapping {
  /** The interceptions in force; the last one answers, and within a rotation function that of its fake. */
  readonly stack: Interception[];
  /** The clients that were redirected: to what, and how they were before. */
  readonly redirected: Map<Client, { to: Interception; before: Before }>;
  /** What `send` was on this prototype itself, if it had one; and what we put there. */
  readonly own: PropertyDescriptor | undefined;
  readonly send: Send;
}

type Before = ReadonlyArray<readonly [string, PropertyDescriptor | undefined]>;

const WRAPPING = Symbol.for("fake-secrets-manager.interception");
type Wrapped = { send: Send; [WRAPPING]?: Wrapping | undefined };

/** Sends the clients of these classes to the fake, until the returned function is called. */
export function intercept(to: Interception, classes: readonly ClientClass[]): () => void {
  const prototypes = classes.map(prototypeOf);
  if (prototypes.length === 0) throw noClient("intercept was given nothing");
  for (const prototype of prototypes) wrappingOf(prototype).stack.push(to);
  return () => {
    for (const prototype of prototypes.splice(0)) release(prototype, to);
  };
}

function prototypeOf(client: ClientClass): Wrapped {
  const prototype: unknown = typeof client === "function" ? (client as ClientClass).prototype : undefined;
  if (typeof (prototype as Wrapped | undefined)?.send !== "function") {
    throw noClient(`intercept was given ${kindOf(client)}`);
  }
  return prototype as Wrapped;
}

function noClient(given: string): Error {
  return misuse(given, "client classes of the AWS SDK", "fake.intercept(SecretsManagerClient)");
}

function wrappingOf(prototype: Wrapped): Wrapping {
  const present = Object.hasOwn(prototype, WRAPPING) ? prototype[WRAPPING] : undefined;
  if (present !== undefined && (present.stack.length > 0 || prototype.send === present.send)) return present;
  const own = Object.getOwnPropertyDescriptor(prototype, "send");
  const wrapping: Wrapping = { stack: [], redirected: new Map(), own, send };
  function send(this: Client, ...args: unknown[]): unknown {
    const to = answering(wrapping.stack);
    if (to === undefined) unwrap(prototype, wrapping);
    else redirect(this, to, wrapping.redirected);
    const original: Send = own?.value ?? Object.getPrototypeOf(prototype).send;
    return original.apply(this, args);
  }
  define(prototype, WRAPPING, wrapping);
  define(prototype, "send", send);
  return wrapping;
}

function answering(stack: readonly Interception[]): Interception | undefined {
  const last = stack.at(-1);
  if (stack.length < 2) return last;
  const fake = inCharge();
  return [...stack].reverse().find((one) => one.fake === fake) ?? last;
}

/** Takes one interception off; with the last one the class and its clients are as before. */
function release(prototype: Wrapped, to: Interception): void {
  const wrapping = prototype[WRAPPING];
  const place = wrapping?.stack.lastIndexOf(to) ?? -1;
  if (wrapping === undefined || place < 0) return;
  wrapping.stack.splice(place, 1);
  if (wrapping.stack.length > 0) return;
  for (const [client, { before }] of wrapping.redirected) putBack(client, before);
  wrapping.redirected.clear();
  unwrap(prototype, wrapping);
}

/** Removes our `send`, unless somebody has put theirs on top of it: then ours passes on until they are gone. */
function unwrap(prototype: Wrapped, wrapping: Wrapping): void {
  if (prototype.send !== wrapping.send) return;
  if (wrapping.own === undefined) delete (prototype as Partial<Wrapped>).send;
  else Object.defineProperty(prototype, "send", wrapping.own);
  delete prototype[WRAPPING];
}

/** Points a client to a fake. One that was handed a fake's own handler is left alone. */
function redirect(client: Client, to: Interception, redirected: Wrapping["redirected"]): void {
  const known = redirected.get(client);
  if (known?.to === to) return;
  if (known !== undefined) putBack(client, known.before);
  else if (isFake(client.config.requestHandler)) return;
  refuseOtherService(client.config);
  redirected.set(client, { to, before: point(client, to) });
}

function refuseOtherService({ serviceId }: Config): void {
  if (serviceId === undefined || serviceId === "Secrets Manager") return;
  throw noClient(`intercept was given the client class of ${serviceId}`);
}

/** Swaps what leads to the network, and tells how it was. A region of the client's own is kept. */
function point(client: Client, to: Interception): Before {
  const { config } = client;
  const before = TOUCHED.map((name) => [name, Object.getOwnPropertyDescriptor(config, name)] as const);
  define(config, "requestHandler", to.requestHandler);
  const region = withFallback(config.region, to.region);
  define(config, "region", region);
  // These two ask the client's original region, which may be missing.
  define(config, "useFipsEndpoint", withFallback(config.useFipsEndpoint, false));
  define(config, "useDualstackEndpoint", withFallback(config.useDualstackEndpoint, false));
  define(config, "retryStrategy", atOnce(config.retryStrategy, config.maxAttempts));
  define(config, "httpAuthSchemes", [unsigned(to.credentials)]);
  // Before 2024 there were no schemes; the signer had the original region and credentials in it.
  define(config, "signer", async () => ({
    sign: async (request: never) => nameCaller(request, to.credentials.accessKeyId, String(await region())),
  }));
  delete client.handlers;
  return before;
}

/** The members of a client's configuration that we swap, and those that the SDK writes while it signs. */
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

function putBack(client: Client, before: Before): void {
  for (const [name, descriptor] of before) {
    if (descriptor === undefined) delete client.config[name];
    else Object.defineProperty(client.config, name, descriptor);
  }
  delete client.handlers;
}

function define(target: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    configurable: true,
    enumerable: typeof name === "string",
    writable: true,
  });
}

type Provider = () => Promise<unknown>;

function withFallback(given: unknown, fallback: unknown): Provider {
  if (typeof given !== "function") return async () => given ?? fallback;
  return async () => {
    try {
      return await given();
    } catch {
      return fallback;
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
