/**
 * For suites whose code runs in other processes: starts a server for the whole run, and sets its address in the environment.
 *
 * ```ts
 * // vitest.config.ts
 * export default defineConfig({ test: { globalSetup: ["fake-secrets-manager/global-setup"] } });
 * ```
 *
 * To set options, write your own setup file: `export default serveForRun({ secrets: { "app/db": "hunter2" } })`.
 */

import { FakeSecretsManager, type FakeSecretsManagerOptions, type ServeOptions } from "fake-secrets-manager";

/** Starts a server and sets `process.env` for the run. Resolves with a function that undoes both. */
export type GlobalSetup = () => Promise<() => Promise<void>>;

/** Returns a global setup for vitest, which serves a fake with these options. */
export function serveForRun(options: FakeSecretsManagerOptions = {}, where: ServeOptions = {}): GlobalSetup {
  return async () => {
    const fake = new FakeSecretsManager(options);
    const server = await fake.serve(where);
    const before = Object.keys(server.env).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, server.env);
    return async () => {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await server.close();
      fake[Symbol.dispose]();
    };
  };
}

/** A global setup without options. */
export default serveForRun();
