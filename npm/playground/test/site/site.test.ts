/** The documentation site in Chromium: accessibility, no page wider than the window, search. With SCREENSHOTS it keeps pictures. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FLAGS } from "../../../test/support/chromium.js";
import { findings } from "../support/accessibility.js";

const SITE = join(import.meta.dirname, "../../../../.build/site");
const PAGES = readdirSync(SITE, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("index.html") && !/^(playground|evidence)/.test(file))
  .map((file) => file.replace(/index\.html$/, ""))
  .sort();
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};
const SCREENSHOTS = process.env.SCREENSHOTS;

const profile = mkdtempSync(join(tmpdir(), "chromium-"));
const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname)).replace(
    /^\/+/,
    "",
  );
  const named = join(SITE, path);
  try {
    if (path.startsWith("..")) throw new Error("outside of the site");
    const file = statSync(named).isDirectory() ? join(named, "index.html") : named;
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    response.end(readFileSync(file));
  } catch {
    response.writeHead(404).end();
  }
});
let context: BrowserContext;
let address: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  context = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS, timeout: 60_000 });
});

afterAll(async () => {
  await context.close();
  server.close();
  rmSync(profile, { recursive: true, force: true });
});

const looks = [360, 820, 1440].flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })),
);

test.each(looks)(
  "axe finds nothing serious, and nothing is wider than the page: $width, $colorScheme",
  async (look) => {
    const page = await context.newPage();
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width: look.width, height: 900 });
    const found: string[] = [];
    for (const path of PAGES) {
      await page.goto(address + path);
      await page.waitForLoadState("load");
      // All rules take long on the large tables. Only colors depend on the theme, and only scrolling depends on the width.
      const rules = { light: look.width === 1440 ? [] : ["scrollable-region-focusable"], dark: ["color-contrast"] };
      if (look.colorScheme === "light" || look.width === 1440) {
        const serious = await findings(page, ...rules[look.colorScheme]);
        found.push(...serious.map((finding) => `${path}: ${finding}`));
      }
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (wide > 0) found.push(`${path}: ${wide} pixels wider than the window`);
      if (SCREENSHOTS) {
        mkdirSync(SCREENSHOTS, { recursive: true });
        const name = `${path.replaceAll("/", "-") || "index-"}${look.width}-${look.colorScheme}.png`;
        await page.screenshot({ path: join(SCREENSHOTS, name) });
      }
    }
    expect(found).toEqual([]);
    await page.close();
  },
);

test("search finds the guide on rotation", async () => {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(address);
  await page.click(".md-search__input");
  // The search listens to keys.
  await page.keyboard.type("rotation function");
  const result = page.locator(".md-search-result__link").first();
  await result.waitFor();
  expect(await result.getAttribute("href")).toMatch(/rotation|controls|reference/);
  await page.close();
});

test("the playground in a page is as high as its content and follows the theme of the page", async () => {
  const page = await context.newPage();
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.setViewportSize({ width: 360, height: 900 });
  await page.goto(`${address}guides/replicas/`);
  await page.locator("iframe").scrollIntoViewIfNeeded();
  const inside = page.frameLocator("iframe");
  await inside.locator("[data-lane]").nth(1).waitFor();
  const root = inside.locator("html");
  await expect.poll(() => root.evaluate(({ scrollHeight }) => scrollHeight - innerHeight)).toBe(0);
  expect(await root.getAttribute("data-theme")).toBe("light");
  await page.locator("form[data-md-component=palette] label:visible").click();
  await expect.poll(() => root.getAttribute("data-theme")).toBe("dark");
  await page.close();
});
