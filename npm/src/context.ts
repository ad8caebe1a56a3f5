/**
 * Selects the fake that answers the current code, if several fakes intercept one class. An asynchronous flow keeps the fake that it
 * intercepted with, so concurrent tests each reach their own fake.
 */

import { builtinModule } from "./node.js";

/** One interception of a flow, and the previous one of the flow. */
export interface Place {
  readonly outer: Place | undefined;
  /** Whether it was created in the same turn as `outer`: the flows were then started side by side, not one inside the other. */
  readonly beside: boolean;
}

/** `AsyncLocalStorage` of Node.js, structurally. */
export interface Storage<Store> {
  run<Result>(store: Store, work: () => Result): Result;
  enterWith?(store: Store): void;
  getStore(): Store | undefined;
}

/** Returns the storage of Node.js that follows awaits; undefined in browsers and before Node.js 20.16. */
export function asyncStorage<Store>(): Storage<Store> | undefined {
  const hooks = builtinModule<{ AsyncLocalStorage: new () => Storage<Store> }>("async_hooks");
  return hooks && new hooks.AsyncLocalStorage();
}

/** Records the interceptions of flows as places. */
export class Flows {
  // Created on first use, because importing the package must have no side effects.
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

  /** Enters a new place, which holds for the code that follows in this flow. */
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

  /** Runs some work. The places that it enters do not hold for the code after it. */
  contained<Result>(work: () => Result): Result {
    this.#entering = false;
    try {
      return work();
    } finally {
      this.#entering = true;
    }
  }

  /** Selects one of several places, sorted by age: the newest of this flow or within it, or else the newest of all. */
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
