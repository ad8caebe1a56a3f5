/** Caches of client-side libraries, which keep values longer than a fake lives. */

import { loadFromProject, loadRequired } from "./load.js";
import { misuse } from "./misuse.js";

const POWERTOOLS = "@aws-lambda-powertools/parameters";

interface Powertools {
  clearCaches(): void;
}

/**
 * Clears the caches of `@aws-lambda-powertools/parameters`, so that the code under test reads from the fake again.
 * @throws Misuse if the library is not installed.
 */
export async function clearCaches(): Promise<void> {
  const libraries = [await imported(), loadRequired(POWERTOOLS), loadFromProject(POWERTOOLS)];
  const found = new Set(libraries.filter((library) => library !== undefined) as Powertools[]);
  for (const library of found) library.clearCaches();
  if (found.size > 0) return;
  throw misuse(
    "clearCaches found no library with a cache",
    `${POWERTOOLS} to be installed`,
    `npm install ${POWERTOOLS}`,
  );
}

/** The ES module. */
function imported(): Promise<Powertools | undefined> {
  const name = POWERTOOLS; // in a variable, so that bundlers do not look for it
  return import(name).catch(() => undefined);
}
