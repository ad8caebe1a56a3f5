/** The commands and their options. Help, argument parsing and completion use these definitions. */

/** An option of a command. */
export interface Option {
  readonly type: "string" | "boolean";
  /** The value in the help text; absent for flags. */
  readonly value?: string;
  readonly help: string;
  readonly short?: string;
  readonly multiple?: boolean;
}

/** A command. */
export interface Command {
  /** What the command does, in the imperative. */
  readonly help: string;
  /** The names of the arguments, each with an example. */
  readonly positionals: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, Option>>;
  readonly examples: readonly string[];
  /** The rest of the usage line; by default, `[options]` and the arguments. */
  readonly usage?: string;
}

export const PROGRAM = "npx fake-secrets-manager";
export const FORMATS: readonly string[] = ["sh", "powershell", "dotenv", "json"];
export const SHELLS: readonly string[] = ["bash", "zsh", "fish"];

const HELP: Record<string, Option> = { help: { type: "boolean", short: "h", help: "show this help" } };

const SERVER_OPTIONS: Record<string, Option> = {
  port: { type: "string", value: "N", help: "the port to listen on; 0 selects a free port (default: 0)" },
  host: { type: "string", value: "HOST", help: "the address to listen on (default: 127.0.0.1)" },
  seed: {
    type: "string",
    value: "FILE",
    help: 'initial secrets, in JSON, YAML, TOML or dotenv: {"app/db": "hunter2"}',
  },
  save: {
    type: "string",
    value: "FILE",
    help: "load the state from this file if it exists, and save the state there at the end",
  },
  region: {
    type: "string",
    value: "REGION",
    help: "the region of the fake (default: the region of this machine, else us-east-1)",
  },
  "account-id": { type: "string", value: "ID", help: "the account of callers (default: 123456789012)" },
  "allow-host": {
    type: "string",
    value: "NAME",
    multiple: true,
    help: "an additional host name for the server; .example.com allows all its subdomains; repeatable",
  },
  "agent-port": {
    type: "string",
    value: "N",
    help: "a separate port for the Secrets Manager Agent, usually 2773",
  },
  "agent-token": {
    type: "string",
    value: "TEXT",
    help: "the token that agent requests must contain, or file://PATH (default: AWS_TOKEN, otherwise any token)",
  },
};

const CLIENT_OPTIONS: Record<string, Option> = {
  server: {
    type: "string",
    value: "URL",
    help: "the server (default: AWS_ENDPOINT_URL_SECRETS_MANAGER, or port 8080)",
  },
  state: {
    type: "string",
    value: "FILE",
    help: "a state file of `serve --save`, used instead of a server; commands that change secrets write to it",
  },
  region: { type: "string", value: "REGION", help: "the region (default: the server's region)" },
  "account-id": { type: "string", value: "ID", help: "the account (default: the server's account)" },
  json: { type: "boolean", help: "print JSON instead of a table" },
};

/** Defines a command that uses a running server. */
function asking(
  name: string,
  help: string,
  positionals: Record<string, string> = {},
  options: Record<string, Option> = {},
): [string, Command] {
  const words = [name, ...Object.values(positionals)].join(" ");
  const examples = [words, `${words} --server http://127.0.0.1:8080 --json`];
  return [name, { help, positionals, options: { ...CLIENT_OPTIONS, ...options, ...HELP }, examples }];
}

/** All commands by name. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  [
    "serve",
    {
      help: "serve a fake until it is stopped",
      positionals: {},
      options: {
        ...SERVER_OPTIONS,
        format: {
          type: "string",
          value: "FORMAT",
          help: `how to print the environment variables of clients: ${listed(FORMATS)} (default: sh)`,
        },
        watch: { type: "boolean", help: "reset to the seed file whenever it changes" },
        ...HELP,
      },
      examples: [
        "serve --port 8080",
        "serve --seed secrets.json --watch",
        "serve --save state.json",
        "serve --port 8080 --format dotenv > .env",
      ],
    },
  ],
  [
    "exec",
    {
      help: "run a command whose clients use a fake, and return its exit status",
      positionals: {},
      usage: "[options] -- COMMAND [ARGUMENT ...]",
      options: { ...SERVER_OPTIONS, ...HELP },
      examples: ["exec --seed secrets.json -- npm test", "exec -- aws secretsmanager list-secrets"],
    },
  ],
  asking("list", "list the secrets"),
  asking(
    "show",
    "show a secret and its versions, with masked values",
    { name: "app/db" },
    { reveal: { type: "boolean", help: "show the values" } },
  ),
  asking(
    "seed",
    "add the secrets of a file",
    { file: "secrets.json" },
    { replace: { type: "boolean", help: "update existing secrets" } },
  ),
  asking("diff", "compare the secrets with those of a file; the exit status is 1 if they differ", {
    file: "secrets.json",
  }),
  asking("rotate", "rotate a secret now", { name: "app/db" }),
  asking("advance", "advance the clock and list the events that occurred", { duration: "7d12h" }),
  asking("reset", "restore the initial secrets"),
  asking("events", "list the events that the server has recorded"),
  asking("requests", "list the requests that the server has recorded"),
  [
    "completion",
    {
      help: "print a completion script for bash, zsh or fish",
      positionals: { shell: "bash" },
      options: HELP,
      examples: [],
    },
  ],
]);

/** The help of all commands, or of one. */
export function helpOf(name?: string): string {
  const command = name === undefined ? undefined : COMMANDS.get(name);
  if (command === undefined) {
    const commands = [...COMMANDS].map(([each, { help }]): [string, string] => [each, help]);
    return `usage: ${PROGRAM} COMMAND

A fake AWS Secrets Manager for every client on this machine.

commands:
${columns(commands)}

\`${PROGRAM} COMMAND --help\` shows the options and examples of a command, and \`${PROGRAM} --version\` the version.
`;
  }
  const { help, positionals, usage, options, examples } = command;
  const words = usage ?? ["[options]", ...Object.keys(positionals).map((each) => each.toUpperCase())].join(" ");
  const args = Object.entries(positionals).map(([each, example]): [string, string] => [
    each.toUpperCase(),
    `for example ${example}`,
  ]);
  const all = [...examples.map((example) => `  ${PROGRAM} ${example}`)];
  if (name === "completion") all.push(`  source <(${PROGRAM} completion bash)`);
  return `usage: ${PROGRAM} ${name} ${words}

${help.charAt(0).toUpperCase()}${help.slice(1)}.
${args.length === 0 ? "" : `\narguments:\n${columns(args)}\n`}
options:
${columns(Object.entries(options).map(([each, option]) => [optionWords(each, option), option.help]))}

examples:
${all.join("\n")}
`;
}

function optionWords(name: string, { short, value }: Option): string {
  return `${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}

/** "sh, powershell, dotenv or json". */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
