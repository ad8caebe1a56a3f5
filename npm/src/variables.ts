/** Environment variables that are set while a fake intercepts, if they are missing. Either all variables of a group are set, or none. */

import { environment } from "./node.js";

interface Offer {
  active: number;
  /** The variables that this module has set. */
  ours: Readonly<Record<string, string>>;
}

const offers = new Map<string, Offer>();

/** Sets the variables. Returns a function that removes them, if no other caller uses them. Does nothing on platforms without an environment. */
export function offerVariables(variables: Readonly<Record<string, string>>): () => void {
  const names = Object.keys(variables);
  const group = names.join();
  const offer = offers.get(group) ?? { active: 0, ours: {} };
  offers.set(group, offer);
  if (offer.active === 0) {
    // A stub that was undone after an earlier fake may have restored the values of that fake.
    withdraw(offer);
    offer.ours = isFree(names) ? variables : {};
    Object.assign(environment(), offer.ours);
  }
  offer.active += 1;
  let done = false;
  return () => {
    if (done) return;
    done = true;
    offer.active -= 1;
    if (offer.active === 0) withdraw(offer);
  };
}

function isFree(names: readonly string[]): boolean {
  const env = environment();
  return names.every((name) => env[name] === undefined);
}

function withdraw({ ours }: Offer): void {
  const env = environment();
  for (const [name, value] of Object.entries(ours)) if (env[name] === value) delete env[name];
}
