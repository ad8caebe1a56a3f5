/**
 * The commands that use a running server or a state file: list, show, seed, diff, rotate, advance, reset, events, requests. Values are
 * masked without `--reveal`.
 */

import { isDeepStrictEqual } from "node:util";
import { FakeSecretsManager } from "fake-secrets-manager";
import { COMMAND } from "./command.js";
import { CommandError, type Parsed } from "./command-error.js";
import { PEEK } from "./peek.js";
import { type Answer, type Connection, connect } from "./server-client.js";

const MASK = "********";
const UNITS: Readonly<Record<string, string>> = {
  ms: "milliseconds",
  s: "seconds",
  m: "minutes",
  h: "hours",
  d: "days",
  w: "weeks",
};

/** Runs a command, which prints its result, and returns its exit status. */
type Run = (server: Connection, options: Parsed, argument: string) => Promise<number>;

/** The commands by name. */
export const SERVER_COMMANDS: Readonly<Record<string, Run>> = {
  list,
  show,
  seed,
  diff,
  rotate,
  advance,
  reset,
  events,
  requests,
};

/** Runs one of the commands; returns its exit status. */
export async function askServer(name: string, options: Parsed, argument: string): Promise<number> {
  const connection = connect(options);
  const status = await (SERVER_COMMANDS[name] as Run)(connection, options, argument);
  connection.close();
  return status;
}

interface Secret extends Answer {
  readonly Name: string;
}

async function list(server: Connection, { json }: Parsed): Promise<number> {
  const secrets = await allSecrets(server);
  if (json) return printJson(secrets);
  const rows = secrets.map((secret) => [
    secret.Name,
    String(Object.keys(secret.SecretVersionsToStages ?? {}).length),
    secret.RotationEnabled ? "on" : "",
    "DeletedDate" in secret ? "to be deleted" : "",
    String(secret.Description ?? ""),
  ]);
  return printTable(["NAME", "VERSIONS", "ROTATION", "STATE", "DESCRIPTION"], rows);
}

async function show(server: Connection, { json, reveal }: Parsed, SecretId: string): Promise<number> {
  const secret = await server.ask("DescribeSecret", { SecretId });
  const { Versions } = await server.ask("ListSecretVersionIds", { SecretId, IncludeDeprecated: true });
  const versions: Answer[] = [];
  for (const { KmsKeyIds, ...version } of Versions as Answer[]) {
    const { VersionId } = version;
    const value = reveal
      ? secretValue(await server.askQuietly("GetSecretValue", { SecretId, VersionId }))
      : { Value: MASK };
    versions.push({ ...version, ...value });
  }
  if (json) return printJson({ ...secret, Versions: versions });
  for (const [name, value] of Object.entries(secret)) {
    if (name === "VersionIdsToStages") continue;
    const isDate = name.endsWith("Date") && typeof value === "number";
    print(`${name.padEnd(20)} ${isDate ? dateOf(value) : typeof value === "string" ? value : inline(value)}`);
  }
  print("");
  const rows = versions.map(({ VersionId, VersionStages = [], Value }) => [
    String(VersionId),
    (VersionStages as string[]).join(", "),
    textOf(Value),
  ]);
  return printTable(["VERSION", "LABELS", "VALUE"], rows);
}

async function seed(server: Connection, { json, replace }: Parsed, path: string): Promise<number> {
  const secrets = secretsIn(path);
  await server.control("POST", replace ? "seed?replace=true" : "seed", secrets);
  const names = Object.keys(JSON.parse(secrets));
  return json ? printJson({ seeded: names }) : print(`seeded ${names.length} secrets`);
}

async function diff(server: Connection, { json }: Parsed, path: string): Promise<number> {
  const wanted = secretsOf(path);
  const found = new Map<string, unknown>();
  for (const { Name } of await allSecrets(server)) {
    const answer = await server.askQuietly("GetSecretValue", { SecretId: Name });
    found.set(Name, comparable(secretValue(answer).Value));
  }
  const missing = [...wanted.keys()].filter((name) => !found.has(name)).sort();
  const extra = [...found.keys()].filter((name) => !wanted.has(name)).sort();
  const changed = [...wanted]
    .filter(([name, value]) => found.has(name) && !isDeepStrictEqual(value, found.get(name)))
    .map(([name]) => name)
    .sort();
  if (json) printJson({ missing, extra, changed });
  else {
    for (const name of missing) print(`- ${name}`);
    for (const name of extra) print(`+ ${name}`);
    for (const name of changed) print(`~ ${name}`);
  }
  return missing.length + extra.length + changed.length > 0 ? 1 : 0;
}

async function rotate(server: Connection, { json }: Parsed, SecretId: string): Promise<number> {
  const answer = await server.ask("RotateSecret", { SecretId, ClientRequestToken: crypto.randomUUID() });
  return json ? printJson(answer) : print(`rotating ${answer.Name} to version ${answer.VersionId}`);
}

async function advance(server: Connection, { json }: Parsed, duration: string): Promise<number> {
  const moved = await server.control("POST", "advance", JSON.stringify(spanOf(duration)));
  if (json) return printJson(moved);
  print(`it is now ${moved.now}`);
  const events = moved.events as Record<string, string>[];
  if (events.length === 0) return 0;
  const rows = events.map(({ at = "", event = "", secretId = "" }) => [at, event, secretId]);
  return printTable(["AT", "EVENT", "SECRET"], rows);
}

function spanOf(duration: string): Record<string, number> {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== duration) {
    const meant = shortened(duration);
    const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
    throw new CommandError(
      `advance got '${duration}'${hint}; expected numbers with the units w, d, h, m, s or ms, for example 7d12h`,
      2,
    );
  }
  return Object.fromEntries(parts.map(([, number, unit = ""]) => [UNITS[unit], Number(number)]));
}

/** Converts `3 days` to `3d`. */
function shortened(duration: string): string | undefined {
  const short = duration
    .replace(/\s+|,|\band\b/g, "")
    .replace(/(milliseconds?|millis)/gi, "ms")
    .replace(/(?<=\d)(weeks?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?)/gi, (unit) =>
      unit.charAt(0).toLowerCase(),
    );
  return /^(\d+(\.\d+)?(ms|[smhdw]))+$/.test(short) ? short : undefined;
}

async function reset(server: Connection, { json }: Parsed): Promise<number> {
  await server.control("POST", "reset", "{}");
  return json ? printJson({}) : print("reset to the initial secrets");
}

async function requests(server: Connection, { json }: Parsed): Promise<number> {
  const answer = await server.control("GET", "requests");
  if (json) return printJson(answer);
  const rows = (answer.requests as Answer[]).map((request) => [
    dateOf(request.at),
    textOf(request.operation),
    textOf(request.secret),
    textOf(request.region),
    textOf(request.caller),
    textOf(request.origin),
    outcomeOf(request),
  ]);
  return printTable(["AT", "OPERATION", "SECRET", "REGION", "CALLER", "ORIGIN", "OUTCOME"], rows);
}

async function events(server: Connection, { json }: Parsed): Promise<number> {
  const answer = await server.control("GET", "events");
  if (json) return printJson(answer);
  const rows = (answer.events as Answer[]).map(({ time, region, resources, detail, "detail-type": type }) => {
    const { eventName = type, requestParameters, errorCode } = detail as Answer;
    const { secretId } = (requestParameters ?? {}) as Answer;
    const [secret = secretId] = resources as string[];
    return [textOf(time), textOf(eventName), textOf(secret), textOf(region), textOf(errorCode)];
  });
  return printTable(["AT", "EVENT", "SECRET", "REGION", "ERROR"], rows);
}

function outcomeOf({ code, connection }: Answer): string {
  if (code !== undefined) return textOf(code);
  return connection === undefined ? "succeeded" : `connection: ${connection}`;
}

/** A time in seconds since the epoch, in ISO 8601. */
function dateOf(seconds: unknown): string {
  return new Date(Number(seconds) * 1000).toISOString();
}

async function allSecrets(server: Connection): Promise<Secret[]> {
  const secrets: Secret[] = [];
  let NextToken: unknown;
  do {
    const page = await server.ask("ListSecrets", { IncludePlannedDeletion: true, MaxResults: 100, NextToken });
    secrets.push(...(page.SecretList as Secret[]));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return secrets;
}

function secretValue({ SecretString, SecretBinary }: Answer): { Value?: unknown } {
  if (SecretString !== undefined) return { Value: SecretString };
  return SecretBinary === undefined ? {} : { Value: { $base64: SecretBinary } };
}

/** Returns JSON text as its parsed value, so that formatting does not matter; other values unchanged. */
function comparable(value: unknown): unknown {
  if (typeof value === "string") {
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  }
  const [only, ...more] = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return only?.[0] === "$base64" && more.length === 0 ? Buffer.from(String(only[1]), "base64") : value;
}

/** The secrets of a file as JSON text. */
function secretsIn(path: string): string {
  using fake = new FakeSecretsManager({ seedFile: null });
  return fake[COMMAND].secretsIn(path);
}

/** The current values of the secrets of a file by name. */
function secretsOf(path: string): Map<string, unknown> {
  using fake = new FakeSecretsManager({ seedFile: path });
  const names: string[] = [];
  for (let NextToken: string | undefined, first = true; first || NextToken !== undefined; first = false) {
    const page = fake.listSecrets({ NextToken, MaxResults: 100 });
    names.push(...(page.SecretList ?? []).map(({ Name = "" }) => Name));
    ({ NextToken } = page);
  }
  return new Map(names.map((name) => [name, comparable(valueIn(fake, name))]));
}

function valueIn(fake: FakeSecretsManager, SecretId: string): unknown {
  const { SecretString, SecretBinary } = fake[PEEK]("GetSecretValue", { SecretId });
  return SecretBinary === undefined ? SecretString : { $base64: Buffer.from(SecretBinary).toString("base64") };
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? inline(value) : String(value);
}

/** Writes JSON on one line, with the spacing of Python. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}: ${inline(member)}`)
    .join(", ")}}`;
}

/** Prints a table. Columns are as wide as their widest cell. On a terminal, a cell is cut to 60 characters. */
function printTable(head: readonly string[], rows: readonly (readonly string[])[]): number {
  const short = (cell: string) => {
    const line = cell.split(/\s+/).filter(Boolean).join(" ");
    return line.length <= 60 || !process.stdout.isTTY ? line : `${line.slice(0, 59)}…`;
  };
  const table = [head, ...rows.map((row) => row.map(short))];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const row of table)
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  return 0;
}

function printJson(value: unknown): number {
  return print(JSON.stringify(value, null, 2));
}

function print(line: string): number {
  process.stdout.write(`${line}\n`);
  return 0;
}
