/**
 * Writes src/shapes.ts from the engine's own description of the API: `make typings`.
 * `--print` writes to standard output; a test uses it to check that the file is up to date.
 */

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const npm = join(dirname(fileURLToPath(import.meta.url)), "..");
const PAGES = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_";

const describe = ["run", "-q", "-p", "fake-secrets-manager", "--example", "describe"];
const description = execFileSync("cargo", describe, { cwd: join(npm, ".."), maxBuffer: 1 << 26, encoding: "utf8" });
const { operations, commonErrors } = JSON.parse(description);

/** The declared types, by name. */
const types = new Map();

const text = [
  "// Made by npm/scripts/typings.mjs (make typings) from the engine's description of the API. Do not edit.",
  "/** The requests and responses of all operations, and the methods that a fake has for them. */",
  'import type { Where } from "./options.js";',
  table("Requests", "The request of each operation.", (operation) => shape(operation.input, "in")),
  table("Responses", "The response of each operation.", response),
  codes(),
  `/** Error codes that every operation may return, although the API model does not declare them. */\nexport type CommonErrorCode = ${union(commonErrors)};`,
  "/** The name of an operation, such as `GetSecretValue`. */\nexport type OperationName = keyof Requests;",
  methods(),
  ...[...types].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, declaration]) => declaration),
].join("\n\n");

if (process.argv.includes("--print")) process.stdout.write(`${text}\n`);
else writeFileSync(join(npm, "src/shapes.ts"), `${text}\n`);

function table(name, about, typeOf) {
  const rows = operations.map((operation) => `  ${operation.name}: ${typeOf(operation)};`);
  return `/** ${about} */\nexport interface ${name} {\n${rows.join("\n")}\n}`;
}

/** The codes that `fake.fail` accepts for each operation: those that the API declares for it. */
function codes() {
  const rows = operations.map(({ name, errors }) => `  ${name}: ${union(errors)};`);
  return `/** The error codes that the API declares for each operation. */\nexport interface ErrorCodes {\n${rows.join("\n")}\n}`;
}

function union(names) {
  return names.length === 0 ? "never" : names.map((name) => JSON.stringify(name)).join(" | ");
}

function response({ output }) {
  return output === null ? "Record<string, never>" : shape(output, "out");
}

function methods() {
  const rows = operations.map((operation) => {
    const { name, input } = operation;
    const about = `[${name}](${PAGES}${name}.html)`;
    const method = name[0].toLowerCase() + name.slice(1);
    const optional = input.members.some(isRequired) ? "" : "?";
    return `  /** ${about} */\n  ${method}(request${optional}: Requests["${name}"], where?: Where): Responses["${name}"];`;
  });
  return `/** One method per operation. Each throws an error whose name is the service's error code. */\nexport interface Operations {\n${rows.join("\n")}\n}`;
}

/** The type of a shape. Also declares its structures and enums. */
function shape(of, direction) {
  switch (of.type) {
    case "structure":
      return declare(of.name, () => structure(of, direction));
    case "list": {
      const member = shape(of.member, direction);
      return direction === "in" ? `ReadonlyArray<${member}>` : `Array<${member}>`;
    }
    case "map":
      return `Record<string, ${shape(of.value, direction)}>`;
    case "string":
      return of.enum ? declare(of.name, () => `export type ${of.name} = ${union(of.enum)};`) : "string";
    case "blob":
      return "Uint8Array";
    case "integer":
    case "long":
      return "number";
    case "boolean":
      return "boolean";
    case "timestamp":
      return "Date";
    default:
      throw new Error(`the description has a shape of type ${of.type}, which this script does not know`);
  }
}

function structure({ name, members }, direction) {
  const rows = members.map((member) => {
    const type = shape(member.shape, direction);
    const about = limits(member);
    const doc = about === "" ? "" : `  /** ${about} */\n`;
    return doc + (isRequired(member) ? `  ${member.name}: ${type};` : `  ${member.name}?: ${type} | undefined;`);
  });
  return rows.length === 0
    ? `export type ${name} = Record<string, never>;`
    : `export interface ${name} {\n${rows.join("\n")}\n}`;
}

function isRequired({ required, idempotencyToken }) {
  return required && !idempotencyToken;
}

function limits({ shape: { type, min, max, sensitive }, idempotencyToken }) {
  const unit = { string: " characters", blob: " bytes", list: " members" }[type] ?? "";
  const range =
    min === undefined
      ? max === undefined
        ? undefined
        : `at most ${max}`
      : max === undefined
        ? `at least ${min}`
        : `${min} to ${max}`;
  const facts = [
    range && range + unit,
    idempotencyToken && "filled in when it is missing",
    sensitive && "sensitive",
  ].filter(Boolean);
  return facts.length === 0 ? "" : `${capital(facts.join("; "))}.`;
}

function capital(sentence) {
  return sentence[0].toUpperCase() + sentence.slice(1);
}

/** Declares a type once. Throws for another type with the same name. */
function declare(name, write) {
  const declaration = write();
  if ((types.get(name) ?? declaration) !== declaration) throw new Error(`the description has two shapes named ${name}`);
  types.set(name, declaration);
  return name;
}
