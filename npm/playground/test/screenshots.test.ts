/** Takes the screenshots of the READMEs, into the folder SCREENSHOTS or a temporary one. */

import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Browser, type Look, launch } from "./support/browser.js";
import { goTo } from "./support/labels.js";

const kept = process.env.SCREENSHOTS;
const folder = kept ? join(import.meta.dirname, "..", kept) : mkdtempSync(join(tmpdir(), "screenshots-"));

let browser: Browser;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  if (!kept) rmSync(folder, { recursive: true, force: true });
});

const SCENES: ReadonlyArray<readonly [name: string, look: Look, scenario: string | undefined, step: number]> = [
  ["first-page", { width: 1100, height: 700 }, undefined, 0],
  ["labels", { width: 1280, height: 760 }, "labels_of_a_secret_that_is_updated", 7],
  ["rotation-dark", { width: 1280, height: 700, colorScheme: "dark" }, "a_rotation_that_fails_in_testsecret", 9],
  ["narrow", { width: 360, height: 740 }, "custom_labels_mark_a_release", 7],
];

test.each(SCENES)("%s", async (name, look, scenario, step) => {
  const { page, problems } = await browser.open(look);
  if (scenario) {
    await page.click(`[data-scenario="${scenario}"]`);
    await page.click('[data-playing="true"]');
    await goTo(page, step);
    if (scenario.includes("rotation")) await page.click('[data-tab="rotation"]');
    await page.mouse.move(0, 0);
    await page.evaluate(() => scrollTo(0, 0));
  }
  await page.screenshot({ path: join(folder, `${name}.png`) });
  expect(problems).toEqual([]);
});

test("no screenshot is larger than 180 kB", () => {
  const sizes = readdirSync(folder).map((file) => statSync(join(folder, file)).size);
  expect(sizes.length).toBe(SCENES.length);
  expect(Math.max(...sizes)).toBeLessThan(180_000);
});
