/** The parts of a fake, which its classes share. In a module of its own: no declaration of the package mentions them. */

import type { Engine } from "../generated/engine.js";
import type { Dispatch, Parts } from "./dispatch.js";
import type { Guard } from "./guard.js";

/** Names the parts of a fake. Only this package knows the symbol. */
export const PARTS: unique symbol = Symbol("parts") as never;

/** The parts of a fake, and how they answer requests. */
export interface FakeParts extends Parts {
  readonly dispatch: Dispatch;
}

/** What a fake is built with. */
export interface Setup {
  readonly guard: Guard<Engine>;
  readonly now: () => number;
  readonly strict: boolean;
  readonly raiseRotationFailures: boolean;
}
