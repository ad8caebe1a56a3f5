/** The structure of the sources: no import cycles, and no file that is too long. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";

const SOURCES = new URL("../src/", import.meta.url);
/** Generated. */
const GENERATED = ["shapes.ts"];
const LONGEST = 450;

const files = readdirSync(SOURCES).filter((name) => name.endsWith(".ts"));
const texts = new Map(files.map((name) => [name, readFileSync(new URL(name, SOURCES), "utf8")]));

/** The modules that a module imports, including imports of types. */
function imports(name: string): string[] {
  const found = (texts.get(name) ?? "").matchAll(/(?:from|import)\s*\(?"(?:\.\/([\w-]+)\.js|(fake-secrets-manager))"/g);
  return [...found].map(([, module, self]) => (self ? "index.ts" : `${module}.ts`));
}

function cycleFrom(name: string, path: readonly string[], done: Set<string>): readonly string[] | undefined {
  if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
  if (done.has(name)) return undefined;
  for (const next of imports(name)) {
    const cycle = cycleFrom(next, [...path, name], done);
    if (cycle !== undefined) return cycle;
  }
  done.add(name);
  return undefined;
}

test("modules do not import each other in a cycle", () => {
  expect(imports("fake.ts")).toContain("controls.ts");
  const done = new Set<string>();
  expect(files.map((name) => cycleFrom(name, [], done)).filter(Boolean)).toEqual([]);
});

test("only the main entry contains the engine", () => {
  const dist = new URL("../dist/", import.meta.url);
  const scripts = readdirSync(dist).filter(
    (name) => /\.c?js$/.test(name) && statSync(new URL(name, dist)).size > 100_000,
  );
  expect(scripts.sort()).toEqual(["index.cjs", "index.js"]);
});

test(`no module has more than ${LONGEST} lines`, () => {
  const long = [...texts].filter(([name, text]) => !GENERATED.includes(name) && text.split("\n").length > LONGEST);
  expect(long.map(([name]) => name)).toEqual([]);
});
