/**
 * The packed package in every runner, on every Node, and with every TypeScript that it supports: `make matrix`.
 *
 * Each runner gets the same tests (suite/), with the imports of its module system in front. Arguments choose rows: `npm run matrix -- jest`.
 */

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkTypes } from "./types.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, "../../..");
const build = join(repository, ".build/matrix");

const NODES = ["20", "22", "24"];
const PARTS = Object.fromEntries(
  readdirSync(join(here, "suite")).map((name) => [
    name.replace(".js", ""),
    readFileSync(join(here, "suite", name), "utf8"),
  ]),
);

const SDK = [
  "DescribeSecretCommand",
  "GetSecretValueCommand",
  "PutSecretValueCommand",
  "SecretsManagerClient",
  "UpdateSecretVersionStageCommand",
];

// `alone` lists the parts that need separate files, because other parts check the state that all tests of a file share.
const vitest = (version, pool, nodes = NODES) => ({
  name: `vitest ${version}, ${pool}`,
  project: `vitest-${version.split(".")[0]}`,
  nodes,
  file: "secrets.test.ts",
  header: imported(
    "vitest",
    "fake-secrets-manager/vitest",
    ["describe", "test", "expect", "beforeEach", "afterEach"],
    "test as fixtureTest",
  ),
  parts: ["body", "network", "matcher", "using", "fixture", "rotation"],
  alone: ["concurrent"],
  command: ["node_modules/vitest/vitest.mjs", "run", "--pool", pool, "--root", "."],
});

const jest = (version, kind, { file, header, flags = [], config, parts = [] }) => ({
  name: `jest ${version}, ${kind}`,
  project: `jest-${version}`,
  nodes: NODES,
  file,
  header,
  parts: ["body", "network", "matcher", "rotation", ...parts],
  alone: ["concurrent"],
  files: { "jest.config.json": JSON.stringify({ testMatch: ["<rootDir>/*.test.*"], ...config }) },
  command: [...flags, "node_modules/jest/bin/jest.js", "--config", "jest.config.json"],
});

const JEST_HOOKS = ["describe", "test", "expect", "beforeEach", "afterEach"];
const commonJs = (extension) => ({
  file: `secrets.test.${extension}`,
  header: required("@jest/globals", "fake-secrets-manager/jest", JEST_HOOKS),
});
const typed = {
  file: "secrets.test.ts",
  header: imported("@jest/globals", "fake-secrets-manager/jest", JEST_HOOKS),
  parts: ["using"],
};
const tsJest = [
  "ts-jest",
  { diagnostics: false, tsconfig: { target: "es2022", module: "commonjs", esModuleInterop: true } },
];
const swc = [
  "@swc/jest",
  { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } },
];

const RUNNERS = [
  ...["3.2", "4.1"].flatMap((version) => ["forks", "threads", "vmThreads"].map((pool) => vitest(version, pool))),
  // vitest 5 refuses older versions of Node.
  ...["forks", "threads", "vmThreads"].map((pool) => vitest("5.1", pool, ["22", "24"])),
  ...["29", "30"].flatMap((version) => [
    jest(version, "CommonJS", { ...commonJs("cjs"), config: { transform: {} } }),
    jest(version, "ESM", {
      file: "secrets.test.mjs",
      header: imported("@jest/globals", "fake-secrets-manager/jest", JEST_HOOKS),
      flags: ["--experimental-vm-modules"],
      config: { transform: {} },
    }),
    jest(version, "ts-jest", { ...typed, config: { transform: { "\\.ts$": tsJest } } }),
    jest(version, "swc", { ...typed, config: { transform: { "\\.ts$": swc } } }),
  ]),
  ...["cjs", "mjs"].map((extension) => ({
    name: `node:test, ${extension === "cjs" ? "CommonJS" : "ESM"}`,
    project: "others",
    nodes: NODES,
    file: `node.test.${extension}`,
    header: (extension === "cjs" ? required : imported)("node:test", "fake-secrets-manager/node-test", [
      "describe",
      "test",
      "beforeEach",
      "afterEach",
    ]),
    parts: ["body", "network", "rotation"],
    command: ["--test", `node.test.${extension}`],
  })),
  ...["cjs", "mjs"].map((extension) => ({
    name: `mocha 12, ${extension === "cjs" ? "CommonJS" : "ESM"}`,
    project: "others",
    nodes: NODES,
    file: `mocha.test.${extension}`,
    header: (extension === "cjs" ? required : imported)(undefined, "fake-secrets-manager/mocha", []),
    parts: ["body", "network", "rotation"],
    command: ["node_modules/mocha/bin/mocha.js", "--timeout", "20000", `mocha.test.${extension}`],
  })),
  {
    name: "bun 1.4",
    project: "others",
    nodes: ["bun"],
    file: "bun.test.ts",
    header: imported("bun:test", "fake-secrets-manager/jest", JEST_HOOKS),
    parts: ["body", "matcher", "using", "rotation"],
    command: ["test", "./bun.test.ts"],
  },
];

/** The imports of a test file as ESM. */
function imported(runner, subpath, hooks, fixture) {
  return [
    'import { strict as assert } from "node:assert";',
    `import { ${SDK.join(", ")} } from "@aws-sdk/client-secrets-manager";`,
    'import { FakeSecretsManager } from "fake-secrets-manager";',
    'import "fake-secrets-manager/network";',
    `import { ${["checkRotation", "useFakeSecretsManager", fixture].filter(Boolean).join(", ")} } from "${subpath}";`,
    runner ? `import { ${hooks.join(", ")} } from "${runner}";` : "const test = it;",
    "const { equal, match, notEqual } = assert;",
  ].join("\n");
}

/** The same as CommonJS. */
function required(runner, subpath, hooks) {
  return [
    'const { strict: assert } = require("node:assert");',
    `const { ${SDK.join(", ")} } = require("@aws-sdk/client-secrets-manager");`,
    'const { FakeSecretsManager } = require("fake-secrets-manager");',
    'require("fake-secrets-manager/network");',
    `const { checkRotation, useFakeSecretsManager } = require("${subpath}");`,
    runner ? `const { ${hooks.join(", ")} } = require("${runner}");` : "const test = it;",
    "const { equal, match, notEqual } = assert;",
  ].join("\n");
}

main();

function main() {
  const wanted = process.argv.slice(2);
  const isWanted = (name) => wanted.length === 0 || wanted.some((part) => name.includes(part));
  const tarball = packed();
  install("nodes");
  const runners = RUNNERS.filter(({ name }) => isWanted(name));
  const ready = new Set();
  const failures = [];
  const rows = runners.map((runner) => {
    if (!ready.has(runner.project)) install(runner.project, tarball);
    ready.add(runner.project);
    const cells = [...NODES, "bun"].map((node) => {
      if (!runner.nodes.includes(node)) return "";
      const failure = run(runner, node);
      if (failure !== undefined) failures.push(`## ${runner.name}, Node ${node}\n${failure}`);
      return failure === undefined ? "ok" : "FAILS";
    });
    console.error([runner.name, ...cells].join("  "));
    return [runner.name, ...cells];
  });
  const types = isWanted("types") ? checkTypes({ tarball, install, failures }) : [];
  table(["runner", ...NODES.map((node) => `Node ${node}`), "bun"], rows);
  if (types.length > 0) table(["types", "node10", "node16", "nodenext", "bundler"], types);
  for (const failure of failures) console.error(`\n${failure}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

/** The package as it is published. */
function packed() {
  rmSync(join(build, "tarball"), { recursive: true, force: true });
  mkdirSync(join(build, "tarball"), { recursive: true });
  command("npm", ["pack", "--silent", "--pack-destination", join(build, "tarball")], join(here, "../.."));
  return join(build, "tarball", readdirSync(join(build, "tarball"))[0]);
}

/** Installs a project, and the package into it. */
function install(name, tarball) {
  const folder = join(build, name);
  const from = join(here, "projects", name);
  const lock = readFileSync(join(from, "package-lock.json"), "utf8");
  const quiet = ["--no-audit", "--no-fund", "--loglevel", "error"];
  const installed = join(folder, "installed.json");
  if (!existsSync(installed) || readFileSync(installed, "utf8") !== lock) {
    rmSync(folder, { recursive: true, force: true });
    cpSync(from, folder, { recursive: true });
    command("npm", ["ci", "--legacy-peer-deps", ...quiet], folder);
    writeFileSync(installed, lock);
  }
  if (tarball) command("npm", ["install", "--no-save", "--legacy-peer-deps", ...quiet, tarball], folder);
  return folder;
}

/** Runs the tests of a runner. Returns its output if they fail. */
function run({ project, file, header, parts, alone = [], files = {}, command: args }, node) {
  const folder = join(build, project);
  for (const name of readdirSync(folder)) if (/\.test\.|jest\.config/.test(name)) rmSync(join(folder, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const write = (name, names) =>
    writeFileSync(join(folder, name), [header, ...["client", ...names].map((part) => PARTS[part])].join("\n"));
  write(file, parts);
  for (const part of alone) write(file.replace(/^\w+/, part), [part]);
  const binary =
    node === "bun"
      ? join(build, "others/node_modules/@oven/bun-linux-x64/bin/bun")
      : join(build, `nodes/node_modules/node-${node}/bin/node`);
  // As on the machine of a developer who works in another region.
  const env = { PATH: process.env.PATH, HOME: folder, AWS_REGION: "eu-west-1", NODE_NO_WARNINGS: "1", CI: "1" };
  const { status, stdout, stderr } = spawnSync(binary, args, { cwd: folder, env, encoding: "utf8", timeout: 120_000 });
  return status === 0 ? undefined : `${stdout}\n${stderr}`;
}

function command(name, args, cwd) {
  const { status, stdout, stderr } = spawnSync(name, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} ${args.join(" ")}\n${stdout}\n${stderr}`);
}

function table(head, rows) {
  console.log(`\n| ${head.join(" | ")} |\n|${" --- |".repeat(head.length)}`);
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
}
