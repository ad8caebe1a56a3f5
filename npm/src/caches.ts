/** Caches of client-side libraries, which outlive a fake. */

import { misuse } from "./misuse.js";
import { builtinModule } from "./node.js";

const POWERTOOLS = "@aws-lambda-powertools/parameters";

interface Powertools {
  clearCaches(): void;
}

interface Loader {
  createRequire(path: string): (name: string) => unknown;
}

declare const require: ((name: string) => unknown) | undefined;

/**
 * Clears the caches of `@aws-lambda-powertools/parameters`, so that the code under test reads from the fake again.
 * @throws Misuse if the library is not installed.
 */
export async function clearCaches(): Promise<void> {
  const libraries = await Promise.all([imported(), required(), requiredByProject()]);
  const found = new Set(libraries.filter((library) => library !== undefined));
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
  const name = POWERTOOLS; // in a variable, so that no bundler looks for it
  return import(name).catch(() => undefined);
}

/** The CommonJS module, in jest that of the test file. */
function required(): Powertools | undefined {
  return typeof require === "function" ? attempt(require) : undefined;
}

/** The CommonJS module of the project, where this package runs as an ES module. */
function requiredByProject(): Powertools | undefined {
  const project = `${globalThis.process?.cwd()}/package.json`;
  return attempt((name) => builtinModule<Loader>("module")?.createRequire(project)(name));
}

function attempt(load: (name: string) => unknown): Powertools | undefined {
  try {
    return load(POWERTOOLS) as Powertools | undefined;
  } catch {
    return undefined;
  }
}
