/**
 * The region and the account that a client was given itself. The SDK keeps neither as it was given, only functions that resolve it: what
 * these read from the environment was not given.
 */

import { withoutNetwork } from "./network-guard.js";
import { hostProcess } from "./node.js";

type Provider = () => Promise<unknown>;

/** The region that a client was given, or undefined for one that asks the environment. */
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

/** Kept for good: the SDK asks the environment once for each client, and remembers the answer. */
const verdicts = new WeakMap<object, "given" | "environment">();

interface Credentials {
  readonly accessKeyId?: unknown;
  readonly accountId?: unknown;
}

/**
 * The account that a client's credentials name: an access key id that is one, or the account of the role that was assumed. Credentials
 * of the environment are asked for nothing but an account id as access key id.
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

/** Stops a provider as soon as it looks at the environment: the next places that it would ask are commands and the network. */
function askWithoutEnvironment(credentials: unknown): unknown {
  if (typeof credentials !== "function") return credentials;
  const refuse = (name: string) => {
    if (CREDENTIALS.test(name)) throw FROM_ENVIRONMENT;
  };
  return withEnvironment(refuse, () => credentials());
}

function isAccountId(value: unknown): value is string {
  return typeof value === "string" && /^\d{12}$/.test(value);
}

/** Does the synchronous part of some work while every look at an environment variable is told first. */
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
