/** The commands `serve` and `exec` of the built package. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "commands-"));
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_")));
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function run(...args: string[]) {
  return spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8", env, timeout: 60_000 });
}

/** Starts a command. Returns the text after the first `=` that it prints. */
async function start(...args: string[]): Promise<{ child: ChildProcess; told: string }> {
  const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ["ignore", "pipe", "ignore"] });
  started.push(child);
  let text = "";
  for await (const chunk of child.stdout as NodeJS.ReadableStream) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  return { child, told: text.split("\n")[0]?.split("=")[1] ?? "" };
}

const ended = (child: ChildProcess) => new Promise((resolve) => child.on("exit", resolve));

async function secret(url: string): Promise<unknown> {
  const headers = { "X-Amz-Target": "secretsmanager.GetSecretValue" };
  const answer = await fetch(url, { method: "POST", headers, body: '{"SecretId":"app/db"}' });
  return ((await answer.json()) as Record<string, unknown>).SecretString;
}

test("serve prints the environment and stops gracefully", async () => {
  const seed = file("serve.json", '{"app/db": {"b": 1, "a": 2}}');
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const { child, told } = await start("serve", "--seed", seed);
    expect(await secret(told)).toBe('{"b":1,"a":2}');
    const end = ended(child);
    child.kill(signal);
    expect(await end).toBe(0);
  }
});

test("serve watches its seed file", async () => {
  const seed = file("watch.json", '{"app/db": "one"}');
  const { told } = await start("serve", "--seed", seed, "--watch");
  expect(await secret(told)).toBe("one");
  file("watch.json", "{");
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await secret(told)).toBe("one");
  file("watch.json", '{"app/db": "three"}');
  await expect.poll(() => secret(told), { timeout: 15_000 }).toBe("three");
}, 40_000);

test("exec runs a command against a fake and returns its exit status", () => {
  const script = `
    const headers = { "X-Amz-Target": "secretsmanager.GetSecretValue" };
    const url = process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER;
    const answer = await fetch(url, { method: "POST", headers, body: '{"SecretId":"app/db"}' });
    console.log((await answer.json()).SecretString);
    process.exit(7);`;
  const seed = file("exec.json", '{"app/db": "hunter2"}');
  const { status, stdout } = run("exec", "--seed", seed, "--", process.execPath, "--input-type=module", "-e", script);
  expect([status, stdout]).toEqual([7, "hunter2\n"]);
});

test.skipIf(process.platform === "win32")("exec passes signals on", async () => {
  const script = 'process.on("SIGTERM", () => process.exit(42)); console.log("x=ready"); setTimeout(() => {}, 60000);';
  const { child, told } = await start("exec", "--", process.execPath, "-e", script);
  expect(told).toBe("ready");
  const end = ended(child);
  child.kill("SIGTERM");
  expect(await end).toBe(42);
  expect(run("exec", "--", "sh", "-c", "kill -9 $$").status).toBe(137);
});

test("invalid commands print one line", async () => {
  const wrong = file("wrong.json", '{"app/db": 5, "app/key": "s3cret"}');
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const port = String((taken.address() as { port: number }).port);
  for (const [args, status, sentence] of [
    [["serve", "--seed", join(folder, "none.json")], 1, "No such file or directory"],
    [["serve", "--seed", wrong], 1, 'the value of secret "app/db" is a number'],
    [["serve", "--port", port], 1, `cannot listen on 127.0.0.1, port ${port}: Address already in use`],
    [["serve", "--port", "http"], 2, "'http' is not a port"],
    [["serve", "--allow-host", "http://x"], 1, 'invalid host "http://x"'],
    [["serve", "--format", "toml"], 1, 'unknown format "toml"; expected sh, powershell, dotenv or json'],
    [["serve", "--sed", "x"], 2, "unknown option --sed (did you mean --seed?)"],
    [["serve", "--watch"], 2, "--watch without --seed"],
    [["serve", "--region", "nowhere!"], 1, "nowhere!"],
    [["exec", "--seed", "x.json", "node", "--check", "a.mjs"], 2, "exec --seed x.json -- node --check a.mjs"],
    [["list"], 1, "or the address that `serve` printed, for example --server http://"],
    [["exec"], 2, "exec got no command"],
    [["exec", "--", "no-such-command"], 127, "cannot run 'no-such-command'"],
    [["srve"], 2, 'the unknown command "srve" (did you mean serve?)'],
    [[], 2, "got no command"],
  ] as const) {
    const done = run(...args);
    expect([args, done.status, done.stderr]).toEqual([args, status, expect.stringContaining(sentence)]);
    expect(done.stderr.trim().split("\n").length, done.stderr).toBe(1);
    expect(done.stderr).not.toContain("s3cret");
  }
  taken.close();
}, 60_000);

test("--version prints the version of the package", () => {
  expect(run("--version").stdout).toMatch(/^fake-secrets-manager \d+\.\d+\.\d+\n$/);
});

test("help has examples", () => {
  expect(run("--help").stdout).toMatch(/^ {2}exec +run a command/m);
  expect(run("serve", "--help").stdout).toContain("serve --port 8080");
  expect(run("exec", "--help").stdout).toContain("exec --seed secrets.json -- npm test");
});
