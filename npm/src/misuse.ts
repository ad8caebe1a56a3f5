/** Misuse of the fake itself: another thing than an answer of the service. */

/** The fake was used in a way that has no counterpart in AWS. The message says what was given, what is expected, and an example. */
export class Misuse extends Error {
  override readonly name = "Misuse";
}

/** Names what came in without its content, which may be a secret. */
export function misuse(given: string, expected: string, example: string): Misuse {
  return new Misuse(`${given}; expected ${expected}, for example ${example}`);
}

/** What a value is, never what it holds. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
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
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw misuse(`${caller} was given ${kindOf(given)}`, "an object", example);
  }
}

/** Refuses names that are not in the list, so that a slip of the pen is not silently ignored. */
export function refuseUnknown(given: object, known: readonly string[], where: string, example: string): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = nearest(unknown, known);
  const hint = meant === undefined ? "" : ` (did you mean ${JSON.stringify(meant)}?)`;
  throw misuse(`${where} was given ${JSON.stringify(unknown)}${hint}`, `one of ${known.join(", ")}`, example);
}

/** The name that was probably meant. The engine has its own for the members of requests. */
function nearest(given: string, known: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[_-]/g, "");
  const wanted = plain(given);
  const [best] = known
    .map((name) => ({ name, far: distance(wanted, plain(name)) }))
    .filter(({ name, far }) => far <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.far - b.far);
  return best?.name;
}

/** How many letters must be changed, added, removed or swapped with their neighbour. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, row) => [row, ...Array<number>(b.length).fill(0)]);
  const at = (row: number, column: number) => rows[row]?.[column] ?? column;
  for (let row = 1; row <= a.length; row++) {
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const ways = [at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + same];
      if (swapped) ways.push(at(row - 2, column - 2) + 1);
      (rows[row] as number[])[column] = Math.min(...ways);
    }
  }
  return at(a.length, b.length);
}
