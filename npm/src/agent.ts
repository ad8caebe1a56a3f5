/** The options of `agent`. */

import { kindOf, misuse, numberOrKind, rejectNonObject } from "./misuse.js";
import { rejectUnknown } from "./names.js";
import { environment } from "./node.js";
import { isPortOfServer } from "./server.js";

/** The options of `fake.agent()`, which answers as the Secrets Manager Agent in this process. */
export interface AgentOptions {
  /** The port of the agent's URL. By default PARAMETERS_SECRETS_EXTENSION_HTTP_PORT, or 2773. */
  readonly port?: number | undefined;
  /** The required value of the token header. By default, any token is accepted. */
  readonly token?: string | undefined;
  /** How long the agent caches a secret, in seconds of the fake's clock; 300 by default. */
  readonly ttl?: number | undefined;
}

const PORT_VARIABLE = "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT";
const EXAMPLE = 'fake.agent({ token: "secret", ttl: 60 })';

/** Checks the options, and fills in the defaults. */
export function agentOptions(options: AgentOptions) {
  rejectNonObject(options, "agent", EXAMPLE);
  rejectUnknown(options, ["port", "token", "ttl"], "agent", EXAMPLE);
  const { port = defaultPort(), token, ttl = 300 } = options;
  rejectOutside(port, 1, 65_535, "port");
  rejectOutside(ttl, 0, 3_600, "ttl");
  if (token !== undefined && typeof token !== "string")
    throw misuse(`token was given ${kindOf(token)}`, "text", EXAMPLE);
  return { port, token, ttl };
}

/** The port of the environment variable, or 2773 if a server of this process listens on that port. */
function defaultPort(): number {
  const given = environment()[PORT_VARIABLE] ?? "";
  if (!/^\d{1,5}$/.test(given) || isPortOfServer(Number(given))) return 2773;
  rejectOutside(Number(given), 1, 65_535, PORT_VARIABLE);
  return Number(given);
}

function rejectOutside(given: unknown, lowest: number, highest: number, name: string): void {
  if (Number.isInteger(given) && (given as number) >= lowest && (given as number) <= highest) return;
  throw misuse(`${name} is ${numberOrKind(given)}`, `a whole number from ${lowest} to ${highest}`, EXAMPLE);
}
