/**
 * Builds the package into dist/: the engine as WebAssembly in base64 inside one file, for `import` and for `require`.
 * Inside the file, because reading it from disk breaks if the package is bundled or `fs` is mocked.
 * Node.js gets a fast engine, browsers get a small one, which they download sooner.
 * `--keep-engine` keeps the WebAssembly of the last build, for changes of only TypeScript.
 */

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { declarations, SUBPATHS } from "./declarations.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const repository = join(root, "..");
const generated = join(root, "generated");
const small = join(generated, "small");
const dist = join(root, "dist");

if (!process.argv.includes("--keep-engine")) {
  empty(generated);
  for (const [profile, folder, features] of [
    ["wasm", generated, []],
    ["wasm-small", small, ["--no-default-features"]],
  ]) {
    bindings(compile(profile, features), folder);
    optimise(folder);
    embed(folder);
  }
}
empty(dist);
await bundle();
declarations(root, dist);
for (const license of ["LICENSE-MIT", "LICENSE-APACHE"]) {
  copyFileSync(join(repository, license), join(root, license));
}
report();

function empty(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
}

/** The engine as cargo makes it. */
function compile(profile, features) {
  const crate = ["-p", "fake-secrets-manager-wasm"];
  // Only as a cdylib: with an rlib, which the tests link, cargo optimizes each crate separately.
  const kind = ["--crate-type", "cdylib"];
  const build = [
    "rustc",
    "--profile",
    profile,
    "--target",
    "wasm32-unknown-unknown",
    "--locked",
    ...features,
    ...crate,
    ...kind,
  ];
  run("cargo", build, repository, { ...process.env, CARGO_ENCODED_RUSTFLAGS: withoutFolders().join("\x1f") });
  const metadata = execFileSync("cargo", ["metadata", "--format-version", "1", "--no-deps"], {
    cwd: repository,
    maxBuffer: 1 << 26,
  });
  const { target_directory } = JSON.parse(metadata);
  return join(target_directory, `wasm32-unknown-unknown/${profile}/fake_secrets_manager_wasm.wasm`);
}

/** Flags that make rustc omit the folders of the build machine from panic locations. */
function withoutFolders() {
  const registry = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry/src");
  const crates = existsSync(registry) ? readdirSync(registry).map((name) => join(registry, name)) : [];
  return [...crates, repository].map((folder) => `--remap-path-prefix=${folder}/=`);
}

/** The generated JavaScript, without `new URL(…, import.meta.url)`, which makes bundlers look for a file. */
function bindings(wasm, folder) {
  const flags = [
    "--target",
    "web",
    "--omit-default-module-path",
    "--remove-producers-section",
    "--remove-name-section",
  ];
  run(wasmBindgen(), [...flags, "--out-name", "engine", "--out-dir", folder, wasm]);
}

/** The wasm-bindgen tool in the version of the crate: WASM_BINDGEN, the one that `make` installed, or the one on the PATH. */
function wasmBindgen() {
  const installed = join(repository, ".tools/bin/wasm-bindgen");
  return process.env.WASM_BINDGEN ?? (existsSync(installed) ? installed : "wasm-bindgen");
}

function optimise(folder) {
  const binaryen = dirname(createRequire(import.meta.url).resolve("binaryen/package.json"));
  const features = [
    "bulk-memory",
    "nontrapping-float-to-int",
    "sign-ext",
    "mutable-globals",
    "reference-types",
    "multivalue",
  ];
  const flags = ["-O3", ...features.map((feature) => `--enable-${feature}`)];
  const wasm = join(folder, "engine_bg.wasm");
  run(process.execPath, [join(binaryen, "bin/wasm-opt"), ...flags, wasm, "-o", wasm]);
}

/** The wasm as a module that exports its bytes. Node's Buffer decodes base64 ten times as fast as `atob` and a loop. */
function embed(folder) {
  const base64 = readFileSync(join(folder, "engine_bg.wasm")).toString("base64");
  writeFileSync(
    join(folder, "wasm.js"),
    `const base64 = "${base64}";
export function bytes() {
  if (globalThis.Buffer) return globalThis.Buffer.from(base64, "base64");
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place++) bytes[place] = text.charCodeAt(place);
  return bytes;
}
`,
  );
  writeFileSync(join(folder, "wasm.d.ts"), "export function bytes(): Uint8Array<ArrayBuffer>;\n");
}

/** ESM for browsers and bundlers, CommonJS for Node, and an ESM wrapper of the latter, so that `import` and `require` give one class. */
async function bundle() {
  const common = {
    bundle: true,
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    external: ["fake-secrets-manager", "vitest", "@jest/globals", "@mswjs/interceptors", "node:test"],
    // The field sideEffects of the package is for the bundlers of users.
    ignoreAnnotations: true,
  };
  const esm = { ...common, format: "esm", platform: "neutral" };
  // Only for platform node does esbuild write the hint that lets Node's `import` find the names in CommonJS.
  const cjs = { ...common, format: "cjs", platform: "node" };
  const inject = [join(root, "src/text-shim.js")];
  const smallEngine = {
    name: "small-engine",
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\.\.\/generated\// }, ({ path }) => ({
        path: join(small, path.slice("../generated/".length)),
      })),
  };
  const from = (name) => ({ entryPoints: [join(root, `src/${name}.ts`)] });
  const both = (name, more) => [
    build({ ...esm, ...more, ...from(name), plugins: [smallEngine], outfile: join(dist, `${name}.js`) }),
    build({ ...cjs, ...more, ...from(name), outfile: join(dist, `${name}.cjs`) }),
  ];
  await Promise.all([...both("index", { inject }), ...SUBPATHS.flatMap((name) => both(name))]);
  await build({ ...esm, ...from("cli"), platform: "node", outfile: join(dist, "cli.js") });
  chmodSync(join(dist, "cli.js"), 0o755);
  const names = Object.keys(createRequire(import.meta.url)(join(dist, "index.cjs")));
  writeFileSync(join(dist, "index.node.js"), `export { ${names.join(", ")} } from "./index.cjs";\n`);
}

function report() {
  for (const [name, folder] of [
    ["engine", generated],
    ["small engine", small],
  ]) {
    const wasm = readFileSync(join(folder, "engine_bg.wasm"));
    console.log(`${name} ${kilobytes(wasm.length)}, gzipped ${kilobytes(gzipSync(wasm, { level: 9 }).length)}`);
  }
  console.log(`dist/index.js ${kilobytes(statSync(join(dist, "index.js")).size)}`);
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function run(command, args, cwd = root, env = process.env) {
  execFileSync(command, args, { cwd, env, stdio: "inherit" });
}
