#!/usr/bin/env node
/**
 * The command line: `npx fake-secrets-manager serve` and `exec`, and commands that use a running server.
 *
 * `node:util` reads the arguments. It is part of Node.js, so the package needs no dependency.
 */

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { FakeSecretsManager } from "fake-secrets-manager";
import { COMMAND } from "./command.js";
import { CommandError, type Parsed } from "./command-error.js";
import { COMMANDS, type Command, helpOf, listed, PROGRAM, SHELLS } from "./command-line.js";
import { completionScript } from "./completion.js";
import { askServer } from "./server-commands.js";
import { runCommand, serveUntilStopped } from "./serving.js";

async function main(given: readonly string[]): Promise<number> {
  const [name = "", ...rest] = given;
  if (name === "--help" || name === "-h") return print(helpOf());
  if (name === "--version" || name === "-V") return print(`fake-secrets-manager ${version()}\n`);
  const command = COMMANDS.get(name);
  if (command === undefined) throw unknownCommand(name);
  // The arguments after `--` belong to the command that `exec` runs.
  const end = rest.indexOf("--");
  if (name === "exec" && end < 0) rejectCommandWithoutDashes(command, rest);
  const { options, positionals } = parse(name, command, end < 0 ? rest : rest.slice(0, end));
  if (options.help) return print(helpOf(name));
  const argument = argumentOf(name, command, positionals);
  switch (name) {
    case "serve":
      await serveUntilStopped(options);
      return 0;
    case "exec":
      return exec(options, end < 0 ? [] : rest.slice(end + 1));
    case "completion":
      return complete(argument);
    default:
      return askServer(name, options, argument);
  }
}

function exec(options: Parsed, [program, ...args]: readonly string[]): Promise<number> {
  if (program !== undefined) return runCommand(options, program, args);
  throw new CommandError(`exec got no command; expected one after \`--\`, for example ${PROGRAM} exec -- npm test`, 2);
}

/** `exec node app.mjs` lacks the `--`, without which options of the command would count as options of `exec`. */
function rejectCommandWithoutDashes({ options }: Command, given: readonly string[]): void {
  const takesValue = (word: string) => options[word.slice(2)]?.type === "string" && word.startsWith("--");
  const first = given.findIndex((word, index) => !word.startsWith("-") && !takesValue(given[index - 1] ?? ""));
  if (first < 0) return;
  const words = [...given.slice(0, first), "--", ...given.slice(first)];
  throw new CommandError(
    `exec got a command without \`--\`; expected \`--\` before the command, for example ${PROGRAM} exec ${words.join(" ")}`,
    2,
  );
}

function version(): string {
  const path = new URL("../package.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

function complete(shell: string): number {
  if (SHELLS.includes(shell)) return print(completionScript(shell));
  throw new CommandError(
    `completion: invalid choice: '${shell}'${suggest(shell, SHELLS)}; expected ${listed(SHELLS)}, for example ${PROGRAM} completion bash`,
    2,
  );
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function unknownCommand(name: string): CommandError {
  const names = [...COMMANDS.keys()];
  const meant = suggest(name, names);
  const given = name === "" ? "no command" : `the unknown command ${JSON.stringify(name)}`;
  return new CommandError(`got ${given}${meant}; expected ${listed(names)}, for example ${PROGRAM} serve`, 2);
}

function parse(
  name: string,
  { options }: Command,
  args: readonly string[],
): { options: Parsed; positionals: string[] } {
  try {
    const config = Object.fromEntries(
      Object.entries(options).map(([option, { type, short, multiple = false }]) => [
        option,
        { type, multiple, ...(short === undefined ? {} : { short }) },
      ]),
    );
    const { values, positionals } = parseArgs({ args: [...args], options: config, allowPositionals: true });
    return { options: values as Parsed, positionals };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const unknown = code === "ERR_PARSE_ARGS_UNKNOWN_OPTION" ? /'(-[^' ]*)/.exec(message)?.[1] : undefined;
    const known = Object.keys(options).map((option) => `--${option}`);
    const reason =
      unknown === undefined ? message.split(". ")[0] : `unknown option ${unknown}${suggest(unknown, known)}`;
    throw wrong(name, String(reason));
  }
}

/** The argument of a command, or "" for a command without one. */
function argumentOf(name: string, { positionals: expected }: Command, given: readonly string[]): string {
  const names = Object.keys(expected);
  if (given.length < names.length) throw wrong(name, `the following arguments are required: ${names.join(", ")}`);
  // `advance 3 days` gets an error that shows the correct form.
  if (name === "advance") return given.join(" ");
  if (given.length > names.length) throw wrong(name, `unrecognized arguments: ${given.slice(names.length).join(" ")}`);
  return given[0] ?? "";
}

function wrong(name: string, reason: string): CommandError {
  return new CommandError(`${name}: ${reason}; \`${PROGRAM} ${name} --help\` lists the options`, 2);
}

function suggest(given: string, valid: readonly string[]): string {
  using fake = new FakeSecretsManager({ seedFile: null });
  const meant = given === "" ? undefined : fake[COMMAND].nearest(given, valid);
  return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}

// `npx fake-secrets-manager events | head` closes the pipe early.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: Error) => {
    process.stderr.write(`fake-secrets-manager: ${error.message}\n`);
    process.exitCode = error instanceof CommandError ? error.status : 1;
  },
);
