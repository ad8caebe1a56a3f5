/** The options of `agent`. */

import { kindOf, misuse, numberOrKind, refuseNonObject } from "./misuse.js";
import { refuseUnknown } from "./names.js";

/** The options of `fake.agent()`, which answers as the Secrets Manager Agent in this process. */
export interface AgentOptions {
  /** The port of the agent's URL; 2773 by default. */
  readonly port?: number | undefined;
  /** The required value of the token header. By default, any text is valid. */
  readonly token?: string | undefined;
  /** How long the agent caches a secret, in seconds of the fake's clock; 300 by default. */
  readonly ttl?: number | undefined;
}

const EXAMPLE = 'fake.agent({ token: "secret", ttl: 60 })';

/** Checks the options, and fills in the defaults. */
export function agentOptions(options: AgentOptions) {
  refuseNonObject(options, "agent", EXAMPLE);
  refuseUnknown(options, ["port", "token", "ttl"], "agent", EXAMPLE);
  const { port = 2773, token, ttl = 300 } = options;
  refuseOutside(port, 1, 65_535, "port");
  refuseOutside(ttl, 0, 3_600, "ttl");
  if (token !== undefined && typeof token !== "string")
    throw misuse(`token was given ${kindOf(token)}`, "text", EXAMPLE);
  return { port, token, ttl };
}

function refuseOutside(given: unknown, lowest: number, highest: number, name: string): void {
  if (Number.isInteger(given) && (given as number) >= lowest && (given as number) <= highest) return;
  throw misuse(`${name} is ${numberOrKind(given)}`, `a whole number from ${lowest} to ${highest}`, EXAMPLE);
}
