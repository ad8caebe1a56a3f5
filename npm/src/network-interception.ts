/** Requests of this process that are answered on their way to AWS. What intercepts them comes with `fake-secrets-manager/network`. */

import { flows, type Place } from "./context.js";
import { isEndpoint } from "./engine.js";
import { inCharge } from "./in-charge.js";
import { misuse } from "./misuse.js";
import { suspendGuard } from "./network-guard.js";
import type { Interception } from "./redirection.js";
import { offerVariables } from "./variables.js";

/** A request as `fetch` has it. */
interface FetchRequest {
  readonly url: string;
  readonly headers: Iterable<[string, string]>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

// biome-ignore lint/suspicious/noExplicitAny: the SDK's own response, as the request handler gives it
type Answer = (request: FetchRequest) => Promise<{ response: any } | undefined>;

/** Hands every request of this process to `answer`, until the returned function is called. `undefined` lets a request pass. */
type Network = (answer: Answer) => () => void;

// Registered for all copies of this package.
const NETWORK = Symbol.for("fake-secrets-manager.network");
const registry = globalThis as { [NETWORK]?: Network };

/** Says how requests are intercepted. */
export function registerNetwork(network: Network): void {
  registry[NETWORK] = network;
}

interface Entry {
  readonly to: Interception;
  readonly place: Place;
}

const entries: Entry[] = [];
let stop = () => {};

/** Sends the requests of this process to the fake, until the returned function is called. */
export function interceptNetwork(to: Interception): () => void {
  const network = registry[NETWORK];
  if (network === undefined) {
    throw misuse(
      "interceptNetwork was called without its module",
      "an import of it (it needs the package @mswjs/interceptors)",
      'import "fake-secrets-manager/network"',
    );
  }
  if (entries.length === 0) stop = start(network);
  const entry = { to, place: flows().enter() };
  entries.push(entry);
  // Without credentials and a region, clients fail before they send anything.
  const withdraw = [
    offerVariables({ AWS_ACCESS_KEY_ID: to.accountId, AWS_SECRET_ACCESS_KEY: "fake" }),
    offerVariables({ AWS_REGION: to.region }),
  ];
  return () => {
    const place = entries.indexOf(entry);
    if (place < 0) return;
    entries.splice(place, 1);
    for (const one of withdraw) one();
    if (entries.length === 0) stop();
  };
}

function start(network: Network): () => void {
  const stopNetwork = network(async (request) => {
    const to = isEndpoint(new URL(request.url).hostname) ? answering() : undefined;
    if (to === undefined) return undefined;
    const headers = Object.fromEntries(request.headers);
    return to.requestHandler.handle({ headers, body: new Uint8Array(await request.arrayBuffer()) });
  });
  const resume = suspendGuard();
  return () => {
    stopNetwork();
    resume();
  };
}

/** The newest interception answers; within a flow its own, and within a rotation function that of its fake. */
function answering(): Interception | undefined {
  const fake = inCharge();
  return ([...entries].reverse().find(({ to }) => to.fake === fake) ?? flows().choose(entries))?.to;
}
