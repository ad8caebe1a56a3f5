/**
 * From which handler the current code was called, over its awaits too. Its clients reach the fake that runs the handler, and it does not
 * wait for the work that the handler is part of.
 */

/** The fake whose handler runs, the invocation, and the handlers that called it. */
interface Charge {
  readonly fake: object;
  readonly invocation: number;
  readonly outer: Charge | undefined;
}

/** What Node has for it. */
interface Storage {
  run<Result>(store: Charge, work: () => Result): Result;
  getStore(): Charge | undefined;
}

let storage: Storage | undefined;
let isKept = true;

/** Runs a handler of a fake. */
export function inChargeOf<Result>(fake: object, invocation: number, work: () => Result): Result {
  if (storage === undefined) {
    const ofNode = nodeStorage();
    isKept = ofNode !== undefined;
    storage = ofNode ?? plainStorage();
  }
  return storage.run({ fake, invocation, outer: storage.getStore() }, work);
}

/** Whether the context is kept over an await. */
export function keepsContext(): boolean {
  return isKept;
}

/** The fake whose handler runs. */
export function inCharge(): object | undefined {
  return storage?.getStore()?.fake;
}

/** The invocation of the innermost handler of this fake that runs. */
export function invocationOf(fake: object): number | undefined {
  let charge = storage?.getStore();
  while (charge !== undefined && charge.fake !== fake) charge = charge.outer;
  return charge?.invocation;
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
