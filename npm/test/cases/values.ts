/** The values of a case, as JSON has them. Uses nothing of Node.js, so that a web page can read cases too. */

export type Json = null | boolean | number | string | readonly Json[] | Members;
export interface Members {
  readonly [name: string]: Json;
}

/** Replaces every `{"$text": [piece, [text, count], …]}` by its text. */
export function writeOut(value: Json): Json {
  if (Array.isArray(value)) return value.map(writeOut);
  if (typeof value !== "object" || value === null) return value;
  const { $text } = value as { $text?: ReadonlyArray<string | readonly [string, number]> };
  if ($text) return $text.map((piece) => (typeof piece === "string" ? piece : piece[0].repeat(piece[1]))).join("");
  return mapMembers(value as Members, writeOut);
}

/** The object with every member changed. */
export function mapMembers<From, To>(members: Readonly<Record<string, From>>, change: (member: From) => To) {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(member)]));
}
