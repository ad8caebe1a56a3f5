/** Whether code was called by a rotation function of a fake, over its awaits too: such code must not wait for that function. */

interface Inside {
  run<Result>(work: () => Result): Result;
  isInside(): boolean;
}

/** What Node has for it. */
interface Storage {
  run<Result>(store: true, work: () => Result): Result;
  getStore(): true | undefined;
}

/** Where the platform keeps no such context (browsers), the code up to the first await is known, and no more. */
export function insideOf(): Inside {
  const storage = asyncLocalStorage();
  if (storage) return { run: (work) => storage.run(true, work), isInside: () => storage.getStore() === true };
  let depth = 0;
  return {
    run(work) {
      depth += 1;
      try {
        return work();
      } finally {
        depth -= 1;
      }
    },
    isInside: () => depth > 0,
  };
}

/** Asked of the process and not imported, so that a bundle for browsers has nothing to look for. */
function asyncLocalStorage(): Storage | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const hooks = process?.getBuiltinModule?.("node:async_hooks") as { AsyncLocalStorage: new () => Storage } | undefined;
  return hooks && new hooks.AsyncLocalStorage();
}
