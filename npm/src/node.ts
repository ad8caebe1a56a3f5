/** Node's own modules and environment, where there are any. Asked of the process and not imported: a bundle for browsers needs none. */

interface Process {
  env?: Record<string, string | undefined>;
  getBuiltinModule?(name: string): unknown;
  emitWarning?(warning: string, options: { type: string; code?: string }): void;
}

/** The process, or an empty object in a browser. */
export function hostProcess(): Process {
  return (globalThis as { process?: Process }).process ?? {};
}

/** The environment's variables; none in a browser. */
export function environment(): Record<string, string | undefined> {
  return hostProcess().env ?? {};
}

/** One of Node's modules; undefined in a browser and before Node 20.16. */
export function builtinModule<Module>(name: string): Module | undefined {
  return hostProcess().getBuiltinModule?.(`node:${name}`) as Module | undefined;
}

/** Says something to the author of a test, on a channel that is not an answer. */
export function warn(text: string): void {
  const { emitWarning } = hostProcess();
  if (emitWarning) emitWarning(text, { type: "FakeSecretsManagerWarning" });
  else console.warn(text);
}
