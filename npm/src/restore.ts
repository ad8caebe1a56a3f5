/// <reference lib="esnext.disposable" preserve="true" />
/** Functions that undo a change. */

import "./dispose.js";

/** Undoes a change, such as an interception. It is idempotent; `using` calls it at the end of the block. */
export interface Restore {
  (): void;
  [Symbol.dispose](): void;
}

/** Makes a function disposable, so that `using` can call it. */
export function restoring(restore: () => void): Restore {
  return Object.assign(restore, { [Symbol.dispose]: restore });
}
