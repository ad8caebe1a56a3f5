/** The engine in WebAssembly: compiled at the first `new`, and watched for its death. */

import {
  describe,
  Engine,
  format_environment as formatEnvironment,
  initSync,
  is_endpoint,
  largest_body as largestBody,
  nearest_name,
  operations,
  RotationChecker,
} from "../generated/engine.js";
import { bytes } from "../generated/wasm.js";
import { Misuse } from "./misuse.js";
import type { Secrets } from "./seeds.js";

export { formatEnvironment, largestBody };

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

/** Whether a host is an endpoint of Secrets Manager at AWS. */
export function isEndpoint(host: string): boolean {
  load();
  return is_endpoint(host);
}

/** The valid name that was probably meant. */
export function nearestName(given: string, valid: readonly string[]): string | undefined {
  load();
  return nearest_name(given, [...valid]);
}

/** The options that the engine checks; absent ones take its defaults. */
export interface EngineOptions {
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  readonly seed: bigint | undefined;
  readonly rotationFunctions: string | undefined;
  readonly rotationSteps: string | undefined;
  readonly consistency: string | undefined;
}

/** Makes an engine that holds the secrets. */
export function start(options: EngineOptions, secrets: Secrets | undefined, now: number): Engine {
  load();
  try {
    return new Engine({ ...options, seed: options.seed?.toString() }, secrets, now);
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}

/** Makes the engine's side of a check of a rotation function. */
export function rotationChecker(secret: unknown): RotationChecker {
  load();
  try {
    return new RotationChecker(secret);
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}
