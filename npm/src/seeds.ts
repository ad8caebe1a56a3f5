/**
 * The values of secrets that a test starts from. Objects become their JSON text by the rules of JSON.stringify; whatever it would drop or
 * change without a word is refused.
 */

import { kindOf, type Misuse, misuse, refuseNonObject } from "./misuse.js";
import { refuseUnknown } from "./names.js";

/** A value: text, bytes, or an object or list that is stored as its JSON text. */
export type SecretValue = string | Uint8Array | ArrayBuffer | object;

/** One version of a described secret. */
export interface SeedVersion {
  readonly value: SecretValue;
  readonly labels?: readonly string[] | undefined;
  readonly id?: string | undefined;
}

/** A secret with more than its value: `{ $secret: { value: "hunter2", tags: { team: "a" } } }`. */
export interface DescribedSecret {
  readonly $secret: {
    /** The current value; or `versions`. */
    readonly value?: SecretValue | undefined;
    readonly description?: string | undefined;
    readonly kmsKeyId?: string | undefined;
    readonly tags?: Readonly<Record<string, string>> | undefined;
    /** With their staging labels, AWSCURRENT among them. */
    readonly versions?: readonly SeedVersion[] | undefined;
  };
}

/** Secrets by name: values, or described secrets. */
export type Secrets = Readonly<Record<string, SecretValue | DescribedSecret>>;

const EXAMPLE = '{ secrets: { db: "hunter2", api: { user: "app", port: 5432 } } }';

/** The secrets as the engine takes them: text, bytes, or a description of both. */
export function readSecrets(secrets: Secrets): Secrets {
  refuseNonObject(secrets, "secrets", EXAMPLE);
  if (tagOf(secrets) !== "Object") {
    throw misuse(`secrets got a ${tagOf(secrets)}`, "an object from name to value", "Object.fromEntries(map)");
  }
  return Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, readSecret(name, value)]));
}

function readSecret(name: string, value: SecretValue | DescribedSecret): SecretValue {
  const about = `the secret ${JSON.stringify(name)}`;
  if (!isDescribed(value)) return readValue(about, value);
  const { $secret: described } = value;
  const { value: current, versions } = described;
  const read = { ...described };
  if (current !== undefined) read.value = readValue(about, current);
  if (Array.isArray(versions)) {
    read.versions = versions.map((version: SeedVersion) => ({ ...version, value: readValue(about, version?.value) }));
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

function readValue(about: string, value: unknown): SecretValue {
  if (typeof value === "string") return value;
  if (ArrayBuffer.isView(value) || tagOf(value) === "ArrayBuffer") return value as Uint8Array;
  if (typeof value === "object" && value !== null && isPlain(value)) {
    refuseUnstorable(about, "", value, []);
    return JSON.stringify(value);
  }
  throw refused(about, value);
}

function refused(about: string, value: unknown): Misuse {
  if (value === undefined) {
    return misuse(`${about} got undefined (a variable that is not set?)`, "text, bytes or an object", EXAMPLE);
  }
  if (["number", "boolean", "bigint"].includes(typeof value)) {
    return misuse(`${about} got a ${typeof value}`, "text, in quotes", '{ secrets: { pin: "1234" } }');
  }
  return misuse(`${about} got ${nameOf(value)}`, "text, bytes or a plain object", EXAMPLE);
}

/** Refuses what JSON.stringify would leave out, or write as something else. */
function refuseUnstorable(about: string, path: string, value: unknown, around: readonly unknown[]): void {
  const where = path === "" ? about : `${about}, at ${path},`;
  if (value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) return;
  if (typeof value === "number")
    throw misuse(`${where} got ${value}, which JSON does not have`, "a finite number", EXAMPLE);
  if (value === undefined) {
    throw misuse(`${where} got undefined, which JSON does not have`, "a value, null, or no such member", EXAMPLE);
  }
  if (around.includes(value)) throw misuse(`${where} got an object that contains itself`, "a tree of objects", EXAMPLE);
  if (typeof value !== "object") throw misuse(`${where} got ${nameOf(value)}`, "what JSON has", EXAMPLE);
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return;
  if (!isPlain(value))
    throw misuse(`${where} got ${nameOf(value)}`, "plain objects and lists", "Object.fromEntries(map), [...set]");
  const deeper = [...around, value];
  for (const [name, member] of Object.entries(value)) {
    refuseUnstorable(about, path === "" ? name : `${path}.${name}`, member, deeper);
  }
  // Object.entries does not see the holes of a list.
  if (Array.isArray(value) && Object.keys(value).length < value.length)
    refuseUnstorable(about, `${path}[]`, undefined, []);
}

function isPlain(value: object): boolean {
  return Array.isArray(value) || tagOf(value) === "Object";
}

function nameOf(value: unknown): string {
  return typeof value === "object" && value !== null ? `a ${tagOf(value)}` : kindOf(value);
}

/** The kind of an object, whichever realm it comes from: `Map`, `Date`, `Object`. */
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

/** Where `seed` puts its secrets, and what it does with those that exist. */
export interface SeedOptions {
  /** Updates a secret that exists. Unless told, its name is refused. */
  readonly replace?: boolean | undefined;
  /** The fake's own unless told. */
  readonly region?: string | undefined;
  /** The fake's own unless told. */
  readonly accountId?: string | undefined;
}

const SEED_EXAMPLE = 'fake.seed({ db: "hunter2" }, { replace: true })';

/** The options of `seed`, checked for names and types; the engine checks the rest. */
export function seedOptions(options: SeedOptions): SeedOptions {
  refuseNonObject(options, "seed", SEED_EXAMPLE);
  refuseUnknown(options, ["replace", "region", "accountId"], "seed", SEED_EXAMPLE);
  const types = { replace: "boolean", region: "string", accountId: "string" } as const;
  for (const [name, type] of Object.entries(types)) {
    const given = options[name as keyof SeedOptions];
    if (given !== undefined && typeof given !== type) {
      throw misuse(`${name} was given ${kindOf(given)}`, type === "string" ? "text" : "true or false", SEED_EXAMPLE);
    }
  }
  return options;
}
