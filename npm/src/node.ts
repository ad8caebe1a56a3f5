/** Modules and environment of Node.js, if available. Read from the process and not imported, so that bundles for browsers work. */

interface Process {
  env?: Record<string, string | undefined>;
  getBuiltinModule?(name: string): unknown;
  emitWarning?(warning: string, options: { type: string; code?: string }): void;
}

/** The process, or an empty object in a browser. */
export function hostProcess(): Process {
  return (globalThis as { process?: Process }).process ?? {};
}

/** The environment variables; empty in a browser. */
export function environment(): Record<string, string | undefined> {
  return hostProcess().env ?? {};
}

/** A built-in module of Node.js; undefined in a browser and before Node.js 20.16. */
export function builtinModule<Module>(name: string): Module | undefined {
  return hostProcess().getBuiltinModule?.(`node:${name}`) as Module | undefined;
}

/** Warns the author of a test. */
export function warn(text: string): void {
  const { emitWarning } = hostProcess();
  if (emitWarning) emitWarning(text, { type: "FakeSecretsManagerWarning" });
  else console.warn(text);
}
