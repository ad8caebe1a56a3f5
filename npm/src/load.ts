/** Optional libraries of the user's project, which are loaded on first use. */

import { builtinModule } from "./node.js";

interface Modules {
  createRequire(path: string): (name: string) => unknown;
}

declare const require: ((name: string) => unknown) | undefined;

/** The CommonJS module, or undefined if it is not installed. In jest, it is the one of the test file. */
export function loadRequired(name: string): unknown {
  return typeof require === "function" ? attempt(require, name) : undefined;
}

/** The CommonJS module of the project, for code that runs as an ES module. */
export function loadFromProject(name: string): unknown {
  const project = `${globalThis.process?.cwd()}/package.json`;
  return attempt((wanted) => builtinModule<Modules>("module")?.createRequire(project)(wanted), name);
}

function attempt(load: (name: string) => unknown, name: string): unknown {
  try {
    return load(name);
  } catch {
    return undefined;
  }
}
