/** How the command line reaches into a fake. It comes in a file of its own, hence a symbol that all copies share (see look.ts). */

import type { HttpAnswer } from "./http.js";
import type { ServerRequest } from "./server.js";

/** Names what the command line needs of a fake beside the controls. */
export const COMMAND: unique symbol = Symbol.for("fake-secrets-manager.command") as never;

/** What the command line does to a fake that it serves. */
export interface Commanded {
  /** Replaces the initial secrets by those of a JSON text, and empties the fake. Wrong text changes nothing. */
  startFrom(json: Uint8Array): void;
  /** Answers a request to the server's only port. */
  respond(request: Omit<ServerRequest, "agent">): Promise<HttpAnswer>;
  /** Environment variables as text: `sh`, `powershell`, `dotenv` or `json`. */
  formatEnvironment(variables: Readonly<Record<string, string>>, format: string): string;
  /** The valid name that was probably meant. */
  nearest(given: string, valid: readonly string[]): string | undefined;
}
