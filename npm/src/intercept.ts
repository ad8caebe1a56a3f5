/**
 * Interception of clients that the code under test creates, whenever they were created.
 *
 * The wrapped `send` replaces the network-related parts of the client's configuration. Serialisation, middleware, retries and typed
 * exceptions stay the SDK's own. `send` is wrapped on the prototype where the SDK defines it, so spies on a subclass can come and go. The
 * state is stored there under a registered symbol, which several copies of this package share (`import` and `require`, bundled or not).
 */

import { type ClientClass, prototypesOf, rejectOtherService } from "./client-class.js";
import { flows, type Place } from "./context.js";
import { runningFake } from "./handler-context.js";
import { isParameterStore, redirectParameters, sendBesideMock } from "./parameters.js";
import { type Client, define, type Interception, redirect } from "./redirection.js";

export type { ClientClass } from "./client-class.js";
export type { Interception } from "./redirection.js";

type Send = (this: Client, ...args: unknown[]) => unknown;

/** One call of `intercept`. */
interface Entry {
  readonly to: Interception;
  readonly prototype: object;
  readonly place: Place;
}

/** Our `send` on a prototype, and the property that it replaced. */
interface Layer {
  readonly prototype: object;
  readonly own: PropertyDescriptor;
  readonly send: Send;
}

interface Redirected {
  readonly restore: () => void;
  readonly reference: WeakRef<Client>;
}

/** The state of a wrapped class. */
interface Wrapping {
  /** The interceptions in force, the newest last. */
  readonly entries: Entry[];
  readonly layers: Layer[];
  /** The redirected clients. References are weak, because tests can create thousands of clients. */
  readonly redirected: WeakMap<Client, Redirected>;
  readonly clients: Set<WeakRef<Client>>;
}

const WRAPPING = Symbol.for("fake-secrets-manager.interception");
type Root = { [WRAPPING]?: Wrapping | undefined };

/** Sends the clients of these classes to the fake, until the returned function is called. */
export function intercept(to: Interception, classes: readonly ClientClass[]): () => void {
  const prototypes = prototypesOf(classes);
  const place = flows().enter();
  const entries = prototypes.map((prototype) => ({ to, prototype, place }));
  for (const entry of entries) {
    const wrapping = wrappingOf(entry.prototype);
    wrapping.entries.push(entry);
  }
  return () => {
    for (const entry of entries.splice(0)) release(entry);
  };
}

function wrappingOf(prototype: object): Wrapping {
  const root = rootOf(prototype);
  const wrapping: Wrapping = root[WRAPPING] ?? {
    entries: [],
    layers: [],
    redirected: new WeakMap(),
    clients: new Set(),
  };
  define(root, WRAPPING, wrapping);
  for (const owner of new Set([root, ownerOf(prototype)])) {
    if (!wrapping.layers.some((layer) => layer.send === ownSend(owner))) wrap(owner, wrapping);
  }
  return wrapping;
}

/** The first prototype in the chain that has a `send`, which may be a replacement. */
function ownerOf(prototype: object): object {
  let at = prototype;
  while (ownSend(at) === undefined) at = Object.getPrototypeOf(at);
  return at;
}

/** The last prototype in the chain that has a `send`: the SDK's own. */
function rootOf(prototype: object): Root {
  let root = prototype;
  for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at)) {
    if (ownSend(at) !== undefined) root = at;
  }
  return root;
}

function ownSend(prototype: object): unknown {
  return Object.getOwnPropertyDescriptor(prototype, "send")?.value;
}

function wrap(prototype: object, wrapping: Wrapping): void {
  const own = Object.getOwnPropertyDescriptor(prototype, "send") as PropertyDescriptor;
  const original: Send = own.value;
  const root = rootOf(prototype);
  const send: Send = function send(this: Client, ...args) {
    reach(this, wrapping);
    const isMocked = prototype !== root && isParameterStore(this) && wrapping.redirected.has(this);
    return isMocked ? sendBesideMock(this, args, original, ownSend(root) as Send) : original.apply(this, args);
  };
  define(prototype, "send", send);
  wrapping.layers.push({ prototype, own, send });
}

/** Redirects a client, or restores it, before it sends. */
function reach(client: Client, wrapping: Wrapping): void {
  const known = wrapping.redirected.has(client);
  const answering = entryFor(client, wrapping);
  if (answering === undefined) {
    if (known) restoreClient(client, wrapping);
    return;
  }
  if (known) return;
  rejectOtherService(client.config?.serviceId);
  let last = answering.to;
  const point = isParameterStore(client) ? redirectParameters : redirect;
  const restore = point(client, () => {
    last = entryFor(client, wrapping)?.to ?? last;
    return last;
  });
  // Not recorded, because the configuration of such a client may be replaced.
  if (restore === undefined) return;
  remember(client, restore, wrapping);
}

/** Selects the interception that answers: in a rotation function that of its fake, in a flow its own, or else the newest. */
function entryFor(client: object, { entries }: Wrapping): Entry | undefined {
  const fitting = entries.filter(({ prototype }) => Object.prototype.isPrototypeOf.call(prototype, client));
  if (fitting.length < 2) return fitting[0];
  const fake = runningFake();
  return [...fitting].reverse().find(({ to }) => to.fake === fake) ?? flows().choose(fitting);
}

/** Removes one interception. After the last one, the class and its clients are as before. */
function release(entry: Entry): void {
  const root = rootOf(entry.prototype);
  const wrapping = root[WRAPPING];
  const place = wrapping?.entries.indexOf(entry) ?? -1;
  if (wrapping === undefined || place < 0) return;
  wrapping.entries.splice(place, 1);
  for (const reference of wrapping.clients) {
    const client = reference.deref();
    if (client !== undefined && entryFor(client, wrapping) === undefined) restoreClient(client, wrapping);
  }
  if (wrapping.entries.length > 0) return;
  for (const layer of wrapping.layers.splice(0).reverse()) unwrap(layer);
  delete root[WRAPPING];
}

/** Removes our `send`. If another `send` was installed on top of it, ours stays and only passes requests on. */
function unwrap({ prototype, own, send }: Layer): void {
  if (ownSend(prototype) === send) Object.defineProperty(prototype, "send", own);
}

function restoreClient(client: Client, { redirected, clients }: Wrapping): void {
  const known = redirected.get(client);
  if (known === undefined) return;
  known.restore();
  redirected.delete(client);
  clients.delete(known.reference);
}

/** A separate function without a closure: JavaScript engines keep everything that the closures of a scope share. */
function remember(client: Client, restore: () => void, { redirected, clients }: Wrapping): void {
  const reference = new WeakRef(client);
  redirected.set(client, { restore, reference });
  clients.add(reference);
  forgotten.register(client, { clients, reference });
}

interface Forgotten {
  readonly clients: Wrapping["clients"];
  readonly reference: WeakRef<Client>;
}

const forgotten = new FinalizationRegistry<Forgotten>(({ clients, reference }) => clients.delete(reference));
