/** A guard around something that can die: WebAssembly leaves an unusable object behind when it gives up in the middle of a call. */

import { Misuse } from "./misuse.js";

/** What every WebAssembly object of ours can do. */
interface Mortal {
  free(): void;
}

/** An error of the test's own code that ran inside `use`: it is thrown as it is. */
export class HostError extends Error {}

/** Holds the engine of one fake. Everything that is done with the engine is done through `use`. */
export class Guard<Held extends Mortal> {
  readonly #held: Held;
  #end: string | undefined;
  /** How many calls are in progress: a getter of the caller's may call the fake again while its request is read. */
  #depth = 0;
  #disposed = false;

  constructor(held: Held) {
    this.#held = held;
  }

  /** Does some work. What the engine throws says that the fake was misused, unless WebAssembly itself gave up. */
  use<Result>(work: (held: Held) => Result): Result {
    if (this.#end !== undefined) throw new Misuse(this.#end);
    this.#depth++;
    try {
      return work(this.#held);
    } catch (error) {
      if (error instanceof HostError) throw error.cause;
      const { name, message } = error as Error;
      if (!DEATHS.includes(name)) throw new Misuse(message);
      this.#end = `this fake died in an earlier call (${name}: ${message}); expected one that lives, for example a new FakeSecretsManager()`;
      throw new Error(
        `the engine of this fake died (${name}: ${message}). That is a bug of fake-secrets-manager: please report it, and go on with a new FakeSecretsManager()`,
        { cause: error },
      );
    } finally {
      this.#depth--;
      if (this.#disposed && this.#depth === 0) this.#held.free();
    }
  }

  /** Whether it can still be used. */
  get lives(): boolean {
    return this.#end === undefined;
  }

  /** Gives the memory back; afterwards every use is refused. */
  end(): void {
    if (this.#end !== undefined) return;
    this.#end = "this fake was disposed of; expected one in use, for example a new FakeSecretsManager()";
    this.#disposed = true;
    if (this.#depth === 0) this.#held.free();
  }
}

/** A panic arrives as RuntimeError, a stack that ran out as RangeError. By name, because jest has its own classes for each test file. */
const DEATHS = ["RuntimeError", "RangeError"];
