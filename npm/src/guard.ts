/** A guard around the engine: if WebAssembly traps in the middle of a call, its object is unusable afterwards. */

import { Misuse } from "./misuse.js";

/** The method of every WebAssembly object. */
interface Freeable {
  free(): void;
}

/** An error of the test's own code that ran inside `use`. It is thrown unchanged. */
export class HostError extends Error {}

/** Holds the engine of one fake. All access to the engine goes through `use`. */
export class Guard<Held extends Freeable> {
  readonly #held: Held;
  #end: string | undefined;
  /** The number of calls in progress. A getter of the caller can call the fake again while its request is read. */
  #depth = 0;
  #disposed = false;

  constructor(held: Held) {
    this.#held = held;
  }

  /** Runs some work. An error of the engine means that the fake was misused, unless WebAssembly itself trapped. */
  use<Result>(work: (held: Held) => Result): Result {
    if (this.#end !== undefined) throw new Misuse(this.#end);
    this.#depth++;
    try {
      return work(this.#held);
    } catch (error) {
      if (error instanceof HostError) throw error.cause;
      const { name, message } = error as Error;
      if (!TRAPS.includes(name)) throw new Misuse(message);
      this.#end = `this fake crashed in an earlier call (${name}: ${message}); expected a working fake, for example a new FakeSecretsManager()`;
      throw new Error(
        `the engine of this fake crashed (${name}: ${message}). This is a bug in fake-secrets-manager: please report it, and continue with a new FakeSecretsManager()`,
        { cause: error },
      );
    } finally {
      this.#depth--;
      if (this.#disposed && this.#depth === 0) this.#held.free();
    }
  }

  /** Whether the engine can still be used. */
  get isUsable(): boolean {
    return this.#end === undefined;
  }

  /** Rejects a request that arrives after the fake was disposed of. */
  rejectLate(operation: string): void {
    if (!this.#disposed) return;
    throw new Misuse(
      `${operation || "a request"} arrived after this fake was disposed of (is an await missing in the test?); expected a fake in use, ` +
        "for example a new FakeSecretsManager()",
    );
  }

  /** Frees the memory. Each later use throws. */
  end(): void {
    if (this.#end !== undefined) return;
    this.#end = "this fake was disposed of; expected one in use, for example a new FakeSecretsManager()";
    this.#disposed = true;
    if (this.#depth === 0) this.#held.free();
  }
}

/** A panic arrives as RuntimeError, a stack overflow as RangeError. Compared by name, because jest has its own classes for each test file. */
const TRAPS = ["RuntimeError", "RangeError"];
