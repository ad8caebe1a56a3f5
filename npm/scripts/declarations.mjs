/**
 * The declarations for TypeScript. Each module has one for `require` (.d.cts), which `import` uses too, so that both module systems have
 * the same types. Only modules that import from vitest, whose types are ESM, have two.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The names of the files of all entries except the main one. */
export const SUBPATHS = [
  "vitest",
  "vitest-setup",
  "jest",
  "jest-setup",
  "node-test",
  "mocha",
  "network",
  "global-setup",
];

const VITEST = ["vitest", "vitest-setup"];
const RELATIVE = /(from |import |import\()\s?"\.\/([\w-]+)\.js"/g;

/** Writes the declarations of the package at `root` to `dist`. */
export function declarations(root, dist) {
  const out = mkdtempSync(join(tmpdir(), "declarations-"));
  try {
    // Separately, because vitest's own types and our jest types would conflict in the global namespace of jest.
    for (const project of ["tsconfig.build.json", "tsconfig.jest.json"]) emit(join(root, project), out, root);
    const read = (name) => readFileSync(join(out, `src/${name}.d.ts`), "utf8");
    const entries = ["index", ...SUBPATHS];
    for (const name of reachable(entries, read)) refuseGenerated(name, read(name));
    for (const name of reachable(entries, read)) writeFileSync(join(dist, `${name}.d.cts`), linked(read(name), []));
    for (const name of entries) {
      const text = VITEST.includes(name) ? linked(read(name), VITEST) : `export * from "./${name}.cjs";\n`;
      writeFileSync(join(dist, `${name}.d.ts`), text);
    }
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** The engine's own declarations are not part of the package. */
function refuseGenerated(name, text) {
  if (text.includes("../generated/")) throw new Error(`${name}.d.ts mentions generated/; mark its members @internal`);
}

/** The text with imports of the .d.cts files, except those of `esm`. */
function linked(text, esm) {
  return text.replace(RELATIVE, (whole, start, name) => (esm.includes(name) ? whole : `${start}"./${name}.cjs"`));
}

function emit(project, out, root) {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const flags = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--rootDir", root, "--outDir", out];
  execFileSync(process.execPath, [tsc, "-p", project, ...flags], { stdio: "inherit" });
}

/** The modules that can be reached from the entries; the engine's own declarations are not among them. */
function reachable(entries, read) {
  const found = new Set(entries);
  for (const name of found) {
    for (const [, , next] of read(name).matchAll(RELATIVE)) found.add(next);
  }
  return found;
}
