/** The parts of a fake, which its classes share. A separate module, so that the declarations of the package do not mention them. */

import type { Engine } from "../generated/engine.js";
import type { Dispatch, Parts } from "./dispatch.js";
import type { Guard } from "./guard.js";

/** Names the parts of a fake. Only this package knows the symbol. */
export const PARTS: unique symbol = Symbol("parts") as never;

/** The parts of a fake, and how they answer requests. */
export interface FakeParts extends Parts {
  readonly dispatch: Dispatch;
}

/** The parts and options of a new fake. */
export interface Setup {
  readonly guard: Guard<Engine>;
  readonly now: () => number;
  readonly strict: boolean;
  readonly raiseRotationFailures: boolean;
}
