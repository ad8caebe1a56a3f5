/** Checks the names of options and members. An error for an unknown name suggests the nearest valid one. */

import { nearestName } from "./engine.js";
import { misuse } from "./misuse.js";

/** Rejects names that are not in the list, so that a misspelled name is not silently ignored. */
export function rejectUnknown(given: object, known: readonly string[], where: string, example: string): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = nearestName(unknown, known);
  const hint = meant === undefined ? "" : ` (did you mean ${JSON.stringify(meant)}?)`;
  throw misuse(`${where} was given ${JSON.stringify(unknown)}${hint}`, `one of ${known.join(", ")}`, example);
}
