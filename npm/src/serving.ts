/** The commands `serve` and `exec`: start a server, and run until a signal arrives or the child process ends. */

import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { constants } from "node:os";
import { FakeSecretsManager, type Server } from "fake-secrets-manager";
import { COMMAND } from "./command.js";
import { CommandError, type Parsed, readFile } from "./command-error.js";
import { restoreState, saveState } from "./state-file.js";
import { reasonOf } from "./system-error.js";

/** Variables of a developer's shell that would send clients of a child process to another address. */
const OVERRIDING_VARIABLES = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_ENDPOINT_URL",
  "AWS_USE_FIPS_ENDPOINT",
  "AWS_USE_DUALSTACK_ENDPOINT",
];
const WATCH_MILLISECONDS = 300;

/** Serves a fake until SIGINT or SIGTERM. */
export async function serveUntilStopped(options: Parsed): Promise<void> {
  const format = options.format ?? "sh";
  using fake = start(options);
  const print = (variables: Record<string, string>) => fake[COMMAND].formatEnvironment(variables, format);
  print({}); // rejects an invalid format before the server starts
  const stopped = signalled();
  const server = await serve(fake, options);
  process.stdout.write(print(server.env));
  tell(`serving a fake AWS Secrets Manager at ${server.url}; Ctrl+C stops it`);
  if (options["agent-port"] !== undefined) tell(`serving the Secrets Manager Agent at ${server.agentUrl}`);
  const watching = options.watch ? watch(fake, options.seed as string) : undefined;
  await stopped;
  clearInterval(watching);
  await server.close();
  if (options.save !== undefined) saveState(fake, options.save);
}

/** Runs a command whose clients reach a fake, and returns its exit status. */
export async function runCommand(options: Parsed, program: string, args: readonly string[]): Promise<number> {
  using fake = start(options);
  const server = await serve(fake, options);
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of OVERRIDING_VARIABLES) delete env[name];
  for (const name of ["NO_PROXY", "no_proxy"]) {
    env[name] = [env[name], "localhost", "127.0.0.1"].filter(Boolean).join(",");
  }
  try {
    return await run(program, args, { ...env, ...server.env });
  } finally {
    await server.close();
    if (options.save !== undefined) saveState(fake, options.save);
  }
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: "inherit" });
    const names = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR2"] as const;
    const forward = (signal: NodeJS.Signals) => {
      // A terminal already sends its signals to the child process.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    };
    for (const name of names) process.on(name, forward);
    const done = (settle: () => void) => {
      for (const name of names) process.removeListener(name, forward);
      settle();
    };
    child.on("error", (error: NodeJS.ErrnoException) => {
      const status = error.code === "ENOENT" ? 127 : 126;
      done(() => reject(new CommandError(`cannot run '${program}': ${reasonOf(error)}`, status)));
    });
    child.on("exit", (code, signal) => {
      done(() => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  });
}

function start(options: Parsed): FakeSecretsManager {
  if (options.watch && options.seed === undefined) {
    throw new CommandError("--watch without --seed; expected the file to watch, for example --seed secrets.json", 2);
  }
  const saved = options.save !== undefined && existsSync(options.save);
  const fake = new FakeSecretsManager({
    region: options.region,
    accountId: options["account-id"],
    rotationFunctions: "any",
    seedFile: saved ? null : options.seed,
  });
  if (saved) restoreState(fake, options.save as string);
  return fake;
}

async function serve(fake: FakeSecretsManager, options: Parsed): Promise<Server> {
  const host = options.host ?? "127.0.0.1";
  if (!["127.0.0.1", "localhost", "::1"].includes(host)) {
    tell(`warning: other machines may reach the fake at ${host}; it does not check signatures`);
  }
  return fake.serve({
    host,
    port: port("--port", options.port ?? "0"),
    agentPort: options["agent-port"] === undefined ? undefined : port("--agent-port", options["agent-port"]),
    allowHosts: options["allow-host"] ?? [],
    agentToken: token(options["agent-token"] ?? process.env.AWS_TOKEN),
  });
}

function port(option: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new CommandError(`${option}: '${text}' is not a port; expected a number from 0 to 65535, such as 8080`, 2);
}

/** Returns the token. `file://PATH` reads it from a file, as in the real agent. */
function token(given: string | undefined): string | undefined {
  if (!given?.startsWith("file://")) return given;
  return new TextDecoder().decode(readFile(given.slice("file://".length), "the token file")).trim();
}

/** Resets to the seed file whenever it changes. An invalid file changes nothing. */
function watch(fake: FakeSecretsManager, path: string): NodeJS.Timeout {
  const stamp = () => {
    try {
      const { mtimeMs, size } = statSync(path);
      return `${mtimeMs} ${size}`;
    } catch {
      return undefined;
    }
  };
  let seen = stamp();
  return setInterval(() => {
    const found = stamp();
    if (found === undefined || found === seen) return;
    seen = found;
    try {
      fake[COMMAND].startFrom(path);
      tell(`reset to ${path}`);
    } catch (error) {
      tell(`${(error as Error).message}; the secrets are unchanged`);
    }
  }, WATCH_MILLISECONDS);
}

/** Resolves on SIGINT or SIGTERM. A second signal ends the process. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    let first = true;
    for (const name of ["SIGINT", "SIGTERM"] as const) {
      process.on(name, () => {
        if (!first) process.exit(128 + constants.signals[name]);
        first = false;
        resolve();
      });
    }
  });
}

function tell(message: string): void {
  process.stderr.write(`fake-secrets-manager: ${message}\n`);
}
