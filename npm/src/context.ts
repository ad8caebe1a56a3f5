/**
 * Which fake answers the code at hand, when several intercept one class: an asynchronous flow keeps the fake that it intercepted with,
 * so that tests that run at the same time do not answer for each other.
 */

import { builtinModule } from "./node.js";

/** One interception in its flow, and the one that the flow had before. */
export interface Place {
  readonly outer: Place | undefined;
  /** Made in the same turn as `outer`: flows that were started side by side, and not one inside the other. */
  readonly beside: boolean;
}

/** What Node has for it. */
export interface Storage<Store> {
  run<Result>(store: Store, work: () => Result): Result;
  enterWith?(store: Store): void;
  getStore(): Store | undefined;
}

/** Node's storage that follows awaits; undefined where the platform has none (browsers, Node before 20.16). */
export function asyncStorage<Store>(): Storage<Store> | undefined {
  const hooks = builtinModule<{ AsyncLocalStorage: new () => Storage<Store> }>("async_hooks");
  return hooks && new hooks.AsyncLocalStorage();
}

/** Keeps the places of flows. */
export class Flows {
  // Made when it is first needed: importing the package starts nothing.
  #storage: Storage<Place> | undefined;
  #turn: Place | undefined;
  #entering = true;

  /**
   * Starts to follow flows. Before Node 24, a flow that began earlier shares its place with the flows around it: jest 29
   * would begin concurrent tests in the flow of its whole file.
   */
  follow(): void {
    this.#storage ??= asyncStorage();
    this.#storage?.run({ outer: undefined, beside: false }, () => {});
  }

  /** Enters a new place; the code that comes after it in this flow is there. */
  enter(): Place {
    this.#storage ??= asyncStorage();
    const outer = this.#storage?.getStore();
    const place: Place = { outer, beside: outer !== undefined && outer === this.#turn };
    this.#turn = place;
    // Not queueMicrotask, which jest's fake timers hold back.
    Promise.resolve().then(() => {
      if (this.#turn === place) this.#turn = undefined;
    });
    if (this.#entering) this.#storage?.enterWith?.(place);
    return place;
  }

  /** Does some work whose places the code that comes after it does not enter. */
  contained<Result>(work: () => Result): Result {
    this.#entering = false;
    try {
      return work();
    } finally {
      this.#entering = true;
    }
  }

  /** Chooses among places, the newest last: the newest of this flow or within it, or else the newest of all. */
  choose<Entry extends { readonly place: Place }>(entries: readonly Entry[]): Entry | undefined {
    const newest = entries.at(-1);
    if (entries.length < 2) return newest;
    const here = this.#storage?.getStore();
    const own = nearest(here, entries);
    if (own === undefined) return newest;
    return [...entries].reverse().find((entry) => entry === own || isWithin(entry.place, own.place));
  }
}

const FLOWS = Symbol.for("fake-secrets-manager.flows");

/** The flows of this realm, which all copies of this package share. */
export function flows(): Flows {
  const registry = globalThis as { [FLOWS]?: Flows };
  registry[FLOWS] ??= new Flows();
  return registry[FLOWS];
}

function nearest<Entry extends { readonly place: Place }>(
  from: Place | undefined,
  entries: readonly Entry[],
): Entry | undefined {
  for (let place = from; place !== undefined; place = place.outer) {
    const found = entries.find((entry) => entry.place === place);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isWithin(place: Place, outer: Place): boolean {
  for (let at: Place | undefined = place; at !== undefined && !at.beside; at = at.outer) {
    if (at.outer === outer) return true;
  }
  return false;
}
