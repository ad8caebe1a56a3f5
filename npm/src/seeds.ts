/**
 * Values of initial secrets. Objects are stored as the JSON text that JSON.stringify writes. Values that it would silently drop or change
 * are rejected.
 */

import { kindOf, Misuse, misuse, rejectNonObject } from "./misuse.js";
import { rejectUnknown } from "./names.js";

/** A value: text, bytes, or an object or list that is stored as JSON. */
export type SecretValue = string | Uint8Array | ArrayBuffer | object;

/** One version of a described secret. */
export interface SeedVersion {
  readonly value: SecretValue;
  readonly labels?: readonly string[] | undefined;
  readonly id?: string | undefined;
}

/** A secret with tags, versions and other properties: `{ $secret: { value: "hunter2", tags: { team: "a" } } }`. */
export interface DescribedSecret {
  readonly $secret: {
    /** The current value. Set either `value` or `versions`. */
    readonly value?: SecretValue | undefined;
    readonly description?: string | undefined;
    readonly kmsKeyId?: string | undefined;
    readonly tags?: Readonly<Record<string, string>> | undefined;
    /** Versions with their staging labels. One version has AWSCURRENT. */
    readonly versions?: readonly SeedVersion[] | undefined;
  };
}

/** Secrets by name: values, or described secrets. */
export type Secrets = Readonly<Record<string, SecretValue | DescribedSecret>>;

const EXAMPLE = '{ db: "hunter2", api: { user: "app", port: 5432 } }';

/** Returns the secrets in the engine's format: text, bytes, or a description. */
export function readSecrets(secrets: Secrets, caller?: "seed"): Secrets {
  rejectNonObject(
    secrets,
    caller ?? "secrets",
    caller === undefined ? `{ secrets: ${EXAMPLE} }` : `fake.seed(${EXAMPLE})`,
  );
  if (tagOf(secrets) !== "Object") {
    throw misuse(`secrets is a ${tagOf(secrets)}`, "an object that maps names to values", "Object.fromEntries(map)");
  }
  return Object.fromEntries(
    Object.keys(secrets).map((name) => [
      name,
      readable(`secrets.${name}`, () => readSecret(`secrets.${name}`, secrets[name])),
    ]),
  );
}

/** Getters and proxies can throw, and the message of the exception can contain a secret. */
function readable<Read>(path: string, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (error instanceof Misuse) throw error;
    throw misuse(`${path} is unreadable: its getter or proxy throws`, "text, bytes or a plain object", EXAMPLE);
  }
}

/** Returns an object or a list as the JSON text that is stored; other values unchanged, which the engine checks. */
export function readStructure(path: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return readable(path, () => readValue(path, value));
}

function readSecret(path: string, value: unknown): SecretValue | DescribedSecret {
  if (!isDescribed(value)) return readValue(path, value);
  const { $secret: described } = value;
  const { value: current, versions } = described;
  const read = { ...described };
  if (current !== undefined) read.value = readValue(`${path}.$secret.value`, current);
  if (Array.isArray(versions)) {
    read.versions = versions.map((version: SeedVersion, index) => ({
      ...version,
      value: readValue(`${path}.$secret.versions.${index}.value`, version?.value),
    }));
  }
  return { $secret: read };
}

type Writable<Of> = { -readonly [Name in keyof Of]: Of[Name] };

function isDescribed(value: unknown): value is { $secret: Writable<DescribedSecret["$secret"]> } {
  if (typeof value !== "object" || value === null) return false;
  const [only, ...more] = Object.keys(value);
  const { $secret } = value as Partial<DescribedSecret>;
  return only === "$secret" && more.length === 0 && typeof $secret === "object" && $secret !== null;
}

function readValue(path: string, value: unknown): SecretValue {
  if (typeof value === "string") return value;
  if (ArrayBuffer.isView(value) || tagOf(value) === "ArrayBuffer") return value as Uint8Array;
  if (typeof value === "object" && value !== null && isPlain(value)) {
    rejectUnstorable(path, value, []);
    return JSON.stringify(value);
  }
  throw refused(path, value);
}

function refused(path: string, value: unknown): Misuse {
  if (value === undefined) {
    return misuse(`${path} is undefined (is a variable not set?)`, "text, bytes or an object", EXAMPLE);
  }
  if (["number", "boolean", "bigint"].includes(typeof value)) {
    return misuse(`${path} is a ${typeof value}`, "text, in quotes", '{ pin: "1234" }');
  }
  return misuse(`${path} is ${nameOf(value)}`, "text, bytes or a plain object", EXAMPLE);
}

/** Rejects values that JSON.stringify would drop or change. */
function rejectUnstorable(path: string, value: unknown, around: readonly unknown[]): void {
  if (value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) return;
  if (typeof value === "number")
    throw misuse(`${path} is ${value}, which JSON does not support`, "a finite number", EXAMPLE);
  if (value === undefined) {
    throw misuse(
      `${path} is undefined, which JSON does not support`,
      "a value or null, or leave the member out",
      EXAMPLE,
    );
  }
  if (around.includes(value)) throw misuse(`${path} is an object that contains itself`, "a tree of objects", EXAMPLE);
  if (typeof value !== "object") throw misuse(`${path} is ${nameOf(value)}`, "a JSON value", EXAMPLE);
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return;
  if (!isPlain(value))
    throw misuse(`${path} is ${nameOf(value)}`, "plain objects and lists", "Object.fromEntries(map), [...set]");
  const names = Object.keys(value);
  // Object.keys skips the holes of a list.
  if (Array.isArray(value) && names.length < value.length) rejectUnstorable(`${path}[]`, undefined, []);
  const deeper = [...around, value];
  for (const name of names) rejectUnstorable(`${path}.${name}`, (value as Record<string, unknown>)[name], deeper);
}

function isPlain(value: object): boolean {
  return Array.isArray(value) || tagOf(value) === "Object";
}

function nameOf(value: unknown): string {
  return typeof value === "object" && value !== null ? `a ${tagOf(value)}` : kindOf(value);
}

/** The kind of an object from any realm: `Map`, `Date`, `Object`. */
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

/** The options of `seed`. */
export interface SeedOptions {
  /** Updates existing secrets. By default, the name of an existing secret is rejected. */
  readonly replace?: boolean | undefined;
  /** By default, the fake's own. */
  readonly region?: string | undefined;
  /** By default, the fake's own. */
  readonly accountId?: string | undefined;
}

const SEED_EXAMPLE = 'fake.seed({ db: "hunter2" }, { replace: true })';

/** Checks the names and types of the options of `seed`. The engine checks the rest. */
export function seedOptions(options: SeedOptions): SeedOptions {
  rejectNonObject(options, "seed", SEED_EXAMPLE);
  rejectUnknown(options, ["replace", "region", "accountId"], "seed", SEED_EXAMPLE);
  const types = { replace: "boolean", region: "string", accountId: "string" } as const;
  for (const [name, type] of Object.entries(types)) {
    const given = options[name as keyof SeedOptions];
    if (given !== undefined && typeof given !== type) {
      throw misuse(`${name} was given ${kindOf(given)}`, type === "string" ? "text" : "true or false", SEED_EXAMPLE);
    }
  }
  return options;
}
