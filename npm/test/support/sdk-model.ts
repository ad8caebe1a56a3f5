/** The operations and members of the installed AWS SDK, read from its schemas. */
import * as sdk from "@aws-sdk/client-secrets-manager";

/** A shape in the SDK's terms, which do not include limits and kinds of numbers. */
export type Shape =
  | { readonly type: "structure"; readonly name: string; readonly members: readonly Member[] }
  | { readonly type: "list"; readonly member: Shape }
  | { readonly type: "map"; readonly key: Shape; readonly value: Shape }
  | { readonly type: "string" | "blob"; readonly sensitive: boolean }
  | { readonly type: "number" | "boolean" | "timestamp" };

export interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly idempotencyToken: boolean;
  readonly shape: Shape;
}

export interface Operation {
  readonly input: Shape;
  readonly output: Shape | null;
}

/** A schema of the SDK is a number, a list that begins with its kind, or a function that returns one. */
type Schema = number | "unit" | readonly unknown[] | (() => Schema);

const SIMPLE: Readonly<Record<number, "string" | "number" | "boolean" | "timestamp" | "blob">> = {
  0: "string",
  1: "number",
  2: "boolean",
  4: "timestamp",
  21: "blob",
};
const LIST_OF = 64;
const [SIMPLE_KIND, LIST_KIND, MAP_KIND, STRUCTURE_KIND, OPERATION_KIND] = [0, 1, 2, 3, 9];
const [IDEMPOTENCY_TOKEN, SENSITIVE] = [4, 8];

/** The operations by name. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  exported((value) => Array.isArray(value) && value[0] === OPERATION_KIND).map((schema) => {
    const [, , name, , input, output] = schema as [number, string, string, number, Schema, Schema];
    const unit = resolve(output) === "unit";
    return [name, { input: shapeOf(input), output: unit ? null : shapeOf(output) }];
  }),
);

/** Whether the SDK can send this request and does not drop a member of the response. */
export function knows(operation: string, request: unknown, answer: unknown = {}): boolean {
  const known = operations.get(operation);
  if (known === undefined || !holds(known.input, request)) return false;
  return known.output === null || holds(known.output, answer);
}

/** The values that the SDK exports, one by one. */
export function exported(which: (value: unknown) => boolean): unknown[] {
  return Object.values(sdk).filter(which);
}

function holds(shape: Shape, value: unknown): boolean {
  if (shape.type === "list") return !Array.isArray(value) || value.every((item) => holds(shape.member, item));
  if (shape.type !== "structure" || typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, item]) => {
    const member = shape.members.find((one) => one.name === name);
    return member !== undefined && holds(member.shape, item);
  });
}

function resolve(schema: Schema): Exclude<Schema, () => Schema> {
  return typeof schema === "function" ? resolve(schema()) : schema;
}

function shapeOf(reference: Schema, sensitive = false): Shape {
  const schema = resolve(reference);
  if (typeof schema === "number") return schema >= LIST_OF ? listOf(schema - LIST_OF) : simple(schema, sensitive);
  if (typeof schema === "string") throw new Error("an empty answer stands where a value belongs");
  const [kind, , name, traits, first, second, required = 0] = schema;
  if (isPair(schema)) return shapeOf(schema[0], sensitive || has(schema[1], SENSITIVE));
  switch (kind) {
    case SIMPLE_KIND:
      return shapeOf(first as Schema, sensitive || has(traits, SENSITIVE));
    case LIST_KIND:
      return { type: "list", member: shapeOf(first as Schema) };
    case MAP_KIND:
      return { type: "map", key: shapeOf(first as Schema), value: shapeOf(second as Schema) };
    case STRUCTURE_KIND: {
      const members = (first as string[]).map((member, place) =>
        memberOf(member, (second as Schema[])[place] as Schema, place < (required as number)),
      );
      return { type: "structure", name: name as string, members };
    }
    default:
      throw new Error(`the SDK has a schema of kind ${kind}, which this file does not know`);
  }
}

/** The required members come first. */
function memberOf(name: string, schema: Schema, required: boolean): Member {
  const idempotencyToken = isPair(schema) && has(schema[1], IDEMPOTENCY_TOKEN);
  return { name, required, idempotencyToken, shape: shapeOf(schema) };
}

/** Another schema and the traits that it has in this place; a schema itself has its namespace there. */
function isPair(schema: Schema): schema is readonly [Schema, number] {
  return Array.isArray(schema) && typeof schema[1] === "number";
}

function listOf(code: number): Shape {
  return { type: "list", member: simple(code, false) };
}

function simple(code: number, sensitive: boolean): Shape {
  const type = SIMPLE[code];
  if (type === undefined) throw new Error(`the SDK has a simple schema ${code}, which this file does not know`);
  return type === "string" || type === "blob" ? { type, sensitive } : { type };
}

function has(traits: unknown, flag: number): boolean {
  return typeof traits === "number" && (traits & flag) !== 0;
}
