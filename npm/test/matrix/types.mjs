/** The declarations with every TypeScript that is supported, in every kind of module resolution, and with the types of every runner. */

import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const COMPILERS = ["5.4", "5.9", "6.0", "7.0"];

const RESOLUTIONS = {
  node10: ["--module", "commonjs", "--moduleResolution", "node10"],
  node16: ["--module", "node16"],
  nodenext: ["--module", "nodenext"],
  bundler: ["--module", "esnext", "--moduleResolution", "bundler"],
};

const COMMON = `
const options: FakeSecretsManagerOptions = { region: "eu-west-1", secrets: { db: "hunter2" } };
const one = new FakeSecretsManager(options);
const text: string | undefined = one.getSecretValue({ SecretId: "db" }).SecretString;
one.fail("GetSecretValue", "DecryptionFailure", { message: "x" });
one.fail("GetSecretValue", "ThrottlingException");
// @ts-expect-error: the API declares no such code for the operation
one.fail("GetSecretValue", "PublicPolicyException");
const seed = (fake: FakeSecretsManager) => fake.seed({ db: "v" }, { replace: true });
const restore: () => void = one.intercept(SecretsManagerClient);
new SecretsManagerClient({ ...one.clientConfig(), maxAttempts: 1 });
export { restore, text };
`;

const MAIN = `import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager, type FakeSecretsManagerOptions } from "fake-secrets-manager";
`;

/** One check: the text of a file, the project with its types, and the module resolutions that its runner supports with types. */
const FILES = [
  ...["3", "4", "5"].map((version) => ({
    name: `vitest ${version}`,
    project: `vitest-${version}`,
    types: "node",
    resolutions: ["node16", "nodenext", "bundler"],
    text: `${MAIN}import { test, useFakeSecretsManager } from "fake-secrets-manager/vitest";
import "fake-secrets-manager/network";
import { expect } from "vitest";
${COMMON}
const shared = useFakeSecretsManager({ intercept: [SecretsManagerClient], interceptNetwork: true });
test("typed", ({ fake }) => {
  seed(fake);
  seed(shared);
  expect(fake).toHaveSecret("db", "v");
  expect(fake).not.toHaveSecret("db");
});
const scoped = test.extend({ secrets: { db: "x" }, intercept: [SecretsManagerClient] });
scoped("typed", ({ fake }) => seed(fake));
`,
  })),
  ...["29", "30"].flatMap((version) => [
    {
      name: `jest ${version}, @jest/globals`,
      project: `jest-${version}`,
      types: "node",
      resolutions: Object.keys(RESOLUTIONS),
      text: `${MAIN}import { expect, test } from "@jest/globals";
import { useFakeSecretsManager } from "fake-secrets-manager/jest";
${COMMON}
const shared = useFakeSecretsManager({ intercept: [SecretsManagerClient] });
test("typed", () => {
  seed(shared);
  expect(shared).toHaveSecret("db", "v");
});
`,
    },
    {
      name: `jest ${version}, @types/jest`,
      project: `jest-${version}`,
      types: "node,jest",
      resolutions: Object.keys(RESOLUTIONS),
      text: `${MAIN}import "fake-secrets-manager/jest/setup";
${COMMON}
test("typed", () => {
  seed(one);
  expect(one).toHaveSecret("db", "v");
});
`,
    },
  ]),
  {
    name: "node:test and mocha",
    project: "others",
    types: "node",
    resolutions: Object.keys(RESOLUTIONS),
    text: `${MAIN}import { useFakeSecretsManager } from "fake-secrets-manager/node-test";
import { useFakeSecretsManager as useInMocha } from "fake-secrets-manager/mocha";
${COMMON}
seed(useFakeSecretsManager());
seed(useInMocha());
`,
  },
];

/** Compiles every file with every compiler, as CommonJS and as ESM; returns a row for each. */
export function checkTypes({ tarball, install, failures }) {
  const compilers = install("typescript");
  return FILES.flatMap((file) => {
    const folder = install(file.project, tarball);
    return COMPILERS.flatMap((version) =>
      ["cts", "mts"].flatMap((extension) => {
        const cells = Object.keys(RESOLUTIONS).map((resolution) => {
          // TypeScript 6 and 7 do not support node10. node10 does not support ESM, and bundler does not support CommonJS.
          const fits =
            { node10: extension === "cts" && Number(version) < 6, bundler: extension === "mts" }[resolution] ?? true;
          if (!fits || !file.resolutions.includes(resolution)) return "";
          return compile(file, { version, extension, resolution, folder, compilers, failures });
        });
        console.error([`types of ${file.name}, TypeScript ${version}, ${extension}`, ...cells].join("  "));
        return cells.some((cell) => cell !== "")
          ? [[`${file.name}, TypeScript ${version}, .${extension}`, ...cells]]
          : [];
      }),
    );
  });
}

function compile({ name, types, text }, { version, extension, resolution, folder, compilers, failures }) {
  const source = join(folder, `typed.${extension}`);
  writeFileSync(source, text);
  const tsc = join(compilers, `node_modules/typescript-${version}/bin/tsc`);
  const strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--target", "es2022", "--lib", "es2022,dom"];
  const args = [...strict, "--esModuleInterop", "--types", types, ...RESOLUTIONS[resolution], source];
  const skip = skipsLibraries(name, extension, resolution, version);
  if (skip) args.push("--skipLibCheck");
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...args], { cwd: folder, encoding: "utf8" });
  rmSync(source);
  if (status === 0) return skip ? "ok, skipLibCheck" : "ok";
  failures.push(`## types of ${name}, TypeScript ${version}, ${resolution}, .${extension}\n${stdout}`);
  return "FAILS";
}

/** Runners whose own declarations fail, so that `skipLibCheck` is required. */
function skipsLibraries(name, extension, resolution, version) {
  // Those of vitest 3 clash with @types/chai. Those of all versions for `require` import ESM, which node16 rejects, and
  // nodenext before TypeScript 5.8.
  const refusesEsm = resolution === "node16" || (resolution === "nodenext" && version === "5.4");
  return name === "vitest 3" || (name.startsWith("vitest") && extension === "cts" && refusesEsm);
}
