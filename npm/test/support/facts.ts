/** Two declarations of the API, ours and the installed SDK's, as flat lists of facts that can be compared line by line. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as sdk from "@aws-sdk/client-secrets-manager";
import { type DescribedShape, describe } from "fake-secrets-manager";
import { exported, operations, type Shape } from "./sdk-model.js";

/** A fact for each path, such as `required string` for `CreateSecret.input.Name`. */
export type Facts = ReadonlyMap<string, string>;

interface Place {
  readonly required?: boolean;
  readonly idempotencyToken?: boolean | undefined;
}

/** The declarations of the fake that the SDK has too: without limits, patterns and the width of numbers. */
export function ours(): Facts {
  const facts = new Map<string, string>();
  for (const { name, input, output, errors } of describe().operations) {
    facts.set(name, "operation");
    addShape(facts, `${name}.input`, simplify(facts, input));
    addShape(facts, `${name}.output`, output && simplify(facts, output));
    for (const error of errors) addError(facts, name, error);
  }
  return facts;
}

/** The declarations of the installed SDK: schemas, exported enums and exceptions, and the documentation of commands. */
export function theirs(): Facts {
  const facts = new Map<string, string>();
  for (const [name, { input, output }] of operations) {
    facts.set(name, "operation");
    addShape(facts, `${name}.input`, input);
    addShape(facts, `${name}.output`, output);
    for (const error of documentedErrors(name)) addError(facts, name, error);
  }
  for (const [name, values] of Object.entries(sdk).filter(isEnum)) {
    for (const value of Object.values(values)) facts.set(`${name}=${value}`, "enum value");
  }
  for (const exception of exported(isException)) facts.set((exception as typeof Error).name, "exception");
  return facts;
}

function addShape(facts: Map<string, string>, path: string, shape: Shape | null, place: Place = {}): void {
  if (shape === null) {
    facts.set(path, "nothing");
    return;
  }
  const kind = shape.type === "structure" ? `structure ${shape.name}` : shape.type;
  const words = [place.required && "required", "sensitive" in shape && shape.sensitive && "sensitive", kind];
  facts.set(path, [...words, place.idempotencyToken && "(idempotency token)"].filter(Boolean).join(" "));
  if (shape.type === "list") addShape(facts, `${path}[]`, shape.member);
  if (shape.type === "map") {
    addShape(facts, `${path}{key}`, shape.key);
    addShape(facts, `${path}{value}`, shape.value);
  }
  if (shape.type !== "structure") return;
  for (const member of shape.members) addShape(facts, `${path}.${member.name}`, member.shape, member);
}

function addError(facts: Map<string, string>, operation: string, error: string): void {
  facts.set(`${operation} throws ${error}`, "documented");
  facts.set(error, "exception");
}

/** The fake's shape in the SDK's terms. Enums are separate facts, because the SDK does not attach them to members. */
function simplify(facts: Map<string, string>, shape: DescribedShape): Shape {
  switch (shape.type) {
    case "structure": {
      const members = shape.members.map(({ idempotencyToken = false, ...member }) => ({
        ...member,
        idempotencyToken,
        shape: simplify(facts, member.shape),
      }));
      return { type: "structure", name: shape.name, members };
    }
    case "list":
      return { type: "list", member: simplify(facts, shape.member) };
    case "map":
      return { type: "map", key: simplify(facts, shape.key), value: simplify(facts, shape.value) };
    case "string":
    case "blob":
      for (const value of shape.enum ?? []) facts.set(`${shape.name}=${value}`, "enum value");
      return { type: shape.type, sensitive: shape.sensitive ?? false };
    case "integer":
    case "long":
      return { type: "number" };
    default:
      return { type: shape.type };
  }
}

/** The exceptions that the documentation of a command names, except the generic one. */
function documentedErrors(operation: string): string[] {
  const main = createRequire(import.meta.url).resolve("@aws-sdk/client-secrets-manager");
  const file = join(main, `../../dist-types/commands/${operation}Command.d.ts`);
  const names = [...readFileSync(file, "utf8").matchAll(/@throws \{@link (\w+)\}/g)].map(([, name]) => name as string);
  return names.filter((name) => name !== "SecretsManagerServiceException");
}

function isEnum(entry: [string, unknown]): entry is [string, Record<string, string>] {
  const [, value] = entry;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((one) => typeof one === "string");
}

function isException(value: unknown): boolean {
  const base = sdk.SecretsManagerServiceException;
  return typeof value === "function" && value.prototype instanceof base;
}
