/** Serves the built page from a plain web server, opens it in Chromium, and records all problems. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { FLAGS } from "../../../test/support/chromium.js";

const BUILT = join(import.meta.dirname, "../../../../.build/dist/playground");
/** Not the root, because the page must work under any path. */
const PATH = "/some/folder/";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
  readonly reducedMotion?: "reduce" | "no-preference";
}

export interface Opened {
  readonly page: Page;
  /** Console messages, errors, violations of the policy, and requests to other hosts. */
  readonly problems: string[];
  /** The URLs that were requested since the page was opened. */
  readonly requests: string[];
}

export interface Browser {
  readonly address: string;
  /** A new page, at a hash if one is given. */
  open(look?: Look, hash?: string): Promise<Opened>;
  close(): Promise<void>;
}

export async function launch(): Promise<Browser> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const file = normalize(path.slice(PATH.length) || "index.html");
    try {
      if (!path.startsWith(PATH) || file.startsWith("..")) throw new Error("not here");
      const content = readFileSync(join(BUILT, file));
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}${PATH}`;
  const profile = mkdtempSync(join(tmpdir(), "chromium-"));
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: FLAGS,
    timeout: 60_000,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  return {
    address,
    open: (look = {}, hash = "") => open(context, address, look, hash),
    async close() {
      await context.close();
      server.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

async function open(context: BrowserContext, address: string, look: Look, hash: string): Promise<Opened> {
  const { width = 1280, height = 900, colorScheme = "light", reducedMotion = "reduce" } = look;
  const page = await context.newPage();
  page.setDefaultTimeout(6000);
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme, reducedMotion });
  const problems: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => problems.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(address + hash);
  await page.waitForSelector("h1");
  return { page, problems, requests };
}
