/** What runners report of tests that fail on purpose: the files of inner/. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const INNER = join(import.meta.dirname, "inner");
const folder = mkdtempSync(join(tmpdir(), "runners-"));

interface Report {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { title: string; status: string; failureMessages: string[] }[];
  }[];
}

/** The tests of a file: each title with the error of the test, or undefined. */
function run(runner: "vitest" | "jest", file: string): Record<string, string | undefined> {
  const output = join(folder, `${runner}-${file}.json`);
  const args =
    runner === "vitest"
      ? ["vitest/vitest.mjs", "run", "--root", INNER, "--reporter=json", `--outputFile=${output}`, file]
      : ["jest/bin/jest.js", "-c", join(INNER, "jest.json"), "--json", `--outputFile=${output}`, file];
  const [script = "", ...rest] = args;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|JEST)/.test(name)));
  const done = spawnSync(process.execPath, [join(ROOT, "node_modules", script), ...rest], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...env, NODE_NO_WARNINGS: "1" },
  });
  const [suite] = (JSON.parse(readFileSync(output, "utf8")) as Report).testResults;
  if (suite === undefined || suite.assertionResults.length === 0) throw new Error(done.stdout + done.stderr);
  const results = suite.assertionResults.map(({ title, failureMessages }) => [title, failureMessages[0]]);
  return Object.fromEntries(results);
}

describe.each(["vitest", "jest"] as const)("in %s", (runner) => {
  test("an unused fault fails the test that injected it, in strict mode", () => {
    expect(run(runner, "strict")).toEqual({
      "uses its fault": undefined,
      "leaves its fault unused": expect.stringContaining('injected and never happened: fake.fail("ListSecrets"'),
      "comes after it": undefined,
    });
  });
});
