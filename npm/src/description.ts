/** What the fake knows of the API, as data: for forms, generated code and comparisons. */

import { description } from "./engine.js";

/** Every operation of the API that the fake knows. */
export interface Description {
  readonly operations: readonly DescribedOperation[];
  readonly refusals: readonly DescribedRefusal[];
  /** The codes of refusals that every operation may give, although the API does not name them. */
  readonly commonErrors: readonly string[];
}

/** A situation in which the service refuses. */
export interface DescribedRefusal {
  /** A name for it, as in FIDELITY.md. */
  readonly situation: string;
  /** The exception. */
  readonly code: string;
  /** What it says, with `{name}` where a value stands; empty where it says nothing. */
  readonly sentence: string;
  /** How well the sentence is known. */
  readonly strength: "recorded" | "quoted" | "documented" | "inferred" | "guess" | "our own";
}

/** An operation: what it takes, what it answers, and how it may refuse. */
export interface DescribedOperation {
  readonly name: string;
  readonly implemented: boolean;
  readonly input: DescribedStructure;
  /** `null` where the answer is empty. */
  readonly output: DescribedStructure | null;
  /** The codes of the refusals that the API names. */
  readonly errors: readonly string[];
  /** What AWS does in more detail than the fake, a sentence each. */
  readonly simplified: readonly string[];
  /** What AWS does and the fake does not, a sentence each. */
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
  /** Filled in by clients where it is missing. */
  readonly idempotencyToken?: true;
  readonly shape: DescribedShape;
}

interface Limits {
  readonly name: string;
  readonly min?: number;
  readonly max?: number;
}

/** What may stand somewhere: its kind, and its limits in characters, bytes or items. */
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

/** Describes the API as the fake knows it: operations, members, limits. `describe().operations.map(({ name }) => name)` names them all. */
export function describe(): Description {
  return JSON.parse(description());
}
