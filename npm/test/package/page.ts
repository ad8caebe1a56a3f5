/** Opens a built page in Chromium and reads what it writes. */
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { FLAGS } from "../support/chromium.js";

/** The text of the page when it is not empty, and all problems until then. vite and playwright belong to the consumer's project. */
export async function readPage(consumer: string, project: string): Promise<{ text: string; problems: string[] }> {
  const { chromium } = createRequire(join(consumer, "package.json"))("playwright-core");
  const vite = await import(pathToFileURL(join(consumer, "node_modules/vite/dist/node/index.js")).href);
  const server = await vite.preview({ root: project, logLevel: "warn", preview: { host: "127.0.0.1", port: 0 } });
  const profile = mkdtempSync(join(tmpdir(), "chromium-"));
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS, timeout: 60_000 });
  const problems: string[] = [];
  try {
    const page = await browser.newPage();
    page.on("console", (message: { text(): string }) => problems.push(message.text()));
    page.on("pageerror", (error: Error) => problems.push(error.message));
    page.on("request", (request: { url(): string }) => {
      if (!/^(http:\/\/127\.0\.0\.1|data:)/.test(request.url())) problems.push(`it asked for ${request.url()}`);
    });
    await page.goto(server.resolvedUrls.local[0]);
    await page.waitForFunction("document.body.textContent.trim() !== ''", undefined, { timeout: 30_000 });
    return { text: await page.textContent("body"), problems };
  } finally {
    await browser.close();
    await server.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
