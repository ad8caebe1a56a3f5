/** Interception of all requests of this process. `fake-secrets-manager/network` registers the implementation. */

import { flows, type Place } from "./context.js";
import { isEndpoint } from "./engine.js";
import { runningFake } from "./handler-context.js";
import type { HttpResponse } from "./http.js";
import { misuse } from "./misuse.js";
import { suspendGuard } from "./network-guard.js";
import { environment } from "./node.js";
import type { Interception } from "./redirection.js";
import { DUMMY_SECRET } from "./signing.js";
import { offerVariables } from "./variables.js";

/** The `Request` of `fetch`, structurally. */
interface FetchRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Iterable<[string, string]>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

// biome-ignore lint/suspicious/noExplicitAny: the SDK's own response, as the request handler gives it
type Answer = (request: FetchRequest) => Promise<{ response: any } | undefined>;

/** Passes every request of this process to `answer`, until the returned function is called. `undefined` lets a request through. */
type Network = (answer: Answer) => () => void;

// Registered for all copies of this package.
const NETWORK = Symbol.for("fake-secrets-manager.network");
const registry = globalThis as { [NETWORK]?: Network };

/** Registers the implementation of the interception. */
export function registerNetwork(network: Network): void {
  registry[NETWORK] = network;
}

interface Entry<To> {
  readonly to: To;
  readonly place: Place;
}

const interceptions: Entry<Interception>[] = [];
let resumeGuard = () => {};

/** Sends the requests of this process to the fake, until the returned function is called. */
export function interceptNetwork(to: Interception): () => void {
  const leave = enter("interceptNetwork", interceptions, to);
  if (interceptions.length === 1) resumeGuard = suspendGuard();
  // Without credentials and a region, clients fail before they send anything.
  const withdraw = [
    offerVariables({ AWS_ACCESS_KEY_ID: to.accountId, AWS_SECRET_ACCESS_KEY: DUMMY_SECRET }),
    offerVariables({ AWS_REGION: to.region }),
  ];
  return () => {
    if (!leave()) return;
    for (const one of withdraw) one();
    if (interceptions.length === 0) resumeGuard();
  };
}

/** A fake that answers as the Secrets Manager Agent. */
export interface AgentInterception {
  readonly fake: object;
  readonly port: number;
  readonly token: string | undefined;
  respond(request: AgentRequest): Promise<HttpResponse>;
}

/** A request to the Secrets Manager Agent. */
export interface AgentRequest {
  readonly method: string;
  /** The path and the query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const agents: Entry<AgentInterception>[] = [];

/** Answers requests to the agent's port on this machine, until the returned function is called. */
export function interceptAgent(to: AgentInterception): () => void {
  const leave = enter("agent", agents, to);
  // Code for Lambda sends AWS_SESSION_TOKEN. A token next to a developer's own access key would make that key invalid.
  const isFree = isPlaceholder(environment().AWS_ACCESS_KEY_ID);
  const withdraw = [
    offerVariables({ PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: String(to.port) }),
    offerVariables(isFree ? { AWS_SESSION_TOKEN: to.token ?? DUMMY_SECRET } : {}),
  ];
  return () => {
    if (leave()) for (const one of withdraw) one();
  };
}

const DUMMY_KEYS: readonly string[] = ["test", "testing", "fake", "dummy"];

/** Whether an access key is missing or a well-known dummy. The key that `interceptNetwork` sets is an account id. */
function isPlaceholder(accessKey: string | undefined): boolean {
  return accessKey === undefined || /^\d{12}$/.test(accessKey) || DUMMY_KEYS.includes(accessKey);
}

let stop = () => {};

/** Adds an entry. Requests are intercepted while there are entries. The returned function removes the entry. */
function enter<To>(caller: string, entries: Entry<To>[], to: To): () => boolean {
  const network = registry[NETWORK];
  if (network === undefined) {
    throw misuse(
      `${caller} was called without its module`,
      "an import of it (it needs the package @mswjs/interceptors)",
      'import "fake-secrets-manager/network"',
    );
  }
  if (interceptions.length + agents.length === 0) stop = network(answer);
  const entry = { to, place: flows().enter() };
  entries.push(entry);
  return () => {
    const place = entries.indexOf(entry);
    if (place < 0) return false;
    entries.splice(place, 1);
    if (interceptions.length + agents.length === 0) stop();
    return true;
  };
}

const answer: Answer = async (request) => {
  const url = new URL(request.url);
  if (isEndpoint(url.hostname)) {
    const to = answering(interceptions);
    const headers = Object.fromEntries(request.headers);
    return to?.requestHandler.handle({ headers, body: new Uint8Array(await request.arrayBuffer()) });
  }
  const to = isLocal(url) ? answering(agents.filter(({ to: { port } }) => String(port) === url.port)) : undefined;
  if (to === undefined) return undefined;
  const headers = { ...Object.fromEntries(request.headers), host: url.host };
  const body = new Uint8Array(await request.arrayBuffer());
  const answered = await to.respond({ method: request.method, target: `${url.pathname}${url.search}`, headers, body });
  return { response: { statusCode: answered.status, headers: answered.headers, body: answered.body } };
};

function isLocal({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

/** Selects the interception that answers: in a rotation function that of its fake, in a flow its own, or else the newest. */
function answering<To extends { readonly fake: object }>(entries: readonly Entry<To>[]): To | undefined {
  const fake = runningFake();
  return ([...entries].reverse().find(({ to }) => to.fake === fake) ?? flows().choose(entries))?.to;
}
