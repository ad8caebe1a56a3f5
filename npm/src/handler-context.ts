/**
 * Tracks which handler called the current code, across awaits. Clients inside a handler reach the fake that runs it, and calls inside it
 * do not wait for the work that the handler is part of.
 */

/** The fake whose handler runs, the invocation, and the outer handlers. */
interface HandlerContext {
  readonly fake: object;
  readonly invocation: number;
  readonly outer: HandlerContext | undefined;
}

/** `AsyncLocalStorage` of Node.js, structurally. */
interface Storage {
  run<Result>(store: HandlerContext, work: () => Result): Result;
  getStore(): HandlerContext | undefined;
}

let storage: Storage | undefined;
let isKept = true;

/** Runs a handler of a fake. */
export function runAsHandlerOf<Result>(fake: object, invocation: number, work: () => Result): Result {
  if (storage === undefined) {
    const ofNode = nodeStorage();
    isKept = ofNode !== undefined;
    storage = ofNode ?? plainStorage();
  }
  return storage.run({ fake, invocation, outer: storage.getStore() }, work);
}

/** Whether the platform keeps the context across an await. */
export function keepsContext(): boolean {
  return isKept;
}

/** The fake whose handler runs. */
export function runningFake(): object | undefined {
  return storage?.getStore()?.fake;
}

/** The invocation of the innermost running handler of this fake. */
export function invocationOf(fake: object): number | undefined {
  let context = storage?.getStore();
  while (context !== undefined && context.fake !== fake) context = context.outer;
  return context?.invocation;
}

/** Read from the process and not imported, so that bundlers for browsers do not look for it. */
function nodeStorage(): Storage | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const hooks = process?.getBuiltinModule?.("node:async_hooks") as { AsyncLocalStorage: new () => Storage } | undefined;
  return hooks && new hooks.AsyncLocalStorage();
}

/** A fallback for browsers and Node.js before 20.16, which do not keep the context across an await: it tracks code up to the first await. */
function plainStorage(): Storage {
  let current: HandlerContext | undefined;
  return {
    run(context, work) {
      const before = current;
      current = context;
      try {
        return work();
      } finally {
        current = before;
      }
    },
    getStore: () => current,
  };
}
