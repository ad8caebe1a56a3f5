/** Export and import in Chromium: values, links, files, pictures. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FakeSecretsManager } from "fake-secrets-manager";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readHash, writeHash } from "../src/exporting/link.js";
import { EMPTY, type Session } from "../src/session/session.js";
import { choose, create, own, position, put, rotating, scenario, written } from "./support/actions.js";
import { type Browser, launch } from "./support/browser.js";
import { exportedFrom, runsInPytest, runsInVitest } from "./support/exported.js";
import { goTo, shownOn } from "./support/labels.js";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe("values", () => {
  test("are masked everywhere until they are revealed", async () => {
    const { page } = await own(browser);
    await choose(page, "CreateSecret");
    await page.fill("input[name=Name]", "app/db");
    await page.fill("textarea[name=SecretString]", 'hunter"2');
    await page.click("button:text-is('Call CreateSecret')");
    await page.waitForSelector('[data-label="AWSCURRENT"]');
    const seen = async () => {
      const sdk = await page.locator("body").innerText();
      await page.click('[data-tab="wire"]');
      const wire = await page.locator("body").innerText();
      await page.click('[data-tab="sdk"]');
      await page.click("button:text-is('Export')");
      const texts = [sdk, wire];
      for (const form of ["pytest", "vitest", "case", "link"]) {
        await page.click(`[data-tab="${form}"]`);
        await page.locator(`[data-export="${form}"]:not([data-text=""])`).waitFor();
        texts.push(await page.locator("dialog").innerText());
      }
      await page.keyboard.press("Escape");
      return texts;
    };
    for (const text of await seen()) expect(text).not.toContain("hunter");
    expect(await page.locator("textarea.hidden[name=SecretString]").count()).toBe(1);
    await page.click("text=Show values");
    expect((await seen()).filter((text) => text.includes("hunter")).length).toBeGreaterThanOrEqual(2);
  });

  test("are not in a link unless the user includes them, with a warning", async () => {
    const { page } = await own(browser);
    await create(page, "app/db", "hunter2");
    await page.click("button:text-is('Export')");
    await page.click('[data-tab="link"]');
    const link = () => linkIn(page);
    expect(await link()).toContain("value-1");
    expect(await link()).not.toContain("hunter2");
    expect(await page.locator('[data-warning="link"]').count()).toBe(0);
    await page.click("text=With the secret values");
    await page.waitForSelector('[data-warning="link"]:has-text("1 secret value in plain text")');
    await expect.poll(link).toContain("hunter2");
  });

  test("are in the URL, and nowhere else", async () => {
    const { page } = await own(browser);
    await create(page, "app/db", "hunter2");
    const hash = await written(page);
    const stored = await page.evaluate(async () => [
      localStorage.length,
      sessionStorage.length,
      document.cookie,
      (await indexedDB.databases()).length,
    ]);
    expect(stored).toEqual([0, 0, "", 0]);
    const read = await readHash(hash);
    expect(JSON.stringify(read)).toContain("hunter2");
  });
});

describe("links", () => {
  const session: Session = {
    ...EMPTY,
    seed: 7,
    startsAt: "2027-03-04T05:06:07.000Z",
    steps: [
      { call: "CreateSecret", with: { Name: "häß/🗝", SecretString: "x" } },
      { advance: { days: 1 } },
      { call: "PutSecretValue", with: { SecretId: "häß/🗝", SecretString: "y" } },
      {
        call: "CreateSecret",
        with: { Name: "app/db", SecretString: "z" },
        region: "eu-west-1",
        account: "210987654321",
      },
    ],
  };

  test("contain the whole session", async () => {
    const { page, problems } = await browser.open({}, await writeHash(session));
    await page.waitForSelector(".workbench");
    expect(await position(page)).toBe("4 / 4");
    await page.click("button:text-is('Export')");
    await page.click('[data-tab="link"]');
    await page.click("text=With the secret values");
    await page.waitForSelector('[data-warning="link"]');
    await page.waitForTimeout(100);
    const link = (await page.locator('[data-export="link"]:not([data-text=""])').getAttribute("data-text")) as string;
    const { page: again } = await browser.open({}, new URL(link).hash);
    await again.waitForSelector(".workbench");
    expect(await again.locator(".steps").innerText()).toBe(await page.locator(".steps").innerText());
    expect(await again.locator(".stage figure svg").getAttribute("aria-label")).toBe(
      await page.locator(".stage figure svg").getAttribute("aria-label"),
    );
    expect(problems).toEqual([]);
  });

  test("playback pauses while the dialog is open, and continues afterwards", async () => {
    const { page } = await browser.open();
    await page.click("text=Play a scenario");
    await page.waitForSelector(".workbench");
    await page.click("button:text-is('Export')");
    const steps = page.locator("dialog p").first();
    const before = await steps.innerText();
    await page.waitForTimeout(2500);
    expect(await steps.innerText()).toBe(before);
    const place = await position(page);
    await page.keyboard.press("Escape");
    await expect.poll(() => position(page), { timeout: 6000 }).not.toBe(place);
  });

  test("a link without values is shown in full, and the dialog states which steps it contains", async () => {
    const { page } = await browser.open({}, await writeHash(session));
    await page.waitForSelector(".workbench");
    await goTo(page, 3);
    await page.click("button:text-is('Export')");
    expect(await page.locator("dialog").innerText()).toContain("Steps 1 to 3 of 4.");
    await page.click('[data-tab="link"]');
    const shown = page.locator('[data-export="link"]:not([data-text=""])');
    const link = (await shown.getAttribute("data-text")) as string;
    expect((await shown.innerText()).trim()).toBe(link);
    expect(await page.locator("dialog button:text-is('Show values')").count()).toBe(0);
    await page.click("text=With the secret values");
    await expect.poll(async () => (await shown.innerText()).trim()).toMatch(/#session=•+$/);
  });

  test.each([
    ["truncated", async () => (await writeHash(session)).slice(0, -20)],
    ["invalid base64", async () => "#session=%%%"],
    ["empty", async () => "#session="],
    ["without a session", async () => writeHash([] as unknown as Session)],
    ["without steps", async () => writeHash({ seed: 1, startsAt: "2026-01-01" } as unknown as Session)],
    ["with unknown steps", async () => writeHash({ ...EMPTY, steps: [{ paint: 1 }] } as unknown as Session)],
    ["too large", async () => writeHash({ ...EMPTY, steps: [{ raw: { body: "x".repeat(3_000_000) } }] })],
    [
      "from an invalid account",
      async () => writeHash({ ...EMPTY, steps: [{ call: "ListSecrets", with: {}, account: "12" }] }),
    ],
    ["with an invalid step", async () => writeHash({ ...EMPTY, steps: [null] } as unknown as Session)],
    [
      "with an invalid snapshot",
      async () => {
        const restore = { format: "fake-secrets-manager snapshot", version: 1, state: { store: 5 } };
        return writeHash({ ...EMPTY, steps: [{ restore }] });
      },
    ],
    ["with an invalid time", async () => writeHash({ ...EMPTY, startsAt: "yesterday" })],
  ])("one that is %s is rejected, and the page continues", async (_, hash) => {
    const { page, problems } = await browser.open({}, await hash());
    expect(await page.locator('[role="alert"]').first().textContent()).toMatch(
      /^This link cannot be opened: .+ The page continues without it\.$/,
    );
    await page.click("text=Create a secret");
    await create(page, "app/db");
    expect(problems).toEqual([]);
  });

  test("the Content-Security-Policy blocks foreign scripts and requests", async () => {
    const { page } = await own(browser);
    const tried = await page.evaluate(async () => {
      const refused: string[] = [];
      document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
      await fetch("https://example.com/").catch(() => {});
      const script = document.createElement("script");
      script.textContent = "window.injected = true";
      document.body.append(script);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { refused: refused.sort(), injected: "injected" in window };
    });
    expect(tried).toEqual({ refused: ["connect-src", "script-src-elem"], injected: false });
  });
});

describe("files", () => {
  test("a case file opens as a session, and an exported file can be imported", async () => {
    const { page, problems } = await browser.open();
    const file = join(import.meta.dirname, "../../../tests/cases/stories/a_rotation_step_by_step.json");
    await page.click("text=Import a session, a snapshot or a case file");
    await page.setInputFiles("#import-file", file);
    await page.click("dialog button:text-is('Open')");
    await page.waitForSelector(".workbench");
    expect(await position(page)).toBe("10 / 10");
    const shown = await shownOn(page);
    await page.click("button:text-is('Export')");
    await page.click('[data-tab="session"]');
    const text = await page.locator('[data-export="session"]:not([data-text=""])').getAttribute("data-text");
    await page.keyboard.press("Escape");
    await page.click(".top .import");
    await page.fill("#import-text", text as string);
    await page.click("dialog button:text-is('Open')");
    await page.waitForSelector("dialog", { state: "detached" });
    expect(await shownOn(page)).toEqual(shown);
    expect(problems).toEqual([]);
  });

  test.each([
    ["{", "it is not JSON"],
    ["[]", "it contains no session"],
    ['{"a":1}', "it is neither a session nor a snapshot nor a case file"],
    ['{"about":"x","steps":[{"paint":1}]}', "its step 1 has an unknown format"],
    ['{"format":"fake-secrets-manager snapshot","version":99,"state":{}}', "a snapshot of version 99"],
    ["https://example.com/#session=%%%", "it contains invalid characters"],
  ])("%s is rejected with a reason", async (text, reason) => {
    const { page, problems } = await browser.open();
    await page.click("text=Import a session, a snapshot or a case file");
    await page.fill("#import-text", text);
    await page.click("dialog button:text-is('Open')");
    await page.waitForSelector(`dialog [role=alert]:has-text("${reason}")`);
    expect(problems).toEqual([]);
  });

  test("a snapshot of a step can be imported and continued, with its clock, labels and pending rotation", async () => {
    const { page, problems } = await rotating(browser);
    await page.click("button:text-is('Rotate app/db')");
    await page.click("button:text-is('Run createSecret')");
    await page.waitForSelector("text=Version v2 now has a value.");
    const shown = await shownOn(page);
    const text = await snapshotOf(page);
    expect(await page.locator("dialog .export").innerText()).not.toContain('"text": "x"');
    await page.waitForSelector('[data-warning="snapshot"]');
    await page.keyboard.press("Escape");
    const { page: other, problems: others } = await browser.open();
    await importText(other, text);
    await other.waitForSelector(".workbench");
    expect(await shownOn(other)).toEqual(shown);
    expect(await other.locator(".steps").innerText()).toMatch(/Register a rotation function[\s\S]*Restore a snapshot/);
    await other.click('[data-tab="rotation"]');
    await other.click("button:text-is('Run to the end')");
    await other.waitForSelector("text=AWSCURRENT moved from v1 to v2.");
    await other.reload();
    await other.waitForSelector(`[data-label="AWSPREVIOUS"]`);
    const texts = await exportedFrom(other, "pytest", "vitest");
    await runsInPytest(texts.pytest);
    await runsInVitest(texts.vitest);
    expect([...problems, ...others]).toEqual([]);
  });

  test("on a phone a file can be imported within a session", async () => {
    const { page, problems } = await own(browser, { width: 360, height: 740 });
    await create(page, "app/db");
    await page.getByRole("button", { name: "Import" }).click();
    await page.fill("#import-text", JSON.stringify({ ...EMPTY, steps: [] }));
    await page.click("dialog button:text-is('Open')");
    await page.waitForSelector("dialog", { state: "detached" });
    expect(await position(page)).toBe("0 / 0");
    expect(problems).toEqual([]);
  });

  test("a snapshot of a test can be imported: its clock is stopped, and the exported test runs", async () => {
    const fake = new FakeSecretsManager({ secrets: { "app/db": "hunter2" }, seed: 7 });
    const VersionId = fake.putSecretValue({ SecretId: "app/db", SecretString: "hunter3" }).VersionId as string;
    fake.createSecret({ Name: "app/old", SecretString: "hunter1" });
    fake.deleteSecret({ SecretId: "app/old", RecoveryWindowInDays: 9 });
    fake.createSecret({ Name: "app/other", SecretBinary: new Uint8Array([1, 2, 3]) }, { region: "eu-west-1" });
    const { page, problems } = await browser.open();
    await importText(page, JSON.stringify(fake.snapshot()));
    await page.waitForSelector(".workbench");
    const { secrets, labels } = await shownOn(page);
    expect(secrets).toEqual(["app/db in us-east-1", "app/old in us-east-1", "app/other in eu-west-1"]);
    expect(await page.locator(".changes").innerText()).toContain("app/db in us-east-1 is a new secret");
    await page.click('.secrets [data-secret="app/old"]');
    await page.waitForSelector("text=deletion in 9 days");
    await page.click('.secrets [data-secret="app/db"]');
    expect(labels[VersionId]).toEqual(["AWSCURRENT"]);
    await put(page, "hunter4");
    const texts = await exportedFrom(page, "pytest", "vitest", "link");
    expect(texts.pytest).toContain("hunter3");
    await runsInPytest(texts.pytest);
    await runsInVitest(texts.vitest);
    await page.click("button:text-is('Export')");
    await page.click('[data-tab="case"]');
    await page.waitForSelector("text=A case file cannot start with a snapshot.");
    await page.click('[data-tab="link"]');
    await page.uncheck("text=With the secret values");
    await expect.poll(() => linkIn(page)).toContain("value-1");
    expect(await linkIn(page)).not.toContain("hunter");
    expect(problems).toEqual([]);
  });

  test("the picture of a step is an SVG and a PNG", async () => {
    const { page, problems } = await browser.open();
    await scenario(page, "labels_of_a_secret_that_is_updated");
    await goTo(page, 7);
    await page.click("button:text-is('Export')");
    await page.click('[data-tab="picture"]');
    const svg = await page.locator('[data-export="picture"]:not([data-text=""])').getAttribute("data-text");
    expect(svg).toContain("Step 7: UpdateSecret");
    expect(svg).toContain(">AWSCURRENT</text>");
    expect(svg).not.toMatch(/class=|tabindex/);
    expect(await page.locator("dialog img").evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(
      300,
    );
    const [saved] = await Promise.all([page.waitForEvent("download"), page.click("text=Download step.png")]);
    const bytes = readFileSync(await saved.path());
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    expect(bytes.length).toBeGreaterThan(3000);
    expect(problems).toEqual([]);
  });

  test("?embed shows only the picture and its steps", async () => {
    const { page, problems } = await browser.open(
      { width: 700 },
      "?embed&scenario=labels_of_a_secret_that_is_updated&step=3",
    );
    await page.waitForSelector("[data-label=AWSPREVIOUS]");
    expect(await position(page)).toBe("3 / 8");
    expect(await page.locator(".top, .doing, .exchange, .steps").count()).toBe(0);
    expect(await page.locator("text=Open in the playground").getAttribute("target")).toBe("_blank");
    await page.click("button:has-text('Next')");
    expect(problems).toEqual([]);
  });
});

/** The content of the link in the dialog, as JSON text. */
async function linkIn(page: Page): Promise<string> {
  const text = await page.locator('[data-export="link"]:not([data-text=""])').getAttribute("data-text");
  return JSON.stringify(await readHash(new URL(text as string).hash));
}

async function snapshotOf(page: Page): Promise<string> {
  await page.click("button:text-is('Export')");
  await page.click('[data-tab="snapshot"]');
  const shown = page.locator('[data-export="snapshot"]:not([data-text=""])');
  return (await shown.getAttribute("data-text")) as string;
}

async function importText(page: Page, text: string): Promise<void> {
  await page.click("text=Import a session, a snapshot or a case file");
  await page.fill("#import-text", text);
  await page.click("dialog button:text-is('Open')");
}
