/** Shared code of the commands: options, errors, and reading files. */

import { readFileSync } from "node:fs";
import { reasonOf } from "./system-error.js";

/** An error of a command: a one-line message and the exit status. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly status = 1,
  ) {
    super(message);
  }
}

/** The options of all commands. */
export interface Parsed {
  readonly port?: string;
  readonly host?: string;
  readonly seed?: string;
  readonly save?: string;
  readonly "allow-host"?: string[];
  readonly region?: string;
  readonly "account-id"?: string;
  readonly "agent-port"?: string;
  readonly "agent-token"?: string;
  readonly format?: string;
  readonly watch?: boolean;
  readonly server?: string;
  readonly state?: string;
  readonly json?: boolean;
  readonly reveal?: boolean;
  readonly replace?: boolean;
  readonly help?: boolean;
}

/** Reads a file that the user specified. */
export function readFile(path: string, what: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CommandError(`cannot read ${what} '${path}': ${reasonOf(error)}; expected a readable file`);
  }
}
