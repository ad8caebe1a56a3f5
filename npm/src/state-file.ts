/** The state of a fake in a file: `serve --save` and `--state`. */

import { renameSync, rmSync, writeFileSync } from "node:fs";
import type { FakeSecretsManager } from "fake-secrets-manager";
import { CommandError, readFile } from "./command-error.js";
import { reasonOf } from "./system-error.js";

/** Replaces the state of a fake with that of a file. */
export function restoreState(fake: FakeSecretsManager, path: string): void {
  try {
    fake.restore(new TextDecoder().decode(readFile(path, "the state file")));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`the state file '${path}': ${(error as Error).message}`);
  }
}

/** Writes the state atomically: to a temporary file that then replaces the state file. */
export function saveState(fake: FakeSecretsManager, path: string): void {
  const beside = `${path}.${process.pid}.part`;
  try {
    writeFileSync(beside, JSON.stringify(fake.snapshot()), { flush: true } as object);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new CommandError(
      `cannot save the state to '${path}': ${reasonOf(error)}; expected a file in a writable folder`,
    );
  }
}
