/** Sessions in Chromium: undo, branches, scenarios, reload and the browser's Back lose no work of the user. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, choose, create, own, position, put, rotating, scenario, tabTo, written } from "./support/actions.js";
import { type Browser, launch } from "./support/browser.js";
import { goTo, shownOn } from "./support/labels.js";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe("the user's session", () => {
  test("creates, updates, undoes and redoes with only the keyboard", async () => {
    const { page, problems } = await browser.open();
    await tabTo(page, "Create a secret");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".workbench");
    await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "Name");
    await page.keyboard.type("app/db");
    await page.keyboard.press("Tab");
    await page.keyboard.type("one");
    await tabTo(page, "Call CreateSecret");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-label="AWSCURRENT"]');
    await choose(page, "PutSecretValue");
    await page.fill("textarea[name=SecretString]", "two");
    await page.click("button:text-is('Call PutSecretValue')");
    await page.waitForSelector('[data-label="AWSPREVIOUS"]');
    expect(await position(page)).toBe("2 / 2");
    await page.locator("h1").click();
    await page.keyboard.press("Control+z");
    await page.waitForSelector('[data-label="AWSPREVIOUS"]', { state: "detached" });
    expect(await position(page)).toBe("1 / 2");
    await page.keyboard.press("Control+Shift+Z");
    await page.waitForSelector('[data-label="AWSPREVIOUS"]');
    await page.focus("input[type=range]");
    await page.keyboard.press("Home");
    await page.waitForSelector(".panel p:text-is('None.')");
    expect(problems).toEqual([]);
  });

  test("runs again with another seed and start time, in a new session", async () => {
    const { page } = await own(browser);
    await create(page, "app/db");
    const arn = async () => (await page.locator(".exchange").innerText()).match(/app\/db-\w{6}/)?.[0];
    const first = await arn();
    await page.click('[data-tab="clock"]');
    await page.click("text=Seed and start time");
    await page.fill("#seed", "x");
    await page.click("text=Run the steps again");
    await page.waitForSelector("text=“x” is not a seed");
    await page.fill("#seed", "2");
    await page.fill("#starts", "2030-05-06T07:08:09Z");
    await page.click("text=Run the steps again");
    await page.waitForSelector(".clock time:text-is('2030-05-06 07:08:09 UTC')");
    expect(await arn()).not.toBe(first);
    expect(await page.locator(".drafts [data-draft]").count()).toBe(2);
  });

  test("an error is shown with its message and evidence, and announced to screen readers", async () => {
    const { page, problems } = await own(browser);
    await create(page, "a name with spaces");
    const refusal = page.locator("[data-code]");
    expect(await refusal.getAttribute("data-code")).toBe("ValidationException");
    expect(await refusal.textContent()).toContain("Invalid name. Must be a valid name");
    expect(await refusal.locator("[data-strength]").getAttribute("data-strength")).toBe("recorded");
    expect(await refusal.textContent()).toContain("Situation: InvalidName");
    const live = page.locator("[role=status] [data-error=ValidationException]");
    expect(await live.textContent()).toContain("Invalid name. Must be a valid name");
    expect(await live.locator(".strength").getAttribute("title")).toBe("a response of AWS was recorded");
    expect(problems).toEqual([]);
  });

  test("the clock ends a recovery window, whose meter starts empty", async () => {
    const { page } = await own(browser);
    await create(page, "app/db");
    await choose(page, "DeleteSecret");
    await page.fill("input[name=RecoveryWindowInDays]", "8");
    await page.click("button:text-is('Call DeleteSecret')");
    expect(await page.locator("[data-countdown]").getAttribute("data-countdown")).toBe("8 days");
    const passed = () => page.locator("[data-countdown] meter").evaluate((meter: HTMLMeterElement) => meter.value);
    expect(await passed()).toBe(0);
    await page.click('[data-tab="clock"]');
    await page.click("text=+ 7 days");
    await page.waitForSelector('[data-countdown="1 day"]');
    expect(await passed()).toBeCloseTo(7 / 8, 2);
    await page.fill("#amount", "two");
    await page.click("button:text-is('Advance')");
    expect(await page.locator("#clock-problem").textContent()).toContain("“two” is not a number of hours");
    await page.click("text=+ 1 month");
    await page.waitForSelector("text=app/db in us-east-1 is permanently deleted.");
    expect((await shownOn(page)).secrets).toEqual([]);
  });
});

describe("nothing gets lost", () => {
  test("a call before the end starts a branch; undo returns to the session with all later steps", async () => {
    const { page, problems } = await own(browser);
    for (const name of ["app/db", "app/two", "app/three"]) await create(page, name);
    await goTo(page, 1);
    await create(page, "app/four");
    expect((await shownOn(page)).secrets).toEqual(["app/db in us-east-1", "app/four in us-east-1"]);
    expect(await position(page)).toBe("2 / 2");
    await page.locator("h1").click();
    await page.keyboard.press("Control+z");
    await page.waitForFunction(() => document.querySelector(".transport output")?.textContent?.startsWith("1 / 3"));
    await page.keyboard.press("Control+Shift+Z");
    await page.waitForFunction(() => document.querySelector(".transport output")?.textContent?.startsWith("2 / 2"));
    await page.click('.drafts button:has-text("3 steps")');
    await goTo(page, 3);
    expect((await shownOn(page)).secrets.length).toBe(3);
    expect(problems).toEqual([]);
  });

  test("a scenario does not change the user's session, and a call in it creates a new session", async () => {
    const { page } = await own(browser);
    await create(page, "app/mine");
    await page.click("button:text-is('Scenarios')");
    await scenario(page, "labels_of_a_secret_that_is_updated");
    await goTo(page, 2);
    await create(page, "app/added");
    expect((await shownOn(page)).secrets).toEqual(["app/added in us-east-1", "app/db in us-east-1"]);
    await page.click("button:text-is('Scenarios')");
    await scenario(page, "labels_of_a_secret_that_is_updated");
    expect(await position(page)).toBe("0 / 8");
    await page.click("text=Back to your session");
    await page.click('.drafts button:has-text("Your session")');
    await page.waitForSelector('.secrets [data-secret="app/mine"]');
    await page.click("button:text-is('Scenarios')");
    await page.click('.own-sessions button:has-text("Create and update, my version")');
    await page.waitForSelector('.secrets [data-secret="app/added"]');
  });

  test("reload keeps the session, its position and its branches", async () => {
    const { page, problems } = await own(browser);
    await create(page, "app/db", "hunter2");
    await create(page, "app/two");
    await goTo(page, 1);
    await create(page, "app/three");
    await page.click("[data-tab=clock]");
    await page.click("text=+ 7 days");
    await goTo(page, 2);
    await written(page);
    await page.reload();
    await page.waitForSelector(".workbench");
    expect(await position(page)).toBe("2 / 3");
    expect((await shownOn(page)).secrets).toEqual(["app/db in us-east-1", "app/three in us-east-1"]);
    await page.click(".drafts [data-draft] >> nth=0");
    await goTo(page, 2);
    expect((await shownOn(page)).secrets).toEqual(["app/db in us-east-1", "app/two in us-east-1"]);
    expect(problems).toEqual([]);
  });

  test("reload keeps a step that the URL does not contain yet", async () => {
    const { page, problems } = await own(browser);
    await create(page, "app/db");
    await written(page);
    await page.evaluate(() => {
      // Packing never ends on this page.
      Object.assign(window, {
        CompressionStream: TransformStream.bind(null, { transform: () => new Promise(() => {}) }),
      });
    });
    await put(page, "two");
    await page.reload();
    await page.waitForSelector('[data-label="AWSPREVIOUS"]');
    expect(await position(page)).toBe("2 / 2");
    await page.reload();
    await page.waitForSelector('[data-label="AWSPREVIOUS"]');
    expect(problems).toEqual([]);
  });

  test("the browser's Back and Forward navigate between pages and lose nothing", async () => {
    const { page, problems } = await own(browser);
    await create(page, "app/db");
    await written(page);
    await page.click("button:text-is('Scenarios')");
    await page.waitForSelector(".welcome");
    await scenario(page, "labels_of_a_secret_that_is_updated");
    await page.goBack();
    await page.waitForSelector(".welcome");
    await page.goBack();
    await page.waitForSelector('.secrets [data-secret="app/db"]');
    await create(page, "app/two");
    await page.goBack();
    await page.waitForSelector(".welcome");
    await page.click("text=Back to your session");
    await page.waitForSelector('.secrets [data-secret="app/two"]');
    expect(await position(page)).toBe("2 / 2");
    expect(problems).toEqual([]);
  });

  test("Undo restores a removed session", async () => {
    const { page } = await own(browser);
    await create(page, "app/db");
    await create(page, "app/two");
    await goTo(page, 1);
    await create(page, "app/three");
    await page.click("[aria-label='Remove Your session']");
    await page.waitForSelector("text=Your session is removed.");
    expect(await page.locator(".drafts [data-draft]").count()).toBe(1);
    await page.click(".removed button");
    await page.waitForFunction(() => document.querySelectorAll(".drafts [data-draft]").length === 2);
  });

  test("the start page still links to the session after a reload", async () => {
    const { page } = await own(browser);
    await create(page, "app/db");
    await page.click("button:text-is('Scenarios')");
    await written(page);
    await page.reload();
    await page.click("text=Back to your session");
    await page.waitForSelector('.secrets [data-secret="app/db"]');
  });
});

describe("the keyboard", () => {
  test("Ctrl+Enter sends the form from any field", async () => {
    const { page } = await own(browser);
    await page.fill("input[name=Name]", "app/db");
    await page.focus("textarea[name=SecretString]");
    await page.keyboard.type("x");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector('.secrets [data-secret="app/db"]');
    expect(await position(page)).toBe("1 / 1");
  });

  test("the focus stays where keys have put it, also while a function runs and at the last step", async () => {
    const { page } = await rotating(browser);
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    await page.click("button:text-is('Rotate app/db')");
    await page.waitForSelector("[data-waiting=createSecret]");
    await page.focus("button:text-is('Run createSecret')");
    for (const next of ["setSecret", "testSecret", "finishSecret"]) {
      await page.keyboard.press("Enter");
      await page.waitForSelector(`[data-waiting=${next}]`);
      await expect.poll(focused).toBe(`Run ${next}`);
    }
    await page.focus(".transport button >> nth=0");
    await page.keyboard.press("Enter");
    await page.focus(".transport button >> nth=2");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.isDisabled(".transport button >> nth=2")).toBe(true);
    await expect.poll(focused).toBe("Back");
  });

  test("the list of steps is one tab stop, with arrow keys, Home and End", async () => {
    const { page } = await browser.open();
    await scenario(page, "labels_of_a_secret_that_is_updated");
    expect(await page.locator('.steps button[tabindex="0"]').count()).toBe(1);
    await page.focus(".steps [aria-current]");
    for (const [key, wanted] of [
      ["ArrowDown", "1 / 8"],
      ["ArrowDown", "2 / 8"],
      ["ArrowUp", "1 / 8"],
      ["End", "8 / 8"],
      ["Home", "0 / 8"],
    ] as const) {
      await page.keyboard.press(key);
      await page.waitForFunction(
        (text) => document.querySelector(".transport output")?.textContent?.startsWith(`${text} `),
        wanted,
      );
      expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-current"))).toBe("step");
    }
  });

  test("the first tab stop skips to the operation", async () => {
    const { page } = await own(browser);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await tabTo(page, "Skip to the operation");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("operation");
  });

  test("the picture is one tab stop; Enter picks a version for the forms", async () => {
    const { page } = await own(browser);
    await create(page, "app/db");
    await choose(page, "GetSecretValue");
    expect(await page.locator('.picture [tabindex="0"]').count()).toBe(1);
    await page.focus('.picture [tabindex="0"]');
    await page.keyboard.press("Enter");
    const id = await page.locator("[data-version]").getAttribute("data-version");
    await expect.poll(() => page.inputValue("input[name=VersionId]")).toBe(id);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.inputValue("input[name=VersionStage]")).toBe("AWSCURRENT");
    await page.click("text=Clear");
    await call(page, "GetSecretValue");
  });
});
