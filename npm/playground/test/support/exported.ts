/** Reads exports from the dialog of the page, and runs them with their test runners. */

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { type Case, readFunctions } from "../../../test/cases/case.js";

export const FORMS = ["pytest", "vitest", "jest", "case", "link"] as const;
export type Form = (typeof FORMS)[number];

const modules = join(import.meta.dirname, "../../node_modules");

/** The exports of the page's session, in all formats or in the given ones. */
export async function exportedFrom(page: Page, ...forms: readonly Form[]): Promise<Readonly<Record<Form, string>>> {
  await page.click("button:text-is('Export')");
  const texts: Partial<Record<Form, string>> = {};
  for (const form of forms.length > 0 ? forms : FORMS) {
    await page.click(`[data-tab="${form}"]`);
    const withValues = page.locator("text=With the secret values");
    if (form === "link" && (await withValues.count())) await withValues.click();
    const shown = page.locator(`[data-export="${form}"]:not([data-text=""])`);
    await shown.waitFor();
    if (form === "link") await page.waitForTimeout(50);
    texts[form] = (await shown.getAttribute("data-text")) as string;
  }
  await page.keyboard.press("Escape");
  return texts as Record<Form, string>;
}

/** Converts an exported case for the case runner, with its functions. */
export function caseFrom(text: string): Case {
  const { rotationFunctions, ...rest } = JSON.parse(text);
  return {
    path: "exported",
    ...rest,
    ...(rotationFunctions && { rotationFunctions: readFunctions(rotationFunctions) }),
  };
}

export function runPytest(folder: string): Promise<void> {
  // The Makefile says which Python has the wheel.
  const python = process.env.PLAYGROUND_PYTHON ?? join(import.meta.dirname, "../../../../.build/demo-venv/bin/python");
  return run(python, ["-m", "pytest", "-q", "-p", "no:cacheprovider", folder], folder);
}

export function runVitest(folder: string): Promise<void> {
  link(folder);
  const vitest = join(modules, "vitest/vitest.mjs");
  return run(process.execPath, [vitest, "run", "--root", folder, "--pool", "threads", "--no-isolate"], folder);
}

export function runJest(folder: string): Promise<void> {
  link(folder);
  writeFileSync(join(folder, "package.json"), "{}");
  return run(process.execPath, [join(modules, "jest/bin/jest.js"), "--watchman=false"], folder);
}

export const runsInPytest = (text: string) => inFolder((folder) => write(folder, "test_session.py", text, runPytest));
export const runsInVitest = (text: string) => inFolder((folder) => write(folder, "session.test.ts", text, runVitest));

async function write(folder: string, name: string, text: string, runner: (folder: string) => Promise<void>) {
  writeFileSync(join(folder, name), text);
  await runner(folder);
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "exported-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The packages of this folder, including the packed one. */
function link(folder: string): void {
  if (!existsSync(join(folder, "node_modules"))) symlinkSync(modules, join(folder, "node_modules"));
}

/** Runs a program. If it fails, throws an error with its output. */
async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const ours = /^(VITEST|NODE_ENV|TEST$|MODE$|DEV$|PROD$)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
  const options = { cwd, env, timeout: 200_000, maxBuffer: 1 << 26 };
  await promisify(execFile)(command, args, options).catch((error: Error & { stdout: string; stderr: string }) => {
    throw new Error(`${error.message}\n${error.stdout}\n${error.stderr}`);
  });
}
