/** Caches of client-side libraries, which keep values longer than a fake exists. */

import { loadFromProject, loadRequired } from "./load.js";

const POWERTOOLS = "@aws-lambda-powertools/parameters";

interface Provider {
  clearCache(): void;
  hasKeyExpiredInCache(key: string): boolean;
}

/** What Powertools exports: `clearCaches` from its main entry, `BaseProvider` from `/base`. */
interface Powertools {
  clearCaches?(): void;
  readonly BaseProvider?: { readonly prototype: Provider & { [CLEARED]?: Cleared } };
}

/** The providers of a class whose caches are up to date. */
interface Cleared {
  providers: WeakSet<Provider>;
}

const CLEARED: unique symbol = Symbol.for("fake-secrets-manager.cleared") as never;

/**
 * Clears the caches of `@aws-lambda-powertools/parameters`, so that the code under test reads from the fake again. A
 * provider that your code created is cleared when it is next used. Without the library, nothing happens.
 */
export async function clearCaches(): Promise<void> {
  for (const name of [POWERTOOLS, `${POWERTOOLS}/base`]) {
    const copies = [await imported(name), loadRequired(name), loadFromProject(name)];
    for (const copy of new Set(copies as (Powertools | undefined)[])) {
      copy?.clearCaches?.();
      if (copy?.BaseProvider) clearAtNextUse(copy.BaseProvider.prototype);
    }
  }
}

/** The ES module. Bundlers do not look for it, because its name is not a literal. */
function imported(name: string): Promise<unknown> {
  return import(name).catch(() => undefined);
}

/** The library keeps no list of its providers, so each of them is cleared by its own next look into its cache. */
function clearAtNextUse(prototype: Provider & { [CLEARED]?: Cleared }): void {
  const cleared = prototype[CLEARED];
  if (cleared !== undefined) {
    cleared.providers = new WeakSet();
    return;
  }
  const { hasKeyExpiredInCache: original } = prototype;
  if (typeof original !== "function") return;
  const state: Cleared = { providers: new WeakSet() };
  Object.defineProperty(prototype, CLEARED, { value: state, configurable: true });
  prototype.hasKeyExpiredInCache = function (this: Provider, key) {
    if (!state.providers.has(this)) {
      state.providers.add(this);
      this.clearCache();
    }
    return original.call(this, key);
  };
}
