/** The reports of runners for tests that fail on purpose: the files of inner/. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const INNER = join(import.meta.dirname, "inner");
// Each test starts a runner, and other tests run at the same time.
vi.setConfig({ testTimeout: 90_000 });

const folder = mkdtempSync(join(tmpdir(), "runners-"));

interface Report {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { title: string; ancestorTitles: string[]; failureMessages: string[] }[];
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
  const results = suite.assertionResults.map(({ title, ancestorTitles, failureMessages }) => [
    [...ancestorTitles.filter(Boolean), title].join(" > "),
    failureMessages[0],
  ]);
  return Object.fromEntries(results);
}

test("node:test fails a test that calls useFakeSecretsManager", () => {
  const { stdout } = spawnSync(process.execPath, ["--test-reporter=tap", join(INNER, "hooks.inner.mjs")], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, NODE_NO_WARNINGS: "1", NODE_TEST_CONTEXT: "" },
  });
  const results = stdout.split("\n").filter((line) => /^ *(not )?ok /.test(line));
  expect(results.map((line) => line.trim())).toEqual([
    "ok 1 - before it",
    "not ok 2 - a test that calls it",
    "not ok 3 - a test that calls it later",
    "ok 1 - a test in a block",
    "ok 4 - a block that calls it",
  ]);
  expect(stdout.match(/useFakeSecretsManager was called while a test runs; expected a call at the top/g)).toHaveLength(
    2,
  );
});

describe.each(["vitest", "jest"] as const)("in %s", (runner) => {
  test("checkRotation registers one test per check, and a broken function fails its check", () => {
    const results = run(runner, "rotation");
    const good = Object.entries(results).filter(([title]) => title.startsWith("good"));
    const broken = Object.entries(results).filter(([title]) => title.startsWith("broken"));
    expect(good).toHaveLength(20);
    expect(good.filter(([, failure]) => failure !== undefined)).toEqual([]);
    expect(broken.map(([title]) => title.split(" > ")[1])).toEqual(good.map(([title]) => title.split(" > ")[1]));
    const failed = broken.filter(([, failure]) => failure !== undefined);
    expect(failed).toEqual([
      ["broken > hides_secret_values", expect.stringMatching(/fails 1 of 1 checks:\n {2}hides_secret_values: /)],
    ]);
  });

  test("an unused fault fails the test that injected it, in strict mode", () => {
    expect(run(runner, "strict")).toEqual({
      "uses its fault": undefined,
      "leaves its fault unused": expect.stringContaining('injected faults never occurred: fake.fail("ListSecrets"'),
      "comes after it": undefined,
    });
  });
});
