/** Work that may have to wait: its first part is synchronous, and the rest is a promise. */

/** Yields promises to wait for. If a promise rejects, its error is thrown at the `yield`. */
export type Work<Result = void> = Generator<PromiseLike<unknown>, Result, void>;

/** The rest of some work: nothing, or a promise that resolves at its end. */
export type Pending = Promise<void> | undefined | void;

/** Whether a value is a promise. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  const mayBe = (typeof value === "object" && value !== null) || typeof value === "function";
  return mayBe && typeof (value as { then?: unknown }).then === "function";
}

/** Runs the work until it waits for the first time. Earlier errors are thrown; later ones reject the promise. */
export function start(work: Work): Pending {
  const turn = work.next();
  if (!turn.done) return goOn(work, turn.value);
}

async function goOn(work: Work, first: PromiseLike<unknown>): Promise<void> {
  let awaited = first;
  for (;;) {
    // In two parts, so that an error of the work itself is not thrown into it again.
    const resume = await Promise.resolve(awaited).then(
      () => () => work.next(),
      (error: unknown) => () => work.throw(error),
    );
    const turn = resume();
    if (turn.done) return;
    awaited = turn.value;
  }
}
