/** The committed types match the engine's description. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

test("src/shapes.ts is not stale: make typings", { timeout: 300_000 }, () => {
  const made = execFileSync(process.execPath, [path("../scripts/typings.mjs"), "--print"], { encoding: "utf8" });
  expect(readFileSync(path("../src/shapes.ts"), "utf8")).toBe(made);
});
