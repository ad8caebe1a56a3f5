/** Rotation in Chromium: steps one by one, failures, functions of all kinds, and functions that misbehave. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCase } from "../../test/cases/run.js";
import { create, own, rotating } from "./support/actions.js";
import { type Browser, launch } from "./support/browser.js";
import { caseFrom, exportedFrom, runsInPytest, runsInVitest } from "./support/exported.js";
import { current, pending, shownOn } from "./support/labels.js";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe("rotation", () => {
  test("runs a function step by step, and undoes it", async () => {
    const { page, problems } = await rotating(browser);
    await page.click("button:text-is('Rotate app/db')");
    await page.waitForSelector("text=Version v2 is new and has no value yet.");
    await page.click("button:text-is('Run createSecret')");
    await page.waitForSelector("text=Version v2 now has a value.");
    await page.click("button:text-is('Run setSecret')");
    await page.click("button:text-is('Run testSecret')");
    expect((await shownOn(page)).labels).toEqual({ ...(await current(page)), ...(await pending(page)) });
    await page.click("button:text-is('Run finishSecret')");
    await page.waitForSelector("text=AWSCURRENT moved from v1 to v2.");
    expect(
      await page.locator("[data-step]").evaluateAll((steps) => steps.map((step) => (step as HTMLElement).dataset.step)),
    ).toEqual(["createSecret succeeded", "setSecret succeeded", "testSecret succeeded", "finishSecret succeeded"]);
    expect(await page.locator(".exchange").innerText()).toContain("UpdateSecretVersionStage");
    await page.click(".transport button:has-text('Back')");
    await page.waitForSelector('[data-label="AWSPENDING"]');
    expect(await page.locator('[data-step="finishSecret succeeded"]').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test("an injected failure of a step does not run the function", async () => {
    const { page } = await rotating(browser);
    await page.selectOption("#failing", "setSecret");
    await page.click("button:text-is('Make it fail')");
    await page.click("button:text-is('Rotate app/db')");
    await page.click("button:text-is('Run to the end')");
    await page.waitForSelector('[data-step="setSecret failed"]');
    await page.waitForSelector('[data-label="AWSPENDING"]');
  });

  test("without a queue all four steps run before RotateSecret returns, and schedules come due", async () => {
    const { page } = await rotating(browser);
    await page.uncheck("text=Run each rotation step by hand");
    await page.click("button:text-is('Rotate app/db')");
    await page.waitForSelector("text=AWSCURRENT moved from v1 to v2.");
    await page.click('[data-tab="clock"]');
    await page.fill("#amount", "40");
    await page.selectOption("#unit", "days");
    await page.click("button:text-is('Advance')");
    await page.waitForSelector("text=RotationSucceeded, app/db");
    expect(Object.keys((await shownOn(page)).labels).length).toBe(3);
  });

  test.each([
    ["throws", 'async function handler() {\n  throw new Error("the database is down");\n}', "the database is down"],
    ["throws another value than an Error", "const handler = () => { throw { code: 7 } };", '{"code":7}'],
    ["throws undefined", "const handler = () => { throw undefined };", "undefined"],
    ["loops forever", "function handler() { for (;;); }", "it did not end within 3 seconds"],
    ["never settles", "function handler() { return new Promise(() => {}); }", "it did not end within 3 seconds"],
    [
      "calls without limit",
      "async function handler() { for (;;) await client.listSecrets(); }",
      "it made more than 200 calls",
    ],
    ["is not defined", "const nothing = 1;", "the text defines no function named handler"],
    [
      "calls an unknown operation",
      "async function handler({ SecretId }) { await client.paintSecret({ SecretId }); }",
      "PaintSecret",
    ],
    [
      "sends a value that cannot be cloned",
      "async function handler() { await client.getSecretValue({ SecretId: () => 1 }); }",
      "could not be cloned",
    ],
    [
      "gets an error of the service",
      "async function handler() { await client.getSecretValue({ SecretId: 'gone' }); }",
      "can't find the specified secret",
    ],
    ["uses the network", "async function handler() { await fetch('https://example.com/'); }", "fetch"],
  ])("a function that %s fails its step with a reason, and the page continues", async (_, text, why) => {
    const { page, problems } = await rotating(browser);
    await page.fill("#handler", text);
    await page.click("button:text-is('Rotate app/db')");
    await page.click("button:text-is('Run createSecret')");
    const failed = page.locator('[data-step="createSecret failed"]');
    await failed.waitFor();
    expect((await failed.innerText()).toLowerCase()).toContain(why.toLowerCase());
    await create(page, "app/another");
    expect(
      problems.filter((problem) => !problem.includes("Content Security Policy") && !problem.includes("example.com")),
    ).toEqual([]);
  });

  test("the return value of a function is ignored, and its console output is shown with masked values", async () => {
    const { page } = await rotating(browser);
    await page.fill("#handler", TALKATIVE_FUNCTION);
    await page.click("button:text-is('Rotate app/db')");
    await page.click("button:text-is('Run createSecret')");
    await page.waitForSelector('[data-step="createSecret succeeded"]');
    const shown = await page.locator(".exchange").innerText();
    expect(shown).toContain('console: now createSecret {"a":[1]}');
    expect(shown).toContain("console: the new password is ••••••••, for app/db");
    await page.click("text=Show values");
    expect(await page.locator(".exchange").innerText()).toContain(
      "console: the new password is correct-horse, for app/db",
    );
  });

  test("the message of a failed step hides secret values everywhere, until they are shown", async () => {
    const { page } = await own(browser);
    await create(page, "app/db", '{"password":"hunter22"}');
    await page.click('[data-tab="rotation"]');
    await page.fill("#handler", 'function handler() { throw new Error("hunter22 is rejected"); }');
    await page.click("button:text-is('Rotate app/db')");
    await page.click("button:text-is('Run createSecret')");
    const line = page.locator(".changes .failed");
    await line.waitFor();
    expect(await line.innerText()).toBe("createSecret failed: •••••••• is rejected");
    expect(await page.locator("main").innerText()).not.toContain("hunter22");
    await page.click("text=Show values");
    for (const place of [".changes .failed", "[data-step='createSecret failed']", ".exchange"])
      expect(await page.locator(place).innerText()).toContain("hunter22 is rejected");
  });

  test.each([
    ["export const handler", "export const handler = async ({ Step }) => { console.log(Step); };"],
    ["exports.handler", "exports.handler = async ({ Step }) => { console.log(Step); };"],
    ["a bare function", "async ({ Step }) => { console.log(Step); }"],
  ])("%s works", async (_, text) => {
    const { page, problems } = await rotating(browser);
    await page.fill("#handler", text);
    await page.click("button:text-is('Rotate app/db')");
    await page.click("button:text-is('Run createSecret')");
    await page.waitForSelector('[data-step="createSecret succeeded"]');
    expect(await page.locator(".exchange").innerText()).toContain("console: createSecret");
    expect(problems).toEqual([]);
  });

  test("a syntax error is shown while typing, with its line", async () => {
    const { page, problems } = await rotating(browser);
    await page.fill("#handler", "async function handler() {\n  const = 1;\n}");
    await page.waitForSelector("#handler-problem:has-text('(line 2)')");
    expect(await page.isDisabled("button:text-is('Use this function')")).toBe(true);
    await page.fill("#handler", "async function handler() {\n  const one = 1;\n}");
    await page.waitForSelector("#handler-problem:empty", { state: "attached" });
    expect(await page.isDisabled("button:text-is('Use this function')")).toBe(false);
    expect(problems).toEqual([]);
  });

  test.each([
    ["async (event) => { if (event.Step", "SyntaxError: Unexpected end of input (line 1)"],
    ["async (event) => {\n  if (event.Step) {\n", "SyntaxError: Unexpected end of input (line 2)"],
    ["async (event) => {\n}\n}", "SyntaxError: Unexpected token '}': no opening brace matches it"],
  ])("a syntax error is about the typed text alone: %j", async (text, problem) => {
    const { page } = await rotating(browser);
    await page.fill("#handler", text);
    await page.waitForSelector("#handler-problem:not(:empty)");
    expect(await page.locator("#handler-problem").innerText()).toBe(problem);
  });

  test("the list of steps names the rotation steps that ran, and a rotation that waits has run none", async () => {
    const { page } = await rotating(browser);
    await page.click("button:text-is('Rotate app/db')");
    await page.waitForSelector("[data-waiting=createSecret]");
    expect(await page.locator(".rotation .log").innerText()).toBe("No rotation step has run yet.");
    await page.click("button:text-is('Run createSecret')");
    await page.waitForSelector("[data-waiting=setSecret]");
    await page.click("button:text-is('Run to the end')");
    await page.waitForSelector("text=AWSCURRENT moved from v1 to v2.");
    expect((await page.locator(".steps button small").allInnerTexts()).slice(-2)).toEqual([
      "createSecret",
      "setSecret, testSecret, finishSecret",
    ]);
  });

  test("a failed rotation can be retried with the same token, and the log names the failed step", async () => {
    const { page, problems } = await rotating(browser);
    await page.selectOption("#failing", "testSecret");
    await page.click("button:text-is('Make it fail')");
    await page.click("button:text-is('Rotate app/db')");
    await page.click("button:text-is('Run to the end')");
    await page.waitForSelector('.steps .failure:has-text("testSecret failed")');
    expect(await page.isDisabled("button:text-is('Run to the end')")).toBe(true);
    const token = await page.locator('[data-label="AWSPENDING"]').getAttribute("data-on");
    await page.click("button:text-is('Retry the rotation')");
    await page.waitForSelector("[data-waiting=createSecret]");
    expect(await page.locator(".exchange .side >> nth=0").innerText()).toContain(token as string);
    await page.click("button:text-is('Run to the end')");
    await page.waitForSelector("text=AWSCURRENT moved from v1 to v2.");
    expect(problems).toEqual([]);
  });

  test("buttons without an effect are disabled", async () => {
    const { page } = await own(browser);
    await page.click('[data-tab="rotation"]');
    const disabled = (name: string) => page.locator(`.rotation button:has-text("${name}")`).isDisabled();
    expect(
      await Promise.all(["Rotate a secret", "Run the next step", "Run to the end", "Reset to"].map(disabled)),
    ).toEqual([true, true, true, true]);
    await create(page, "app/db");
    await page.click('[data-tab="rotation"]');
    expect(await disabled("Rotate app/db")).toBe(false);
    await page.click("button:text-is('Rotate app/db')");
    await page.waitForSelector("button:text-is('Run createSecret'):enabled");
    expect(await disabled("Rotate app/db")).toBe(true);
    expect(await disabled("Use this function")).toBe(true);
  });

  test("a due rotation is shown with a button, and the next date is never in the past", async () => {
    const { page } = await rotating(browser);
    await page.click("button:text-is('Rotate app/db')");
    await page.click("button:text-is('Run to the end')");
    await page.waitForSelector("text=AWSCURRENT moved from v1 to v2.");
    await page.click('[data-tab="clock"]');
    await page.fill("#amount", "40");
    await page.selectOption("#unit", "days");
    await page.click("button:text-is('Advance')");
    await page.waitForSelector("[data-waiting=createSecret]");
    expect(await page.locator(".changes").innerText()).toContain("A rotation is waiting for createSecret.");
    expect(await page.locator(".facts").innerText()).not.toContain("next 2026-01-31");
    await page.click(".facts button:text-is('Run it')");
    await page.waitForSelector("text=AWSCURRENT moved from v2 to v3.");
    expect(await page.locator(".facts").innerText()).toMatch(/next 2026-0[34]-\d\d/);
  });

  test("a running function shows its progress and can be stopped, and clicks are not queued", async () => {
    const { page, problems } = await rotating(browser);
    await page.fill(
      "#handler",
      "async function handler() { await client.listSecrets(); await new Promise(() => {}); }",
    );
    await page.click("button:text-is('Rotate app/db')");
    const before = await page.locator(".steps li").count();
    await page.click("button:text-is('Run createSecret')");
    await page.waitForSelector(".busy:has-text('createSecret'):has-text('1 call')");
    expect(await page.locator(".busy progress").count()).toBe(1);
    for (const button of await page.locator(".rotation button, .transport button, form.operation button.primary").all())
      if (await button.isVisible())
        await button.click({ force: true, noWaitAfter: true, timeout: 500 }).catch(() => {});
    await page.keyboard.press("Control+Enter");
    await page.click(".busy >> text=Stop");
    await page.waitForSelector('[data-step="createSecret failed"]:has-text("stopped in the playground")');
    expect(await page.locator(".steps li").count()).toBe(before + 1);
    expect(await page.locator(".busy").count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test("on a phone the progress and Stop are visible next to the button that started the function", async () => {
    const { page, problems } = await rotating(browser, { width: 360, height: 740 });
    await page.fill("#handler", "() => new Promise(() => {})");
    await page.click("button:text-is('Rotate app/db')");
    await page.click('[data-tab="rotation"]');
    await page.click("button:text-is('Run createSecret')");
    const stop = page.locator(".busy >> text=Stop");
    await stop.waitFor();
    const { y, height } = (await stop.boundingBox()) as { y: number; height: number };
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y + height).toBeLessThanOrEqual(740);
    await stop.click();
    await page.waitForSelector('[data-step="createSecret failed"]');
    expect(problems).toEqual([]);
  });

  test("the user's own function is exported, and runs in the exported tests", async () => {
    const { page } = await rotating(browser);
    await page.fill("#handler", OWN_FUNCTION);
    await page.click("button:text-is('Rotate app/db')");
    await page.click("button:text-is('Run to the end')");
    await page.waitForSelector('[data-step="testSecret failed"]');
    const texts = await exportedFrom(page);
    await runsInPytest(texts.pytest);
    await runsInVitest(texts.vitest);
    await runCase(caseFrom(texts.case));
    const { page: again } = await browser.open({}, new URL(texts.link).hash);
    await again.click('[data-tab="rotation"]');
    await again.waitForSelector('[data-step="testSecret failed"]');
    expect(await again.inputValue("#handler")).toBe(OWN_FUNCTION);
  });
});

const TALKATIVE_FUNCTION = `const handler = async ({ Step, SecretId, ClientRequestToken }) => {
  console.log("now", Step, { a: [1] });
  await client.putSecretValue({ SecretId, ClientRequestToken, SecretString: "correct-horse", VersionStages: ["AWSPENDING"] });
  console.log("the new password is correct-horse, for app/db");
  return () => Symbol("x");
};`;

const OWN_FUNCTION = `async function handler({ Step, SecretId, ClientRequestToken: token }) {
  if (Step === "createSecret") {
    const { RandomPassword } = await client.getRandomPassword({ PasswordLength: 20 });
    await client.putSecretValue({ SecretId, ClientRequestToken: token, SecretString: RandomPassword, VersionStages: ["AWSPENDING"] });
  }
  if (Step === "setSecret") {
    try {
      await client.describeSecret({ SecretId: "gone" });
    } catch (error) {
      console.log(error.name);
    }
  }
  if (Step === "testSecret") throw new Error("the database rejects the new password");
}
`;
