/** Files of secrets: reads JSON, YAML, TOML and dotenv. The engine has the rules and the error messages. */

import type { SeedFile } from "../generated/engine.js";
import { DotenvError, parseDotenv } from "./dotenv.js";
import { seedFile, seedInEnvironment } from "./engine.js";
import { loadFromProject, loadRequired } from "./load.js";
import { kindOf, Misuse, misuse } from "./misuse.js";
import { builtinModule, environment } from "./node.js";
import { reasonOf } from "./system-error.js";

const VARIABLE = "FAKE_SECRETS_MANAGER_SEED";

/** The secrets of a source: JSON text, or the parsed content of the file. */
export interface SeedContent {
  readonly json: string | undefined;
  readonly parsed: unknown;
}

/** Returns the source for a path that the user passed. */
export function sourceOf(path: unknown, option: string, example = `{ ${option}: "secrets.json" }`): SeedFile {
  const text = path instanceof URL || isUrl(path) ? pathOf(path as URL) : path;
  if (typeof text === "string") return seedFile(text);
  throw misuse(`${option} was given ${kindOf(path)}`, "a path", example);
}

/** Checks the members and not the class, because a test environment may have its own class. */
function isUrl(path: unknown): boolean {
  return typeof path === "object" && path !== null && "href" in path && "pathname" in path;
}

function pathOf(url: URL): string {
  const convert = builtinModule<{ fileURLToPath(url: string): string }>("url")?.fileURLToPath;
  return convert === undefined ? url.pathname : convert(url.href);
}

/** Returns the source of a new fake's secrets: a file, or else the environment variable. */
export function initialSource(path: unknown): SeedFile | undefined {
  if (path === null) return undefined;
  if (path !== undefined) return sourceOf(path, "seedFile");
  const value = environment()[VARIABLE];
  return value === undefined ? undefined : seedInEnvironment(value);
}

/** Reads a source. */
export function readSource(source: SeedFile): SeedContent {
  const bytes = bytesOf(source);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Misuse(source.broken("not UTF-8"));
  }
  if (source.form === "JSON") return { json: text, parsed: undefined };
  const parsed = PARSERS[source.form]?.(source, text);
  return { json: undefined, parsed: plain(source, parsed) };
}

const PARSERS: Readonly<Record<string, (source: SeedFile, text: string) => unknown>> = {
  YAML: parseYaml,
  TOML: parseToml,
  dotenv: parseEnv,
};

/** Returns the secrets of a file as JSON text. Bytes become `{"$base64": …}`. */
export function secretsAsJson(path: string): string {
  const { json, parsed } = readSource(sourceOf(path, "file"));
  if (json !== undefined) return json;
  return JSON.stringify(parsed, function (this: Record<string, unknown>, name, value) {
    // toJSON has converted a Buffer to an object.
    const own = this[name];
    return own instanceof Uint8Array ? inBase64(own) : value;
  });
}

function inBase64(bytes: Uint8Array): object {
  return { $base64: Buffer.from(bytes).toString("base64") };
}

interface Files {
  readFileSync(path: string): Uint8Array;
}

function bytesOf(source: SeedFile): Uint8Array {
  const { path } = source;
  if (path === undefined) return new TextEncoder().encode(environment()[VARIABLE] ?? "");
  const files = builtinModule<Files>("fs");
  if (files === undefined) throw new Misuse(source.unreadable("this platform has no file system"));
  try {
    return files.readFileSync(path);
  } catch (error) {
    throw new Misuse(source.unreadable(reasonOf(error)));
  }
}

/** The used part of the `yaml` library. */
interface Yaml {
  parseDocument(text: string, options: object): YamlDocument;
}

interface YamlDocument {
  readonly errors: readonly { readonly linePos?: readonly { readonly line: number; readonly col: number }[] }[];
  toJS(options: object): unknown;
}

function parseYaml(source: SeedFile, text: string): unknown {
  const yaml = library<Yaml>(source, "yaml");
  const options = { version: "1.2", schema: "core", customTags: ["binary"], logLevel: "silent" };
  const document = yaml.parseDocument(text, options);
  const [error] = document.errors;
  if (error !== undefined) {
    const [at] = error.linePos ?? [];
    throw new Misuse(source.broken(at === undefined ? "" : `line ${at.line}, column ${at.col}`));
  }
  try {
    return document.toJS({ mapAsMap: true });
  } catch {
    // For example, too many aliases.
    throw new Misuse(source.broken(""));
  }
}

/** The used part of the `smol-toml` library. */
interface Toml {
  parse(text: string): unknown;
}

function parseToml(source: SeedFile, text: string): unknown {
  const { parse } = library<Toml>(source, "smol-toml");
  try {
    return parse(text);
  } catch (error) {
    const { line, column } = error as { line?: number; column?: number };
    throw new Misuse(source.broken(line === undefined ? "" : `line ${line}, column ${column}`));
  }
}

function parseEnv(source: SeedFile, text: string): unknown {
  try {
    return parseDotenv(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw error instanceof DotenvError ? new Misuse(source.broken(error.message)) : error;
  }
}

function library<Library>(source: SeedFile, name: string): Library {
  const found = loadRequired(name) ?? loadFromProject(name);
  if (found !== undefined) return found as Library;
  throw misuse(
    `${source.what} is ${source.form}, which the package ${name} reads`,
    `${name} to be installed`,
    `npm install --save-dev ${name}`,
  );
}

/** Returns the value with plain objects. Throws if JSON cannot represent it. */
function plain(source: SeedFile, parsed: unknown): unknown {
  const entries = entriesOf(parsed);
  if (entries === undefined) return parsed;
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const reject = (kind: string) => new Misuse(source.unsupported(String(name), kind));
      if (typeof name !== "string") throw reject("a key that is not text");
      return [name, withText(plainValue(value, reject))];
    }),
  );
}

/**
 * Replaces structures with large numbers by their JSON text. The engine gets numbers above 2^53 as floats, and would write
 * 9007199254740992.0.
 */
function withText(value: unknown): unknown {
  const { $secret: described, ...others } = (entriesOf(value) === undefined ? {} : value) as Record<string, unknown>;
  if (entriesOf(described) === undefined || Object.keys(others).length > 0) return textIfLarge(value);
  const secret = { ...(described as Record<string, unknown>) };
  if ("value" in secret) secret.value = textIfLarge(secret.value);
  if (Array.isArray(secret.versions)) {
    secret.versions = secret.versions.map((version) =>
      entriesOf(version) === undefined ? version : { ...version, value: textIfLarge(version.value) },
    );
  }
  return { $secret: secret };
}

function textIfLarge(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const all = leaves(value);
  const isLarge = (leaf: unknown) => Number.isInteger(leaf) && !Number.isSafeInteger(leaf);
  return all.some(isLarge) && !all.some(ArrayBuffer.isView) ? JSON.stringify(value) : value;
}

/** All values in a structure that are not structures themselves. */
function leaves(value: unknown): unknown[] {
  const within = Array.isArray(value) ? value : entriesOf(value)?.map(([, member]) => member);
  return within === undefined ? [value] : within.flatMap(leaves);
}

function plainValue(value: unknown, reject: (kind: string) => Misuse): unknown {
  if (value instanceof Date) throw reject("a date or time");
  if (typeof value === "bigint") throw reject("a number that JavaScript cannot hold");
  if (typeof value === "number" && !Number.isFinite(value)) throw reject("a number that is not finite");
  if (Array.isArray(value)) return value.map((item) => plainValue(item, reject));
  const entries = entriesOf(value);
  if (entries === undefined) return value;
  return Object.fromEntries(
    entries.map(([name, member]) => {
      if (typeof name !== "string") throw reject("a key that is not text");
      return [name, plainValue(member, reject)];
    }),
  );
}

/** The members of a map or object; undefined for anything else. */
function entriesOf(value: unknown): [unknown, unknown][] | undefined {
  if (value instanceof Map) return [...value];
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
  return isObject && !(value instanceof Date) ? Object.entries(value) : undefined;
}
