/** The picture in Chromium: the right lane, every movement, dragging, and large sessions. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeHash } from "../src/exporting/link.js";
import { EMPTY, type Step } from "../src/session/session.js";
import { call, choose, create, own, position, put, scenario } from "./support/actions.js";
import { type Browser, type Look, launch } from "./support/browser.js";
import { goTo, shownOn } from "./support/labels.js";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** A page with a session of these steps, at its end. */
async function withSteps(steps: readonly Step[], look: Look = {}) {
  const opened = await browser.open(look, await writeHash({ ...EMPTY, steps }));
  await opened.page.waitForSelector(".workbench");
  return opened;
}

describe("regions and accounts", () => {
  test("a read in the replica's Region is shown in the replica's lane, and a later one in the primary's", async () => {
    const { page, problems } = await browser.open();
    await scenario(page, "a_replica_is_promoted");
    await goTo(page, 4);
    const answered = page.locator(".version.answered");
    expect(await answered.count()).toBe(1);
    expect(await page.locator("[data-lane]:has(.answered)").getAttribute("data-region")).toBe("eu-west-1");
    expect(await page.locator(".lane-title").allTextContents()).toEqual(["us-east-1 · primary", "eu-west-1 · replica"]);
    await goTo(page, 10);
    expect(await page.locator("[data-lane]:has(.answered)").getAttribute("data-region")).toBe("us-east-1");
    expect((await shownOn(page)).chosen).toBe("app/db in us-east-1");
    expect(problems).toEqual([]);
  });

  test("each sentence names its Region if there are several", async () => {
    const { page } = await browser.open();
    await scenario(page, "a_replica_is_promoted");
    await goTo(page, 3);
    const lines = await page.locator(".changes li").allTextContents();
    expect(lines).toEqual([
      "In us-east-1 and eu-west-1: AWSCURRENT moved from v1 to v2.",
      "In us-east-1 and eu-west-1: AWSPREVIOUS is attached to v1.",
      "In us-east-1 and eu-west-1: Version v2 is new.",
    ]);
    await goTo(page, 8);
    for (const line of await page.locator(".changes li").allTextContents()) expect(line).toMatch(/^In eu-west-1: /);
  });

  test("a call in another account is shown there", async () => {
    const { page } = await own(browser);
    await create(page, "app/db");
    await page.click("form.operation details.where > summary");
    await page.fill("form.operation details.where input[inputmode=numeric]", "210987654321");
    await create(page, "app/db");
    expect(await page.locator(".stage .place").textContent()).toBe("us-east-1, account 210987654321");
    expect(await page.locator(".changes").innerText()).toContain("app/db in us-east-1, account 210987654321, is a new");
    expect(await page.locator(".secrets [aria-pressed=true]").innerText()).toContain("210987654321");
  });
});

describe("movements", () => {
  test("a replica that comes with several versions is described with all their labels", async () => {
    const { page } = await withSteps([
      { call: "CreateSecret", with: { Name: "app/db", SecretString: "one" } },
      { call: "PutSecretValue", with: { SecretId: "app/db", SecretString: "two" } },
      { call: "ReplicateSecretToRegions", with: { SecretId: "app/db", AddReplicaRegions: [{ Region: "eu-west-1" }] } },
    ]);
    expect(await page.locator(".changes li").allTextContents()).toContain(
      "app/db in eu-west-1 is a replica of the secret in us-east-1 with 2 versions: AWSCURRENT on v2 and AWSPREVIOUS on v1.",
    );
  });

  test("the first read of a day shows the new LastAccessedDate, the second shows that nothing changed", async () => {
    const { page } = await own(browser);
    await create(page, "app/db");
    await choose(page, "GetSecretValue");
    await call(page, "GetSecretValue");
    expect(await page.locator(".changes li").allTextContents()).toEqual([
      "The response has v1.",
      "LastAccessedDate of v1 is now 2026-01-01.",
    ]);
    await call(page, "GetSecretValue");
    expect(await page.locator(".changes").innerText()).toBe("The response has v1. Nothing changed.");
  });

  test("moves of labels come first, and no line is truncated", async () => {
    const { page } = await browser.open();
    await scenario(page, "labels_of_a_secret_that_is_updated");
    await goTo(page, 7);
    const lines = await page.locator(".changes li").allTextContents();
    expect(lines.slice(0, 2)).toEqual(["AWSCURRENT moved from v2 to v3.", "AWSPREVIOUS moved from v1 to v2."]);
    const [visible, whole] = await page.locator(".changes").evaluate((list) => [list.clientHeight, list.scrollHeight]);
    expect(visible).toBeGreaterThanOrEqual(whole as number);
  });

  test("versions keep their positions, and an error does not change the layout", async () => {
    const { page } = await own(browser);
    await create(page, "app/db");
    const place = (name: string) => page.locator(`.version:has(text:text-is("${name}")) .dot`).boundingBox();
    const first = await place("v1");
    await put(page, "two");
    expect(await place("v1")).toEqual(first);
    const second = await place("v2");
    const stage = await page.locator("#stage svg[role=group]").boundingBox();
    await choose(page, "GetSecretValue");
    await page.fill("input[name=VersionStage]", "NOT-THERE");
    await call(page, "GetSecretValue");
    await page.waitForSelector("[data-error=ResourceNotFoundException]");
    expect([await place("v1"), await place("v2")]).toEqual([first, second]);
    expect(await page.locator("#stage svg[role=group]").boundingBox()).toEqual(stage);
  });

  test("a rejected call with many labels leaves the picture where it is", async () => {
    const { page } = await own(browser);
    await create(page, "app/db");
    const place = await page.locator(".version .dot").boundingBox();
    await put(page, "two", Array.from({ length: 20 }, (_, at) => `LABEL-${at}`).join("\n"));
    await page.waitForSelector("[data-error=LimitExceededException]");
    expect(await page.locator(".version .dot").boundingBox()).toEqual(place);
  });

  test("the view follows a label that moves out of it", async () => {
    const puts = Array.from(
      { length: 7 },
      (_, place): Step => ({
        call: "PutSecretValue",
        with: { SecretId: "app/db", SecretString: `${place}`, VersionStages: [`LABEL${place}`] },
      }),
    );
    const { page } = await withSteps([{ call: "CreateSecret", with: { Name: "app/db", SecretString: "x" } }, ...puts]);
    await expect.poll(() => inView(page, "LABEL6")).toBe(true);
    expect(await inView(page, "AWSCURRENT")).toBe(false);
    await choose(page, "PutSecretValue");
    await page.fill("textarea[name=SecretString]", "new");
    await page.fill("textarea[name=VersionStages]", "");
    await call(page, "PutSecretValue");
    await expect.poll(() => inView(page, "AWSCURRENT")).toBe(true);
  });

  test("a label can be dragged onto a version; the call is shown before it runs", async () => {
    const { page, problems } = await own(browser);
    await create(page, "app/db");
    await put(page, "two");
    await drag(page, "AWSCURRENT", "v1");
    const proposal = page.locator(".proposal");
    expect(await proposal.innerText()).toContain("UpdateSecretVersionStage");
    expect(await position(page)).toBe("2 / 2");
    await proposal.locator("text=Cancel").click();
    expect(await proposal.count()).toBe(0);
    await drag(page, "AWSCURRENT", "v1");
    await proposal.locator("text=Run it").click();
    await page.waitForSelector("text=AWSCURRENT moved from v2 to v1.");
    expect(await position(page)).toBe("3 / 3");
    await drag(page, "AWSCURRENT", "v1");
    expect(await proposal.count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test("a picked label and a picked version fill the form", async () => {
    const { page } = await own(browser);
    await create(page, "app/db");
    await put(page, "two");
    const ids = await page
      .locator("[data-version]")
      .evaluateAll((all) => all.map((one) => (one as SVGElement).dataset.version));
    await choose(page, "UpdateSecretVersionStage");
    await page.click('[data-label="AWSCURRENT"]');
    await page.click(`[data-version="${ids[0]}"] .card`);
    await expect.poll(() => page.inputValue("input[name=MoveToVersionId]")).toBe(ids[0]);
    expect(await page.inputValue("input[name=RemoveFromVersionId]")).toBe(ids[1]);
    expect(await page.inputValue("input[name=VersionStage]")).toBe("AWSCURRENT");
    await call(page, "UpdateSecretVersionStage");
    await page.waitForSelector("text=AWSCURRENT moved from v2 to v1.");
    expect(await page.locator("[data-picked]").count()).toBe(0);
  });
});

describe("a picked version or label", () => {
  test("is offered to operations that use it if the chosen one does not", async () => {
    const { page } = await own(browser);
    await create(page, "app/db");
    await page.click("[data-version] .card");
    const note = page.locator("[data-picked]");
    expect(await note.innerText()).toMatch(/^Use v1 \(.+\) in GetSecretValue or UpdateSecretVersionStage/);
    await note.locator("text=GetSecretValue").click();
    expect(await note.innerText()).toContain("The form uses v1");
    expect(await page.inputValue("#operation")).toBe("GetSecretValue");
    expect(await page.inputValue("input[name=VersionId]")).toBe(
      await page.locator("[data-version]").getAttribute("data-version"),
    );
    await page.click('[data-tab="clock"]');
    expect(await note.innerText()).toContain("Use v1");
  });
});

describe("large sessions", () => {
  const many = (count: number, step: (place: number) => Step) =>
    Array.from({ length: count }, (_, place) => step(place));
  const secret: Step = { call: "CreateSecret", with: { Name: "app/db", SecretString: "x" } };

  test("30 versions are folded, and can be unfolded", async () => {
    const { page, problems } = await withSteps([
      secret,
      ...many(29, (place) => ({
        call: "PutSecretValue",
        with: { SecretId: "app/db", SecretString: `value ${place}` },
      })),
    ]);
    expect(await page.locator("[data-pile]").getAttribute("data-pile")).toBe("28");
    expect(await page.locator("[data-version]").count()).toBe(2);
    expect(await page.locator(".version .name").last().textContent()).toBe("v30");
    await page.click("text=/^Show \\d+ deprecated versions$/");
    await page.waitForFunction(() => document.querySelectorAll("[data-version]").length === 30);
    await page.click("text=Hide the deprecated versions");
    await page.waitForSelector("[data-pile]");
    expect(problems).toEqual([]);
  });

  test("20 labels, labels of 256 characters, and emoji stay inside the picture", async () => {
    for (const width of [1280, 360]) {
      const { page, problems } = await withSteps(
        [
          { call: "CreateSecret", with: { Name: "app/db", SecretString: "🗝️👩‍👩‍👧‍👦 many 🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉" } },
          {
            call: "PutSecretValue",
            with: {
              SecretId: "app/db",
              SecretString: "y",
              VersionStages: ["x".repeat(256), ...many(17, (place) => `LABEL-${place}` as never)] as never,
            },
          },
        ],
        { width },
      );
      expect(await page.locator("[data-label]").count()).toBe(19);
      expect(await outside(page)).toEqual([]);
      await page.click("text=Show values");
      expect(await outside(page)).toEqual([]);
      expect(problems).toEqual([]);
      await page.close();
    }
  });

  test("60 secrets have a filter", async () => {
    const { page, problems } = await withSteps(
      many(60, (place) => ({ call: "CreateSecret", with: { Name: `app/secret-${place}`, SecretString: "x" } })),
    );
    expect(await page.locator(".secrets li").count()).toBe(60);
    const inList = await page.locator(".secrets").evaluate((list) => {
      const chosen = list.querySelector("[aria-pressed=true]")?.getBoundingClientRect();
      const frame = list.getBoundingClientRect();
      return chosen && chosen.top >= frame.top - 1 && chosen.bottom <= frame.bottom + 1;
    });
    expect(inList).toBe(true);
    await page.fill("[aria-label='Filter the secrets']", "secret-5");
    await page.waitForFunction(() => document.querySelectorAll(".secrets li").length === 11);
    await page.fill("[aria-label='Filter the secrets']", "nothing");
    await page.waitForSelector("text=No secret matches.");
    expect(problems).toEqual([]);
  });
});

describe("a phone", () => {
  test("the form of a new session is visible", async () => {
    const { page } = await own(browser, { width: 360, height: 740 });
    await expect.poll(() => isVisible(page, "input[name=Name]")).toBe(true);
    await expect.poll(() => isVisible(page, "button.primary")).toBe(true);
  });

  test("after a call the result is visible", async () => {
    const { page } = await own(browser, { width: 360, height: 740 });
    await create(page, "app/db");
    await expect.poll(() => isVisible(page, '[data-label="AWSCURRENT"]')).toBe(true);
    await choose(page, "GetSecretValue");
    await page.fill("input[name=VersionStage]", "NOT-THERE");
    await call(page, "GetSecretValue");
    await expect.poll(() => isVisible(page, "[data-error]")).toBe(true);
  });

  test("a finger drags a label, and the page does not scroll", async () => {
    const { page } = await own(browser, { width: 360, height: 740 });
    await create(page, "app/db");
    await put(page, "two");
    await expect.poll(() => isVisible(page, '[data-label="AWSCURRENT"]')).toBe(true);
    const from = await page.locator('[data-label="AWSCURRENT"]').boundingBox();
    const to = await page.locator('.version:has(text:text-is("v1")) .card').boundingBox();
    if (!from || !to) throw new Error("there is no label or no version");
    const scrolled = await page.evaluate("scrollY");
    const chromium = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...touchPoints: { x: number; y: number }[]) =>
      chromium.send("Input.dispatchTouchEvent", { type, touchPoints });
    const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
    await touch("touchStart", { x, y });
    for (const part of [0.2, 0.4, 0.6, 0.8, 1])
      await touch("touchMove", { x: x + (to.x + 40 - x) * part, y: y + (to.y + 30 - y) * part });
    await touch("touchEnd");
    await page.waitForSelector(".proposal");
    expect(await page.evaluate("scrollY")).toBe(scrolled);
  });

  test("a button of the rotation panel shows its result too", async () => {
    const { page } = await own(browser, { width: 360, height: 740 });
    await create(page, "app/db");
    await page.click('[data-tab="rotation"]');
    await page.click("button:text-is('Rotate app/db')");
    await expect.poll(() => isVisible(page, '[data-label="AWSPENDING"]')).toBe(true);
  });
});

async function drag(page: Page, label: string, version: string): Promise<void> {
  const from = await page.locator(`[data-label="${label}"]`).boundingBox();
  const to = await page.locator(`.version:has(text:text-is("${version}")) .card`).boundingBox();
  if (!from || !to) throw new Error(`there is no ${label} or no ${version}`);
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 20, to.y + 10, { steps: 4 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2);
  await page.mouse.up();
}

/** Whether a label is in the visible part of the picture. */
function inView(page: Page, label: string): Promise<boolean> {
  return page.evaluate((name) => {
    const frame = document.querySelector(".stage .picture")?.getBoundingClientRect();
    const tag = document.querySelector(`[data-label="${name}"]`)?.getBoundingClientRect();
    return frame !== undefined && tag !== undefined && tag.left >= frame.left - 1 && tag.right <= frame.right + 1;
  }, label);
}

/** Whether an element is in the window. */
function isVisible(page: Page, selector: string): Promise<boolean> {
  return page.evaluate((wanted) => {
    const box = document.querySelector(wanted)?.getBoundingClientRect();
    return box !== undefined && box.top >= 0 && box.bottom <= innerHeight;
  }, selector);
}

/** Texts and boxes of the picture that leave the picture or their card. */
function outside(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const svg = document.querySelector(".stage figure svg");
    const whole = svg?.getBoundingClientRect();
    if (!svg || !whole) return ["there is no picture"];
    const within = (inner: DOMRect, outer: DOMRect) =>
      inner.left >= outer.left - 1 &&
      inner.right <= outer.right + 1 &&
      inner.top >= outer.top - 1 &&
      inner.bottom <= outer.bottom + 1;
    const groups = [...svg.querySelectorAll(".tag, .version > g")].flatMap((group) => {
      const box = group.querySelector("rect")?.getBoundingClientRect();
      return [...group.querySelectorAll("text")].filter((text) => box && !within(text.getBoundingClientRect(), box));
    });
    const all = [...svg.querySelectorAll("rect, text")].filter((one) => !within(one.getBoundingClientRect(), whole));
    return [...groups, ...all].map((one) => one.outerHTML);
  });
}
