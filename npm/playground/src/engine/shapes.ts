/** Looks up operations and members in the engine's description. */

import {
  type DescribedMember,
  type DescribedOperation,
  type DescribedShape,
  type DescribedStructure,
  describe,
} from "fake-secrets-manager";
import type { Json, Members } from "../session/session.js";

export type { DescribedMember, DescribedShape, DescribedStructure };

export const { operations, errors } = describe();

const byName = new Map(operations.map((operation) => [operation.name, operation]));

export function operationNamed(name: string): DescribedOperation | undefined {
  return byName.get(name);
}

/** The member that clients fill in if it is missing, for operations that have one. */
export function tokenMember(operation: string): string | undefined {
  return byName.get(operation)?.input.members.find((member) => member.idempotencyToken)?.name;
}

/** The names of all members with secret values. */
export const sensitiveNames: ReadonlySet<string> = new Set(
  operations.flatMap(({ input, output }) => [...sensitive(input), ...(output ? sensitive(output) : [])]),
);

function sensitive(structure: DescribedStructure): string[] {
  return structure.members.flatMap(({ name, shape }) => {
    if ("sensitive" in shape && shape.sensitive) return [name];
    if (shape.type === "structure") return sensitive(shape);
    if (shape.type === "list" && shape.member.type === "structure") return sensitive(shape.member);
    return [];
  });
}

/** Return whether an SDK would send the members unchanged: all are known and have the right type. */
export function isWellTyped(operation: string, members: Members): boolean {
  const described = byName.get(operation);
  return described !== undefined && fits(members, described.input);
}

function fits(value: Json | undefined, shape: DescribedShape): boolean {
  switch (shape.type) {
    case "structure":
      return (
        isObject(value) &&
        Object.entries(value).every(([name, member]) => {
          const known = shape.members.find((one) => one.name === name);
          return known !== undefined && fits(member, known.shape);
        })
      );
    case "list":
      return Array.isArray(value) && value.every((item) => fits(item, shape.member));
    case "map":
      return isObject(value) && Object.values(value).every((member) => fits(member, shape.value));
    case "blob":
      return isObject(value) && typeof value.$base64 === "string" && isBase64(value.$base64);
    case "boolean":
      return typeof value === "boolean";
    case "integer":
    case "long":
      return Number.isSafeInteger(value);
    case "timestamp":
      return typeof value === "string" && !Number.isNaN(Date.parse(value));
    default:
      return typeof value === "string";
  }
}

export function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
