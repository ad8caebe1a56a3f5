/** Reads the case files of ../../../tests/cases; tests/README.md describes the format. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Duration, KmsAction, KmsKeyState, OperationName, RotationStepName } from "fake-secrets-manager";
import { type Json, type Members, mapMembers, writeOut } from "./values.js";

export interface Call {
  readonly call: string;
  readonly with: Members;
  readonly gives?: Members;
  readonly fails?: { readonly code: string; readonly message: string; readonly status?: number };
  readonly region?: string;
  readonly account?: string;
  readonly anyOrder?: true;
}

export interface Raw {
  readonly raw: {
    readonly target?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly bodyBase64?: string;
  };
  readonly answers: { readonly status: number; readonly body: string };
}

export interface Seed {
  readonly seed: Members;
}

export interface Advance {
  readonly advance: Duration;
  readonly happens?: readonly Members[];
}

export interface RunRotations {
  readonly runRotations: { readonly until?: RotationStepName };
}

export interface Fail {
  readonly fail: RotationStepName;
  readonly with?: never;
  readonly times?: number;
}

export interface Rotations {
  readonly rotations: readonly Members[];
}

/** The actions of a rotation function at each step. */
export type RotationFunction = Readonly<Record<string, ReadonlyArray<FunctionCall | { readonly throws: string }>>>;

/** A call of a rotation function. Without `gives` and `fails` it must succeed. */
export interface FunctionCall extends Call {
  readonly keeps?: Readonly<Record<string, string>>;
}

export interface KmsKey {
  readonly kmsKey: string;
  readonly state?: KmsKeyState;
  readonly denied?: readonly KmsAction[];
}

export interface Fault {
  readonly fail: OperationName;
  readonly with: string;
  readonly message?: string;
  readonly times?: number;
}

export interface Case {
  readonly path: string;
  readonly about: string;
  readonly rotationFunctions?: "any" | Readonly<Record<string, RotationFunction>>;
  readonly rotationSteps?: "queue";
  readonly secrets?: Readonly<Record<string, string>>;
  readonly steps: ReadonlyArray<Call | Raw | Seed | KmsKey | Fault | Advance | RunRotations | Fail | Rotations>;
}

const tests = new URL("../../../tests/", import.meta.url);

/** All cases in the order of their paths. Throws if a file does not match the schema. */
export function readCases(): readonly Case[] {
  const schema = JSON.parse(readFileSync(new URL("case.schema.json", tests), "utf8"));
  const keepsToSchema = new Ajv2020({
    allErrors: true,
    strictTuples: false,
    strictTypes: false,
    allowUnionTypes: true,
  }).compile(schema);
  const folder = new URL("cases/", tests);
  const files = readdirSync(fileURLToPath(folder), { recursive: true, encoding: "utf8" });
  const paths = files.map((file) => file.replaceAll("\\", "/")).filter((file) => file.endsWith(".json"));
  return paths.sort().map((path) => {
    const content = JSON.parse(readFileSync(new URL(path, folder), "utf8"));
    if (!keepsToSchema(content)) {
      throw new Error(`${path} is not a case (tests/README.md): ${JSON.stringify(keepsToSchema.errors, null, 1)}`);
    }
    const one = writeOut(content as Json) as unknown as Omit<Case, "path">;
    return { path, ...one, ...(one.rotationFunctions && { rotationFunctions: readFunctions(one.rotationFunctions) }) };
  });
}

/** Reads a function, which a case contains or names by its file. */
export function readFunctions(functions: "any" | Readonly<Record<string, string | RotationFunction>>) {
  if (functions === "any") return functions;
  return mapMembers(functions, (one): RotationFunction => {
    if (typeof one !== "string") return one;
    const { about, ...steps } = JSON.parse(readFileSync(new URL(`functions/${one}.json`, tests), "utf8"));
    return steps;
  });
}
