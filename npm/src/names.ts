/** Names of options and members: whichever does not exist is refused, with the one that was probably meant. */

import { nearestName } from "./engine.js";
import { misuse } from "./misuse.js";

/** Refuses names that are not in the list, so that a slip of the pen is not silently ignored. */
export function refuseUnknown(given: object, known: readonly string[], where: string, example: string): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = nearestName(unknown, known);
  const hint = meant === undefined ? "" : ` (did you mean ${JSON.stringify(meant)}?)`;
  throw misuse(`${where} was given ${JSON.stringify(unknown)}${hint}`, `one of ${known.join(", ")}`, example);
}
