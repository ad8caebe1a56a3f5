/** How the command line accesses a fake. The command line is a separate file, so all copies of the package share a symbol (see peek.ts). */

import type { HttpResponse } from "./http.js";
import type { ServerRequest } from "./server.js";

/** Names the parts of a fake that the command line needs besides the controls. */
export const COMMAND: unique symbol = Symbol.for("fake-secrets-manager.command") as never;

/** The actions of the command line on a fake that it serves. */
export interface CommandActions {
  /** Empties the fake and uses the secrets of a file as its initial secrets. An invalid file changes nothing. */
  startFrom(path: string): void;
  /** Returns the secrets of a file as JSON text. Bytes become `{"$base64": …}`. */
  secretsIn(path: string): string;
  /** Answers a request to the server's only port. */
  respond(request: Omit<ServerRequest, "agent">): Promise<HttpResponse>;
  /** Environment variables as text: `sh`, `powershell`, `dotenv` or `json`. */
  formatEnvironment(variables: Readonly<Record<string, string>>, format: string): string;
  /** Returns the nearest valid name. */
  nearest(given: string, valid: readonly string[]): string | undefined;
}
