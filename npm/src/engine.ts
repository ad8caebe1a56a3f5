/** The engine in WebAssembly: compiled at the first `new`, and watched for its death. */

import {
  describe,
  Engine,
  format_environment as formatEnvironment,
  initSync,
  largest_body as largestBody,
  nearest,
  operations,
} from "../generated/engine.js";
import { bytes } from "../generated/wasm.js";
import { Misuse } from "./misuse.js";
import type { Secrets } from "./options.js";

export { formatEnvironment, largestBody, nearest };

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

/** The options that the engine checks; absent ones take its defaults. */
export interface EngineOptions {
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  readonly seed: bigint | undefined;
  readonly rotationFunctions: string | undefined;
  readonly rotationSteps: string | undefined;
}

/** Makes an engine that holds the secrets. */
export function start(options: EngineOptions, secrets: Secrets | undefined, now: number): Engine {
  load();
  try {
    return new Engine(options, secrets, now);
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}
