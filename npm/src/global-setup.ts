/**
 * For suites whose code runs in other processes: a server for the whole run, its address in the environment of the tests.
 *
 * ```ts
 * // vitest.config.ts
 * export default defineConfig({ test: { globalSetup: ["fake-secrets-manager/global-setup"] } });
 * ```
 *
 * With options, in a file of your own that `globalSetup` names: `export default serveForRun({ secrets: { "app/db": "hunter2" } })`.
 */

import { FakeSecretsManager, type FakeSecretsManagerOptions, type ServeOptions } from "fake-secrets-manager";

/** Starts a server, sets `process.env` for the run, and gives what puts both back. */
export type GlobalSetup = () => Promise<() => Promise<void>>;

/** A global setup for vitest: starts a fake with these options, which a server then answers for. */
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

/** The same without options. */
export default serveForRun();
