/** A description of the API as data, for forms, generated code and comparisons. */

import { description } from "./engine.js";

/** All operations of the API. */
export interface Description {
  readonly operations: readonly DescribedOperation[];
  readonly errors: readonly DescribedError[];
  /** The error codes that every operation can return, although the API does not declare them. */
  readonly commonErrors: readonly string[];
}

/** An error message of the service. */
export interface DescribedError {
  /** The name of the error, as in FIDELITY.md. */
  readonly situation: string;
  /** The exception. */
  readonly code: string;
  /** The message, with placeholders such as `{name}` for values. Empty if the error has no message. */
  readonly message: string;
  /** The strength of the evidence for the message. */
  readonly strength: "recorded" | "quoted" | "documented" | "inferred" | "guess" | "our own";
}

/** An operation: its request, its response and its errors. */
export interface DescribedOperation {
  readonly name: string;
  readonly input: DescribedStructure;
  /** `null` if the response is empty. */
  readonly output: DescribedStructure | null;
  /** The error codes that the API declares. */
  readonly errors: readonly string[];
  /** Behaviour that the fake simplifies, in sentences. */
  readonly simplified: readonly string[];
  /** Behaviour of AWS that the fake does not have, in sentences. */
  readonly absent: readonly string[];
}

/** An object with members in the order of the API. */
export interface DescribedStructure {
  readonly type: "structure";
  readonly name: string;
  readonly members: readonly DescribedMember[];
}

/** A member of an object. */
export interface DescribedMember {
  readonly name: string;
  readonly required: boolean;
  /** Whether clients fill in the member if it is missing. */
  readonly idempotencyToken?: true;
  readonly shape: DescribedShape;
}

interface Limits {
  readonly name: string;
  readonly min?: number;
  readonly max?: number;
}

/** A type of value, and its limits in characters, bytes or items. */
export type DescribedShape =
  | DescribedStructure
  | ({ readonly type: "list"; readonly member: DescribedShape } & Limits)
  | { readonly type: "map"; readonly name: string; readonly key: DescribedShape; readonly value: DescribedShape }
  | ({
      readonly type: "string" | "blob" | "integer" | "long";
      readonly pattern?: string;
      readonly enum?: readonly string[];
      readonly sensitive?: true;
    } & Limits)
  | { readonly type: "boolean" | "timestamp" };

/** Describes the API: operations, members, limits and errors. `describe().operations.map(({ name }) => name)` names them all. */
export function describe(): Description {
  return JSON.parse(description());
}
