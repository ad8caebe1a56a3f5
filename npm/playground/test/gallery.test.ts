/** Every scenario of the gallery in Chromium: the picture shows what the engine says, at every step, and what the page exports runs. */

import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCase } from "../../test/cases/run.js";
import { scenarios, tell } from "../src/gallery.js";
import type { Session } from "../src/session/session.js";
import { type Browser, launch } from "./support/browser.js";
import { goTo, labelsAfter, shownOn } from "./support/labels.js";

const FORMS = ["pytest", "vitest", "jest", "case", "link"] as const;
const carried = mkdtempSync(join(tmpdir(), "carried-"));

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
  for (const form of FORMS) mkdirSync(join(carried, form));
});
afterAll(async () => {
  await browser.close();
  rmSync(carried, { recursive: true, force: true });
});

test("the gallery has the scenarios that the page promises", () => {
  expect(scenarios.filter(({ chosen }) => chosen).map(({ title }) => title)).toEqual([
    "Create and update",
    "Custom labels",
    "AWSPENDING left behind",
    "A name that ends like an ARN suffix",
    "Delete and restore",
    "Replica promotion",
  ]);
  expect(scenarios.length).toBeGreaterThan(25);
});

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("%s", (name, scenario) => {
  test("goes as the case says, and is drawn so", async () => {
    const { session, differences } = await tell(scenario);
    expect(differences).toEqual([]);
    const { page, problems } = await browser.open();
    await page.click("details.more > summary");
    await page.click(`[data-scenario="${name}"]`);
    await page.click('[data-playing="true"]');
    const regions = regionsOf(session);
    for (let position = 0; position <= session.steps.length; position++) {
      await goTo(page, position);
      const expected = labelsAfter(session, position, regions);
      const shown = await shownOn(page);
      expect(shown.secrets, `secrets at step ${position}`).toEqual(Object.keys(expected).sort());
      if (shown.chosen) expect(shown.labels, `${shown.chosen} at step ${position}`).toEqual(expected[shown.chosen]);
    }
    await carryHome(page, name);
    expect(problems).toEqual([]);
    await page.close();
  });
});

describe("what was carried home", () => {
  test(
    "runs in pytest",
    () => runs(python(), ["-m", "pytest", "-q", "-p", "no:cacheprovider", join(carried, "pytest")]),
    120_000,
  );

  test("runs in vitest", () => {
    const folder = project("vitest");
    return runs(process.execPath, [
      tool("vitest/vitest.mjs"),
      "run",
      "--root",
      folder,
      "--pool",
      "threads",
      "--no-isolate",
    ]);
  }, 120_000);

  test("runs in jest", () => {
    const folder = project("jest");
    writeFileSync(join(folder, "package.json"), "{}");
    return runs(process.execPath, [tool("jest/bin/jest.js"), "--watchman=false"], folder);
  }, 240_000);
});

async function carryHome(page: Awaited<ReturnType<Browser["open"]>>["page"], name: string): Promise<void> {
  await page.click("text=Carry it home");
  for (const form of FORMS) {
    await page.click(`[data-tab="${form}"]`);
    const shown = page.locator(`[data-export="${form}"]:not([data-text=""])`);
    await shown.waitFor();
    const text = (await shown.getAttribute("data-text")) as string;
    if (form === "case") await runCase({ path: name, ...JSON.parse(text) });
    else writeFileSync(join(carried, form, fileName(form, name)), text);
  }
}

function fileName(form: string, name: string): string {
  return { pytest: `test_${name}.py`, vitest: `${name}.test.ts`, jest: `${name}.test.js` }[form] ?? `${name}.txt`;
}

function regionsOf(session: Session): string[] {
  return [...new Set(JSON.stringify(session).match(/\b(us|eu|ap)-[a-z]+-\d\b/g) ?? []), "us-east-1"].filter(
    (region, place, all) => all.indexOf(region) === place,
  );
}

/** A folder whose packages are those of this one: the packed package among them. */
function project(form: string): string {
  const folder = join(carried, form);
  if (!existsSync(join(folder, "node_modules")))
    symlinkSync(join(import.meta.dirname, "../node_modules"), join(folder, "node_modules"));
  return folder;
}

function tool(path: string): string {
  return join(import.meta.dirname, "../node_modules", path);
}

/** The Python that has the wheel: the Makefile says which. */
function python(): string {
  return process.env.PLAYGROUND_PYTHON ?? join(import.meta.dirname, "../../../.build/demo-venv/bin/python");
}

/** Runs a program to its end; where it fails, with all that it said. */
async function runs(command: string, args: readonly string[], cwd = carried): Promise<void> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST$|MODE|DEV|PROD)/.test(name)),
  );
  const failed = await promisify(execFile)(command, args, {
    cwd,
    env,
    timeout: 200_000,
    maxBuffer: 1 << 26,
  }).catch((error: Error & { stdout: string; stderr: string }) => `${error.message}\n${error.stdout}\n${error.stderr}`);
  if (typeof failed === "string") throw new Error(failed);
}
