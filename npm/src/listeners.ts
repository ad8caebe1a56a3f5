/** The event listeners of one fake, and the number of events that they have received. */

import type { Engine } from "../generated/engine.js";
import type { Guard } from "./guard.js";
import { kindOf, misuse } from "./misuse.js";
import type { FakeEvent } from "./requests.js";

type Listener = (event: FakeEvent) => void;

export class Listeners {
  readonly #guard: Guard<Engine>;
  readonly #listeners = new Set<Listener>();
  #heard = 0;

  constructor(guard: Guard<Engine>) {
    this.#guard = guard;
  }

  /** Adds a listener. Returns a function that removes it. */
  add(listener: Listener): () => void {
    if (typeof listener !== "function") {
      throw misuse(`onEvent was given ${kindOf(listener)}`, "a function", "onEvent((event) => handler(event))");
    }
    if (this.#listeners.size === 0) this.skip();
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Skips all existing events. */
  skip(): void {
    this.#heard = this.#guard.use((engine) => engine.event_count());
  }

  /** Calls the listeners with all new events. */
  tell(): void {
    if (this.#listeners.size === 0) return;
    const after = this.#heard;
    const events = this.#guard.use((engine) => {
      this.#heard = engine.event_count();
      return engine.events({ after }) as FakeEvent[];
    });
    for (const event of events) for (const listener of [...this.#listeners]) listener(event);
  }
}
