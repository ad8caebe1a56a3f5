/** Environment variables that are set while a fake intercepts, unless they are set already. A group is set as a whole or not at all. */

import { environment } from "./node.js";

interface Offer {
  active: number;
  /** What we have set, as long as it is in force. */
  ours: Readonly<Record<string, string>>;
}

const offers = new Map<string, Offer>();

/** Sets the variables, and gives what takes them back; the last one does. Where there is no environment, there is nothing to set. */
export function offerVariables(variables: Readonly<Record<string, string>>): () => void {
  const names = Object.keys(variables);
  const group = names.join();
  const offer = offers.get(group) ?? { active: 0, ours: {} };
  offers.set(group, offer);
  if (offer.active === 0) {
    // A stub that was undone after an earlier fake may have brought its values back.
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
