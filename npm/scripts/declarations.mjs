/**
 * The declarations for TypeScript. There is one of each module, for `require` (.d.cts), and `import` gets the same: a fake of one module
 * system is a fake of the other. Only what imports from vitest, whose types are ESM, is there for both.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The entries beside the main one, by the names of their files. */
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
    // Apart, because vitest's own types and our jest types would meet in the global namespace of jest.
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

/** The text with imports of the .d.cts files, but for those of `esm`. */
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
