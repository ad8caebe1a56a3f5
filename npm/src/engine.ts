/** The engine in WebAssembly: compiled at the first `new`, and watched for its death. */

import { describe, Engine, initSync, operations } from "../generated/engine.js";
import { bytes } from "../generated/wasm.js";
import { Misuse } from "./misuse.js";

let names: readonly string[] | undefined;

/** The names of all operations, from the engine. Compiles it when nobody has yet. */
export function load(): readonly string[] {
  if (names === undefined) {
    initSync({ module: bytes() });
    names = operations();
  }
  return names;
}

/** The engine's description of the API, as JSON. */
export function description(): string {
  load();
  return describe();
}

/** Makes an engine; what is absent takes the engine's default. */
export function start(accountId: string | undefined, region: string | undefined, seed: bigint | undefined): Engine {
  load();
  try {
    return new Engine(accountId, region, seed);
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}
