/** Misuse of the fake itself, as opposed to an error of the service. */

/** The fake itself was used incorrectly. The message states what was given and what is expected, with an example. */
export class Misuse extends Error {
  override readonly name = "Misuse";
}

/** Describes a value without its content, which may be a secret. */
export function misuse(given: string, expected: string, example: string): Misuse {
  return new Misuse(`${given}; expected ${expected}, for example ${example}`);
}

/** Whether a value is a list. A revoked proxy throws when asked. */
export function isList(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** Describes the kind of a value, never its content. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (isList(value)) return "a list";
  if (value === undefined) return "undefined";
  return KINDS[typeof value] ?? `a value of type ${typeof value}`;
}

const KINDS: Readonly<Record<string, string>> = { string: "text", function: "a function", object: "an object" };

/** Returns a number as text, and the kind of any other value. For settings, which are not secret. */
export function numberOrKind(value: unknown): string {
  return typeof value === "number" || typeof value === "bigint" ? String(value) : kindOf(value);
}

/** Rejects values other than objects. */
export function rejectNonObject(given: unknown, caller: string, example: string): void {
  if (typeof given !== "object" || given === null || isList(given)) {
    throw misuse(`${caller} was given ${kindOf(given)}`, "an object", example);
  }
}
