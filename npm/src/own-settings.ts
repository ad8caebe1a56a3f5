/**
 * The region and account that were set on a client in code. The SDK keeps only functions that resolve them. If such a function reads the
 * environment, the setting was not made in code.
 */

import { withoutNetwork } from "./network-guard.js";
import { hostProcess } from "./node.js";

type Provider = () => Promise<unknown>;

/** Returns the region that was set in code, or undefined if the client reads it from the environment. */
export function givenRegion(region: unknown): Provider | undefined {
  if (typeof region !== "function") return region === undefined ? undefined : async () => region;
  const known = verdicts.get(region);
  if (known !== undefined) return known === "given" ? (region as Provider) : undefined;
  let asked = false;
  const watch = (name: string) => {
    if (name === "AWS_REGION") asked = true;
  };
  withEnvironment(watch, () => quiet(region()));
  verdicts.set(region, asked ? "environment" : "given");
  return asked ? undefined : (region as Provider);
}

/** The results are kept, because the SDK reads the environment only once for each client. */
const verdicts = new WeakMap<object, "given" | "environment">();

interface Credentials {
  readonly accessKeyId?: unknown;
  readonly accountId?: unknown;
}

/**
 * Returns the account of a client's credentials: an access key id that is an account id, or the account of an assumed role. Of credentials
 * from the environment, only an access key id that is an account id counts.
 */
export async function givenAccount(credentials: unknown): Promise<string | undefined> {
  try {
    const given = (await withoutNetwork(() => askWithoutEnvironment(credentials))) as Credentials;
    return [given?.accessKeyId, given?.accountId].find(isAccountId);
  } catch (error) {
    if (error !== FROM_ENVIRONMENT) return undefined;
    const env = hostProcess().env ?? {};
    return env.AWS_PROFILE ? undefined : [env.AWS_ACCESS_KEY_ID].find(isAccountId);
  }
}

const FROM_ENVIRONMENT = new Error("the credentials come from the environment");
const CREDENTIALS =
  /^(AWS_PROFILE|AWS_ACCESS_KEY_ID|AWS_SHARED_CREDENTIALS_FILE|AWS_CONFIG_FILE|HOME|AWS_EC2_METADATA_DISABLED)$/;

/** Stops a provider as soon as it reads the environment, because next it would run commands or send requests. */
function askWithoutEnvironment(credentials: unknown): unknown {
  if (typeof credentials !== "function") return credentials;
  const reject = (name: string) => {
    if (CREDENTIALS.test(name)) throw FROM_ENVIRONMENT;
  };
  return withEnvironment(reject, () => credentials());
}

function isAccountId(value: unknown): value is string {
  return typeof value === "string" && /^\d{12}$/.test(value);
}

/** Runs the synchronous part of some work, and calls `look` before each read of an environment variable. */
function withEnvironment<Result>(look: (name: string) => void, work: () => Result): Result {
  const host = hostProcess();
  const { env } = host;
  if (env === undefined) return work();
  host.env = new Proxy(env, {
    get(target, name) {
      look(String(name));
      return Reflect.get(target, name);
    },
  });
  try {
    return work();
  } finally {
    host.env = env;
  }
}

/** Ignores a rejection here; a later `await` of the promise reports it. */
function quiet(promise: unknown): void {
  Promise.resolve(promise).catch(() => {});
}
