/** The files of the package import each other without cycles, types included. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const SOURCES = new URL("../src/", import.meta.url);
const IMPORT = /\b(?:from|import)\s*\(?\s*"\.\/([\w.-]+)\.js"/g;

type Imports = ReadonlyMap<string, readonly string[]>;

function imports(): Imports {
  const files = readdirSync(SOURCES).filter((file) => file.endsWith(".ts"));
  const of = (file: string) => [...readFileSync(new URL(file, SOURCES), "utf8").matchAll(IMPORT)].map(([, name]) => name);
  return new Map(files.map((file) => [file.slice(0, -3), of(file).filter((name) => name !== undefined)]));
}

/** The files along a cycle, or undefined. */
function cycle(all: Imports): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return path.slice(path.indexOf(file));
    if (done.has(file)) return undefined;
    for (const next of all.get(file) ?? []) {
      const found = visit(next, [...path, file]);
      if (found !== undefined) return found;
    }
    done.add(file);
    return undefined;
  };
  for (const file of all.keys()) {
    const found = visit(file, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

test("files do not import each other in a cycle", () => {
  const all = imports();
  expect(all.get("fake")).toContain("controls");
  expect(cycle(all)).toBeUndefined();
});

test("a cycle is found", () => {
  const all = new Map([
    ["a", ["b"]],
    ["b", ["c"]],
    ["c", ["b"]],
  ]);
  expect(cycle(all)).toEqual(["b", "c"]);
});
