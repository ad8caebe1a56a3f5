/** How `console.log` and runners print the objects of the package: names and counts, never secret values. */

/** The symbol of the method that Node.js and bun call to print an object. */
export const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;

type Inspect = (value: unknown, options: object) => string;

/** The arguments of that method. */
export type InspectArguments = readonly [depth?: number, options?: object, inspect?: Inspect];

/** Returns a class name with members, for example `FakeSecretsManager { region: 'eu-west-1' }`. */
export function inspected(name: string, members: object, [, options, inspect]: InspectArguments = []): string {
  if (inspect !== undefined) return `${name} ${inspect(members, { ...options, depth: 1 })}`;
  const parts = Object.entries(members).map(([member, value]) => `${member}: ${JSON.stringify(value)}`);
  return `${name} { ${parts.join(", ")} }`;
}

const SHOWN = 100;

/** Returns a list with one line per item. Shows only the end of a long list. */
export function inspectedList(name: string, lines: readonly string[]): string {
  const earlier = lines.length - SHOWN;
  const more = earlier > 0 ? [`  … ${earlier} earlier`] : [];
  const shown = [...more, ...lines.slice(-SHOWN).map((line) => `  ${line}`)];
  return `${name}(${lines.length}) ${lines.length === 0 ? "[]" : `[\n${shown.join("\n")}\n]`}`;
}
