/** Actions of a user on the page. */

import type { Page } from "playwright-core";
import type { Browser, Look, Opened } from "./browser.js";

/** Creates an empty session. */
export async function own(on: Browser, look: Look = {}): Promise<Opened> {
  const opened = await on.open(look);
  await opened.page.click("text=Create a secret");
  await opened.page.waitForSelector(".workbench");
  return opened;
}

/** Creates a session with one secret, and opens the rotation panel. */
export async function rotating(on: Browser, look: Look = {}): Promise<Opened> {
  const opened = await own(on, look);
  await create(opened.page, "app/db");
  await opened.page.click('[data-tab="rotation"]');
  return opened;
}

/** Opens a scenario and stops it. */
export async function scenario(page: Page, name: string): Promise<void> {
  await page.locator(`[data-scenario="${name}"]`).evaluate((button) => {
    const folded = button.closest("details");
    if (folded) folded.open = true;
  });
  await page.click(`[data-scenario="${name}"]`);
  await page.click('[data-playing="true"]');
}

export async function create(page: Page, name: string, value = "x"): Promise<void> {
  await choose(page, "CreateSecret");
  await page.fill("input[name=Name]", name);
  await page.fill("textarea[name=SecretString]", value);
  await call(page, "CreateSecret");
}

export async function put(page: Page, value: string, labels = ""): Promise<void> {
  await choose(page, "PutSecretValue");
  await page.fill("textarea[name=SecretString]", value);
  await page.fill("textarea[name=VersionStages]", labels);
  await call(page, "PutSecretValue");
}

/** Presses the button of the form, and waits until the step is done. */
export async function call(page: Page, operation: string): Promise<void> {
  const before = await page.locator("#stage").getAttribute("data-steps");
  await page.click(`button:text-is('Call ${operation}')`);
  await page.waitForFunction(
    (former) => document.querySelector<HTMLElement>("#stage")?.dataset.steps !== former,
    before,
  );
}

export async function choose(page: Page, operation: string): Promise<void> {
  await page.click('[data-tab="operation"]');
  await page.selectOption("#operation", operation);
}

/** The position and the number of steps: "1 / 2". */
export async function position(page: Page): Promise<string> {
  const text = (await page.textContent(".transport output")) ?? "";
  return text.match(/^\d+ \/ \d+/)?.[0] ?? "";
}

/** Presses Tab until the focus is on the element with the name. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element instanceof HTMLSelectElement ? element.value : element?.textContent?.trim();
    });
    if (focused === name) return;
  }
  throw new Error(`60 presses of Tab did not reach ${name}`);
}

/** A session's hash in the address, once the page has written it. */
export async function written(page: Page): Promise<string> {
  await page.waitForFunction(() => location.hash.startsWith("#session="));
  // The page writes at most four times a second.
  for (let hash = ""; ; ) {
    const now: string = await page.evaluate("location.hash");
    if (now === hash) return hash;
    hash = now;
    await page.waitForTimeout(400);
  }
}
