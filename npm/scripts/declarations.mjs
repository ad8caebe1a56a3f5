/** The declarations for TypeScript: those that the entries need, once as .d.ts for `import` and once as .d.cts for `require`. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const RELATIVE = /(from|import\() ?"\.\/([\w-]+)\.js"/g;

/** Entries that are not for `require`. */
const ESM_ONLY = ["vitest", "global-setup"];

/** Writes the declarations of the package at `root` to `dist`. */
export function declarations(root, dist) {
  const out = mkdtempSync(join(tmpdir(), "declarations-"));
  try {
    // Apart, because vitest's own types and our jest types would meet in the global namespace of jest.
    for (const project of ["tsconfig.build.json", "tsconfig.jest.json"]) emit(join(root, project), out, root);
    const read = (name) => readFileSync(join(out, `src/${name}.d.ts`), "utf8");
    for (const name of reachable(["index", "vitest", "jest", "global-setup"], read)) {
      writeFileSync(join(dist, `${name}.d.ts`), read(name));
      const commonJs = read(name).replace(RELATIVE, '$1 "./$2.cjs"').replaceAll("import( ", "import(");
      if (!ESM_ONLY.includes(name)) writeFileSync(join(dist, `${name}.d.cts`), commonJs);
    }
  } finally {
    rmSync(out, { recursive: true });
  }
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
