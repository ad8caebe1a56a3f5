/** The engine in WebAssembly: compiled at the first `new`, and watched for its death. */

import {
  describe,
  Engine,
  format_environment as formatEnvironment,
  initSync,
  is_endpoint,
  join_parameters as joinParameters,
  largest_body as largestBody,
  nearest_name,
  operations,
  RotationChecker,
  split_parameters,
} from "../generated/engine.js";
import { bytes } from "../generated/wasm.js";
import { Misuse } from "./misuse.js";

export { formatEnvironment, joinParameters, largestBody };

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

/** The parts of a request to Parameter Store: the body for references to secrets, and the body for other names. */
export interface ParameterRequest {
  readonly references: Uint8Array | undefined;
  readonly others: Uint8Array | undefined;
}

/** Splits a request to Parameter Store. */
export function splitParameters(head: string, body: string | Uint8Array): ParameterRequest {
  load();
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const [references, others] = split_parameters(head, bytes);
  return { references, others };
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
export function start(options: EngineOptions, secrets: object | undefined, now: number): Engine {
  load();
  try {
    return new Engine(options, secrets, now);
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
