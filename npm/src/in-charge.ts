/**
 * Whose rotation function the code at hand was called by, over its awaits too. Its clients reach the fake that runs it, and it must not
 * wait for what that fake has under way: it would wait for itself.
 */

/** The fake whose function runs, and those whose functions called it. */
interface Charge {
  readonly fake: object;
  readonly outer: Charge | undefined;
}

/** What Node has for it. */
interface Storage {
  run<Result>(store: Charge, work: () => Result): Result;
  getStore(): Charge | undefined;
}

let storage: Storage | undefined;

/** Runs a rotation function of a fake. */
export function inChargeOf<Result>(fake: object, work: () => Result): Result {
  storage ??= nodeStorage() ?? plainStorage();
  return storage.run({ fake, outer: storage.getStore() }, work);
}

/** The fake whose function runs. */
export function inCharge(): object | undefined {
  return storage?.getStore()?.fake;
}

/** Whether a function of this fake runs. */
export function isInside(fake: object): boolean {
  let charge = storage?.getStore();
  while (charge !== undefined && charge.fake !== fake) charge = charge.outer;
  return charge !== undefined;
}

/** Asked of the process and not imported, so that a bundle for browsers has nothing to look for. */
function nodeStorage(): Storage | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const hooks = process?.getBuiltinModule?.("node:async_hooks") as { AsyncLocalStorage: new () => Storage } | undefined;
  return hooks && new hooks.AsyncLocalStorage();
}

/** Where the platform keeps nothing over an await (browsers, Node before 20.16), the code up to the first await is known. */
function plainStorage(): Storage {
  let current: Charge | undefined;
  return {
    run(charge, work) {
      const before = current;
      current = charge;
      try {
        return work();
      } finally {
        current = before;
      }
    },
    getStore: () => current,
  };
}
