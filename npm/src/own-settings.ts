/**
 * The region and account that were set on a client in code. The SDK keeps only functions that resolve them. If such a function reads the
 * environment, the setting was not made in code.
 */

import { withoutNetwork } from "./network-guard.js";
import { hostProcess } from "./node.js";
import type { Caller } from "./signing.js";

type Provider = () => Promise<unknown>;

/** Returns the region that was set in code, or undefined if the client reads it from the environment. */
export function givenRegion(region: unknown): Provider | undefined {
  if (typeof region !== "function") return region === undefined ? undefined : async () => region;
  const known = verdicts.get(region);
  if (known !== undefined) return known === "given" ? (region as Provider) : undefined;
  let asked = false;
  const reject = (name: string) => {
    if (name !== "AWS_REGION") return;
    asked = true;
    throw new Stop();
  };
  withEnvironment(reject, () => quiet(region as Provider));
  verdicts.set(region, asked ? "environment" : "given");
  return asked ? undefined : (region as Provider);
}

/** The results by region function. They are kept, so that a function that was set in code is tried only once. */
const verdicts = new WeakMap<object, "given" | "environment">();

/**
 * Stops the SDK's search for a setting, before it reads files and asks the instance metadata service. The SDK continues after any other
 * error, but it reads the message of the error first.
 */
class Stop extends Error {
  override get message(): string {
    throw FROM_ENVIRONMENT;
  }
}

interface Credentials {
  readonly accessKeyId?: unknown;
  readonly accountId?: unknown;
}

/**
 * Returns the caller of a client's credentials: the access key id, and the account of an assumed role. Of credentials from the
 * environment, only an access key id that is an account id counts.
 */
export async function givenCaller(credentials: unknown): Promise<Caller | undefined> {
  try {
    const given = (await withoutNetwork(() => askWithoutEnvironment(credentials))) as Credentials;
    return callerOf(given?.accessKeyId, given?.accountId);
  } catch (error) {
    if (error !== FROM_ENVIRONMENT) return undefined;
    const env = hostProcess().env ?? {};
    return env.AWS_PROFILE ? undefined : callerOf([env.AWS_ACCESS_KEY_ID].find(isAccountId));
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

function callerOf(accessKeyId: unknown, accountId?: unknown): Caller | undefined {
  if (typeof accessKeyId !== "string" || accessKeyId === "") return undefined;
  return isAccountId(accountId) ? { accessKeyId, accountId } : { accessKeyId };
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

/** Starts some work, and ignores its errors. */
function quiet(work: () => unknown): void {
  (async () => work())().catch(() => {});
}
