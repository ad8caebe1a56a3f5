/** How commands access secrets: in a running server, or in a state file. */

import { FakeSecretsManager } from "fake-secrets-manager";
import { COMMAND } from "./command.js";
import { CommandError, type Parsed } from "./command-error.js";
import { PROGRAM } from "./command-line.js";
import { restoreState, saveState } from "./state-file.js";
import { reasonOf } from "./system-error.js";

/** A JSON response. */
export type Answer = Readonly<Record<string, unknown>>;

/** A running server, or a state file. */
export interface Connection {
  /** Calls an operation. An error of the service is a `CommandError`. */
  ask(operation: string, request: object): Promise<Answer>;
  /** Calls an operation. Returns an empty response if the service returns an error. */
  askQuietly(operation: string, request: object): Promise<Answer>;
  /** Sends a request to the control API. */
  control(method: "GET" | "POST", name: string, body?: string): Promise<Answer>;
  /** Saves the changes of a command. */
  close(): void;
}

interface Request {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Sends a request; returns status and text. */
interface Transport {
  readonly url: string;
  send(request: Request): Promise<{ status: number; text: string }>;
  close(): void;
}

const DEFAULT_URL = "http://127.0.0.1:8080";
const PEEK = "/_fake/peek";

/** Connects to the server or file that the options specify. */
export function connect(options: Parsed): Connection {
  if (options.state !== undefined && options.server !== undefined) {
    throw new CommandError("--state with --server; expected one of them, for example --state state.json", 2);
  }
  const transport = options.state === undefined ? server(options.server) : stateFile(options.state);
  const send = async (request: Request) => {
    const { status, text } = await transport.send(request);
    try {
      return { status, answer: JSON.parse(text) as Answer };
    } catch {
      throw new CommandError(`${transport.url} is not a fake-secrets-manager server: it returns ${status}`);
    }
  };
  const control = async (method: Request["method"], name: string, body?: string) => {
    const { status, answer } = await send({ method, path: `/_fake/${name}`, headers: {}, body });
    if (status === 200) return answer;
    throw new CommandError(String(answer.error ?? `${name}: status ${status}`));
  };
  let authorization: Promise<Readonly<Record<string, string>>> | undefined;
  const call = async (operation: string, request: object) => {
    authorization ??= authorizationOf(options, () => control("GET", "health"));
    const headers = { "x-amz-target": `secretsmanager.${operation}`, ...(await authorization) };
    // Reads leave no trace in the requests, events and access dates, and use up no injected fault.
    const path = operation === "RotateSecret" ? "/" : PEEK;
    return send({ method: "POST", path, headers, body: JSON.stringify(request) });
  };
  return {
    async ask(operation, request) {
      const { status, answer } = await call(operation, request);
      if (status === 200) return answer;
      const code = answer.__type ?? `status ${status}`;
      throw new CommandError(`${code}: ${answer.Message ?? answer.message ?? operation}`);
    },
    async askQuietly(operation, request) {
      const { status, answer } = await call(operation, request);
      return status === 200 ? answer : {};
    },
    control,
    close: () => transport.close(),
  };
}

/** The header with the account and the region; none for the defaults of the server, which also complete a single option. */
async function authorizationOf({ region, "account-id": account }: Parsed, health: () => Promise<Answer>) {
  if (region === undefined && account === undefined) return {};
  const defaults = region === undefined || account === undefined ? await health() : {};
  const scope = `${account ?? defaults.accountId}/00000000/${region ?? defaults.region}/secretsmanager/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none` };
}

/** The server of `--server`, or of the environment variable that `serve` prints, or at port 8080. */
function server(option: string | undefined): Transport {
  const isDefault = option === undefined && !process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER;
  const given = option ?? (process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER || DEFAULT_URL);
  const url = given.replace(/\/+$/, "");
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) {
    throw new CommandError(`--server got '${given}'; expected an address, for example ${DEFAULT_URL}`, 2);
  }
  return {
    url,
    async send({ method, path, headers, body = null }) {
      try {
        const response = await fetch(url + path, { method, headers, body, signal: AbortSignal.timeout(60_000) });
        return { status: response.status, text: await response.text() };
      } catch (error) {
        const { name, cause } = error as Error;
        const reason = name === "TimeoutError" ? "timed out" : reasonOf(cause ?? error);
        const address = isDefault
          ? ", or the address that `serve` printed, for example --server http://127.0.0.1:54321"
          : "";
        throw new CommandError(
          `no server answers at ${url} (${reason}); expected one, for example \`${PROGRAM} serve --port 8080\`${address}`,
        );
      }
    },
    close() {},
  };
}

/** The fake of a state file. The file is written if a command changes the state. */
function stateFile(path: string): Transport {
  const fake = new FakeSecretsManager({ rotationFunctions: "any", seedFile: null });
  restoreState(fake, path);
  let isChanged = false;
  return {
    url: path,
    async send({ method, path: target, headers, body = "" }) {
      if (/^\/_fake\/(events|requests)$/.test(target)) {
        const name = target.slice("/_fake/".length);
        throw new CommandError(
          `a state file has no ${name}; expected a server, for example --server ${DEFAULT_URL}`,
          2,
        );
      }
      isChanged ||=
        (method === "POST" && target.startsWith("/_fake/") && target !== PEEK) ||
        headers["x-amz-target"] === "secretsmanager.RotateSecret";
      const head = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
      const request = { method, target, head: head.join(""), body: new TextEncoder().encode(body) };
      const answer = await fake[COMMAND].respond(request);
      return { status: answer.status, text: new TextDecoder().decode(answer.body) };
    },
    close() {
      if (isChanged) saveState(fake, path);
      fake.dispose();
    },
  };
}
