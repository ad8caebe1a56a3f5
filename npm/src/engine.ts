/** The WebAssembly engine. It is compiled at the first `new`, and a guard detects when it has crashed. */

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
  SeedFile,
  split_parameters,
} from "../generated/engine.js";
import { bytes } from "../generated/wasm.js";
import { plain } from "./control-data.js";
import { Misuse } from "./misuse.js";

export { formatEnvironment, joinParameters, largestBody };

let names: readonly string[] | undefined;

/** Returns the names of all operations. Compiles the engine on first use. */
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

/** Returns the nearest valid name. */
export function nearestName(given: string, valid: readonly string[]): string | undefined {
  load();
  return nearest_name(given, [...valid]);
}

/** The options that the engine checks. It has a default for each absent one. */
export interface EngineOptions {
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  readonly seed: bigint | undefined;
  readonly rotationFunctions: string | undefined;
  readonly rotationSteps: string | undefined;
  readonly consistency: string | undefined;
}

/** Creates an engine with the secrets. */
export function start(options: EngineOptions, secrets: object | undefined, now: number): Engine {
  const read = plain({ ...options, seed: options.seed?.toString() }, "FakeSecretsManager", '{ region: "eu-west-1" }');
  return explained(() => new Engine(read, secrets, now));
}

/** Creates the engine's part of a check of a rotation function. `only` selects one check. */
export function rotationChecker(secret: unknown, only: string | undefined): RotationChecker {
  return explained(() => new RotationChecker(secret, only));
}

/** The names of all checks of rotation functions. */
export function rotationChecks(): readonly string[] {
  load();
  return RotationChecker.names();
}

/** The source for a file of secrets. */
export function seedFile(path: string): SeedFile {
  return explained(() => new SeedFile(path));
}

/** The source for the value of the environment variable; undefined if it is blank. */
export function seedInEnvironment(value: string): SeedFile | undefined {
  return explained(() => SeedFile.environment(value));
}

/** Runs some work, and throws its errors as `Misuse`. */
function explained<Result>(work: () => Result): Result {
  load();
  try {
    return work();
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}
