/** Copies the options of a control before they cross to the engine: no getter or proxy of a test may run inside WebAssembly. */

import { isList, kindOf, Misuse, misuse } from "./misuse.js";

/**
 * Copies options, each of which is a scalar or a list of scalars. Any other object becomes an empty one, which the engine rejects with an
 * error that names the option.
 */
export function plain<Options extends object>(options: Options, caller: string, example: string): Options {
  return readable(caller, example, () => {
    const copy = Object.entries(options).map(([name, value]) => [name, copyOf(name, value, example)]);
    return Object.fromEntries(copy) as Options;
  });
}

/** Reads options. The exception of a getter or a proxy is left out, because its message can contain a secret. */
export function readable<Read>(caller: string, example: string, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (error instanceof Misuse) throw error;
    throw misuse(`${caller} was given an unreadable object: a getter or proxy throws`, "a plain object", example);
  }
}

/** No test needs a longer list. A proxy can claim any length. */
const MAX_ITEMS = 100_000;

function copyOf(name: string, value: unknown, example: string): unknown {
  if (!isList(value)) return scalarOf(name, value, example);
  const list = value as unknown[];
  const { length } = list;
  if (length > MAX_ITEMS) throw misuse(`${name} was given a list of ${length} items`, `at most ${MAX_ITEMS}`, example);
  return Array.from({ length }, (_, index) => scalarOf(name, list[index], example));
}

function scalarOf(name: string, value: unknown, example: string): unknown {
  if (value === null || ["undefined", "string", "number", "boolean"].includes(typeof value)) return value;
  if (typeof value === "object") return {};
  throw misuse(`${name} was given ${kindOf(value)}`, "text, a number, true, false or a list", example);
}
