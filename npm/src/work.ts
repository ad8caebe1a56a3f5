/** Work that may have to wait: the first part is synchronous, and a promise stands for the rest. */

/** Yields what is to be waited for, gets nothing back, and is told by an exception when that failed. */
export type Work<Result = void> = Generator<PromiseLike<unknown>, Result, void>;

/** What is left of some work: nothing, or a promise of its end. */
export type Pending = Promise<void> | undefined | void;

/** Whether something is to be waited for. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  const mayBe = (typeof value === "object" && value !== null) || typeof value === "function";
  return mayBe && typeof (value as { then?: unknown }).then === "function";
}

/** Does the work until it waits for the first time. What it throws before that is thrown; afterwards the promise rejects. */
export function start(work: Work): Pending {
  const turn = work.next();
  if (!turn.done) return goOn(work, turn.value);
}

async function goOn(work: Work, first: PromiseLike<unknown>): Promise<void> {
  let awaited = first;
  for (;;) {
    // What the work itself throws is not to be told to it again: hence in two parts.
    const resume = await Promise.resolve(awaited).then(
      () => () => work.next(),
      (error: unknown) => () => work.throw(error),
    );
    const turn = resume();
    if (turn.done) return;
    awaited = turn.value;
  }
}
