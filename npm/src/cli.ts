#!/usr/bin/env node
/**
 * The command line: `npx fake-secrets-manager serve` and `exec`.
 *
 * `node:util` reads the arguments: it is part of Node, so that the package keeps having no dependency.
 */

import { parseArgs } from "node:util";
import { FakeSecretsManager } from "fake-secrets-manager";
import { COMMAND } from "./command.js";
import { CommandError, type Parsed, runCommand, serveUntilStopped } from "./serving.js";

const PROGRAM = "npx fake-secrets-manager";

const SERVER_OPTIONS = {
  port: { type: "string" },
  host: { type: "string" },
  seed: { type: "string" },
  region: { type: "string" },
  "account-id": { type: "string" },
  "agent-port": { type: "string" },
  "agent-token": { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;
const SERVE_OPTIONS = { ...SERVER_OPTIONS, format: { type: "string" }, watch: { type: "boolean" } } as const;

const SERVER_HELP = `  --port N            the port to listen on; 0 takes a free one (default: 0)
  --host HOST         the address to listen on (default: 127.0.0.1)
  --seed FILE         secrets to start from, in JSON: {"app/db": "hunter2"}
  --region REGION     the region of callers that name none (default: us-east-1)
  --account-id ID     the account of callers (default: 123456789012)
  --agent-port N      another port for the Secrets Manager Agent alone, usually 2773
  --agent-token TEXT  what the agent's token header must hold, or file://PATH (default: AWS_TOKEN, otherwise any text)
  -h, --help          show this help`;

const HELP: Record<string, string> = {
  "": `usage: ${PROGRAM} COMMAND

A fake AWS Secrets Manager for every client on this machine.

commands:
  serve    serve a fake until it is stopped
  exec     run a command whose clients reach a fake, and return its exit status

\`${PROGRAM} COMMAND --help\` shows the options and examples of a command.`,
  serve: `usage: ${PROGRAM} serve [options]

Serve a fake until it is stopped.

options:
  --format FORMAT     how to print the environment variables of clients: sh, powershell, dotenv or json (default: sh)
  --watch             start anew from the seed file whenever it changes
${SERVER_HELP}

examples:
  ${PROGRAM} serve --port 8080
  ${PROGRAM} serve --seed secrets.json --watch
  ${PROGRAM} serve --port 8080 --format dotenv > .env`,
  exec: `usage: ${PROGRAM} exec [options] -- COMMAND [ARGUMENT ...]

Run a command whose clients reach a fake, and return its exit status.

options:
${SERVER_HELP}

examples:
  ${PROGRAM} exec --seed secrets.json -- npm test
  ${PROGRAM} exec -- aws secretsmanager list-secrets`,
};

async function main(given: readonly string[]): Promise<number> {
  const [name = "", ...rest] = given;
  if (name === "--help" || name === "-h") return help("");
  if (!(name in HELP) || name === "") throw unknownCommand(name);
  // What follows `--` belongs to the command that `exec` runs.
  const end = rest.indexOf("--");
  const own = end < 0 ? rest : rest.slice(0, end);
  const command = end < 0 ? [] : rest.slice(end + 1);
  if (name === "serve") {
    const options = parse(name, own, SERVE_OPTIONS);
    if (options.help) return help(name);
    await serveUntilStopped(options);
    return 0;
  }
  const options = parse(name, own, SERVER_OPTIONS);
  if (options.help) return help(name);
  const [program, ...programArguments] = command;
  if (program === undefined) {
    throw new CommandError(
      `exec got no command; expected one after \`--\`, for example ${PROGRAM} exec -- npm test`,
      2,
    );
  }
  return runCommand(options, program, programArguments);
}

function help(name: string): number {
  process.stdout.write(`${HELP[name]}\n`);
  return 0;
}

function unknownCommand(name: string): CommandError {
  const names = Object.keys(HELP).filter((known) => known !== "");
  const meant = suggest(name, names);
  const given = name === "" ? "no command" : `the unknown command ${JSON.stringify(name)}`;
  return new CommandError(`got ${given}${meant}; expected ${names.join(" or ")}, for example ${PROGRAM} serve`, 2);
}

function parse<Options extends typeof SERVER_OPTIONS | typeof SERVE_OPTIONS>(
  name: string,
  args: readonly string[],
  options: Options,
): Parsed {
  try {
    return parseArgs({ args: [...args], options }).values as Parsed;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const unknown = code === "ERR_PARSE_ARGS_UNKNOWN_OPTION" ? /'(-[^' ]*)/.exec(message)?.[1] : undefined;
    const reason =
      unknown === undefined
        ? message.split(". ")[0]
        : `unknown option ${unknown}${suggest(
            unknown,
            Object.keys(options).map((option) => `--${option}`),
          )}`;
    throw new CommandError(`${name}: ${reason}; \`${PROGRAM} ${name} --help\` lists what there is`, 2);
  }
}

function suggest(given: string, valid: readonly string[]): string {
  using fake = new FakeSecretsManager();
  const meant = given === "" ? undefined : fake[COMMAND].nearest(given, valid);
  return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: Error) => {
    process.stderr.write(`fake-secrets-manager: ${error.message}\n`);
    process.exitCode = error instanceof CommandError ? error.status : 1;
  },
);
