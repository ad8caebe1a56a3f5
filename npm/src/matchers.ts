/** `expect(fake).toHaveSecret(name, value?)`, for vitest and jest. */

import { COMMAND } from "./command.js";
import type { FakeSecretsManager } from "./fake.js";
import { PEEK } from "./peek.js";

/** The part of a matcher's `this` that vitest and jest share. */
interface Context {
  equals(a: unknown, b: unknown): boolean;
}

interface Verdict {
  pass: boolean;
  message(): string;
}

/** Passes if the fake has the secret and, with a value, if its current value matches: text, bytes, or the parsed object of JSON text. */
export function toHaveSecret(this: Context, fake: unknown, name: string, ...expected: readonly unknown[]): Verdict {
  if (!isFake(fake)) {
    throw new TypeError(
      'toHaveSecret got a value that is not a fake; expected a FakeSecretsManager, for example expect(fake).toHaveSecret("db")',
    );
  }
  const found = currentValue(fake, name);
  const what = `the secret ${JSON.stringify(name)}`;
  if ("absent" in found) {
    return {
      pass: false,
      message: () => `expected the fake to have ${what}, but got: ${found.absent}${similar(fake, name)}`,
    };
  }
  if (expected.length === 0) {
    return { pass: true, message: () => `expected the fake not to have ${what}` };
  }
  const pass = holds(found.value, expected[0], this);
  // Neither value is shown, because test reports must not contain secrets.
  return {
    pass,
    message: () =>
      pass
        ? `expected ${what} to have another value (values are not shown)`
        : `the current value of ${what} does not match: ${difference(found.value, expected[0], this)} (values are not shown)`,
  };
}

/** Recognises a fake by its method and not by its class, because jest may have loaded the package again. */
function isFake(fake: unknown): fake is FakeSecretsManager {
  return typeof fake === "object" && fake !== null && PEEK in fake;
}

type Found = { value: string | Uint8Array | undefined } | { absent: string };

function currentValue(fake: FakeSecretsManager, name: string): Found {
  try {
    const { SecretString, SecretBinary } = fake[PEEK]("GetSecretValue", { SecretId: name });
    return { value: SecretString ?? SecretBinary };
  } catch (error) {
    if (!("$metadata" in (error as Error))) throw error;
    return { absent: `${(error as Error).name}: ${(error as Error).message}` };
  }
}

/** The secret of the fake with a similar name, as a question. */
function similar(fake: FakeSecretsManager, name: unknown): string {
  const names: string[] = [];
  let page = fake[PEEK]("ListSecrets", { MaxResults: 100 });
  for (;;) {
    for (const { Name } of page.SecretList ?? []) if (Name !== undefined) names.push(Name);
    if (page.NextToken === undefined || names.length >= 1_000) break;
    page = fake[PEEK]("ListSecrets", { MaxResults: 100, NextToken: page.NextToken });
  }
  const meant = typeof name === "string" ? fake[COMMAND].nearest(name, names) : undefined;
  return meant === undefined ? "" : ` Did you mean ${JSON.stringify(meant)}?`;
}

function holds(value: string | Uint8Array | undefined, expected: unknown, context: Context): boolean {
  if (context.equals(value, expected)) return true;
  const object = parsed(value);
  return typeof expected === "object" && object !== undefined && context.equals(object, expected);
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** Describes the difference of two values by their types, lengths and the names of members. */
function difference(value: unknown, expected: unknown, context: Context): string {
  const object = parsed(value);
  if (isMembers(object) && isMembers(expected)) {
    const [names, wanted] = [Object.keys(object), Object.keys(expected)];
    const parts: [string, string[]][] = [
      ["it differs in", names.filter((name) => name in expected && !context.equals(object[name], expected[name]))],
      ["it has no", wanted.filter((name) => !(name in object))],
      ["it also has", names.filter((name) => !(name in expected))],
    ];
    const told = parts.filter(([, which]) => which.length > 0);
    return told.map(([text, which]) => `${text} ${which.map((name) => JSON.stringify(name)).join(", ")}`).join("; ");
  }
  const [is, wanted] = [kindOf(value), kindOf(expected)];
  return is === wanted ? `both values are ${is}, but differ` : `it is ${is}, and ${wanted} was expected`;
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === "[object Object]" && !("asymmetricMatch" in (value as object));
}

function kindOf(value: unknown): string {
  if (typeof value === "string") return "text";
  if (value === undefined || value === null) return String(value);
  if (ArrayBuffer.isView(value)) return "bytes";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
