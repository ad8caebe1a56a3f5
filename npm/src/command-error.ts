/** What commands share: their options, their errors, and files that users name. */

import { readFileSync } from "node:fs";

/** What a command tells its user in one sentence, and the exit status. */
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
  readonly help?: boolean;
}

/** Reads a file that the user has named. */
export function readFile(path: string, what: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CommandError(`cannot read ${what} '${path}': ${reasonOf(error)}; expected a readable file`);
  }
}

/** Why the operating system refused something. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOENT: "No such file or directory",
    EACCES: "Permission denied",
    EISDIR: "Is a directory",
    ENOTDIR: "Not a directory",
    EROFS: "Read-only file system",
    ENOSPC: "No space left on device",
  };
  return reasons[code ?? ""] ?? message;
}
