/** Misuse of the fake itself: another thing than an answer of the service. */

/** The fake was used in a way that has no counterpart in AWS. The message says what was given, what is expected, and an example. */
export class Misuse extends Error {
  override readonly name = "Misuse";
}

/** Names what came in without its content, which may be a secret. */
export function misuse(given: string, expected: string, example: string): Misuse {
  return new Misuse(`${given}; expected ${expected}, for example ${example}`);
}

/** Whether a value is a list. A proxy that was revoked cannot be asked. */
export function isList(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** What a value is, never what it holds. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (isList(value)) return "a list";
  if (value === undefined) return "undefined";
  return KINDS[typeof value] ?? `a value of type ${typeof value}`;
}

const KINDS: Readonly<Record<string, string>> = { string: "text", function: "a function", object: "an object" };

/** A number as it stands; of anything else, what it is. For settings, which are no secrets. */
export function numberOrKind(value: unknown): string {
  return typeof value === "number" || typeof value === "bigint" ? String(value) : kindOf(value);
}

/** Refuses what has no members. */
export function refuseNonObject(given: unknown, caller: string, example: string): void {
  if (typeof given !== "object" || given === null || isList(given)) {
    throw misuse(`${caller} was given ${kindOf(given)}`, "an object", example);
  }
}
