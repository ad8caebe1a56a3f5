/** Every scenario in Chromium: at each step the picture shows the state of the engine, and the exported tests run. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCase } from "../../test/cases/run.js";
import { scenarios, tell } from "../src/gallery.js";
import type { Session } from "../src/session/session.js";
import { scenario as openScenario, position } from "./support/actions.js";
import { type Browser, launch } from "./support/browser.js";
import { caseFrom, exportedFrom, FORMS, type Form, runJest, runPytest, runVitest } from "./support/exported.js";
import { goTo, labelsAfter, runHere, shownOn } from "./support/labels.js";

const folder = mkdtempSync(join(tmpdir(), "exported-"));

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
  for (const form of FORMS) mkdirSync(join(folder, form));
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the gallery has all scenarios of the start page", () => {
  expect(scenarios.filter(({ chosen }) => chosen).map(({ title }) => title)).toEqual([
    "Create and update",
    "Custom labels",
    "AWSPENDING left behind",
    "A rotation, step by step",
    "A rotation that fails in testSecret",
    "A name that ends like an ARN suffix",
    "Delete and restore",
    "Replica promotion",
    "Recreate after a forced delete",
    "A throttled read with retries",
    "A first value under a custom label",
  ]);
  expect(scenarios.length).toBeGreaterThan(25);
  expect(new Set(scenarios.map(({ title }) => title)).size).toBe(scenarios.length);
});

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("%s", (name, scenario) => {
  test("runs as in the case, and the picture shows the result", async () => {
    const { session, differences } = await tell(scenario, runHere);
    expect(differences.join("\n")).toBe("");
    const { page, problems } = await browser.open();
    await openScenario(page, name);
    expect(await position(page), "the number of steps on the start page").toMatch(
      new RegExp(`^\\d+ / ${scenario.steps}$`),
    );
    const regions = regionsOf(session);
    for (let position = 0; position <= session.steps.length; position++) {
      await goTo(page, position);
      const expected = await labelsAfter(session, position, regions);
      const shown = await shownOn(page);
      expect(shown.secrets, `secrets at step ${position}`).toEqual(Object.keys(expected).sort());
      for (const [lane, labels] of Object.entries(shown.lanes))
        expect(labels, `${lane} at step ${position}`).toEqual(expected[lane]);
    }
    const { case: caseFile, ...texts } = await exportedFrom(page);
    await runCase(caseFrom(caseFile));
    for (const [form, text] of Object.entries(texts))
      writeFileSync(join(folder, form, fileName(form as Form, name)), text);
    expect(problems).toEqual([]);
    await page.close();
  });
});

describe("the exported test", () => {
  test("runs in pytest", () => runPytest(join(folder, "pytest")), 120_000);
  test("runs in vitest", () => runVitest(join(folder, "vitest")), 120_000);
  test("runs in jest", () => runJest(join(folder, "jest")), 240_000);
});

function fileName(form: Form, name: string): string {
  return { pytest: `test_${name}.py`, vitest: `${name}.test.ts`, jest: `${name}.test.js` }[form as string] ?? name;
}

function regionsOf(session: Session): string[] {
  return [...new Set([...(JSON.stringify(session).match(/\b(us|eu|ap)-[a-z]+-\d\b/g) ?? []), "us-east-1"])];
}
