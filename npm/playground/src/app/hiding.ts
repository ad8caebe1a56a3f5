/** Masks the secret values of a session in texts that a rotation function wrote: console output and error messages. */

import { valuesOf, withLeaves, withoutValues } from "../engine/masking.js";
import { valuesIn } from "../exporting/acts.js";
import type { Scene } from "../session/player.js";

/** Return a function that masks the session's values in a text, or leaves the text as it is while values are shown. */
export function hiding({ session, outcomes }: Scene, revealed: boolean): (text: string) => string {
  if (revealed) return (text) => text;
  const values = new Set([
    ...withLeaves(valuesIn(session)),
    ...outcomes.flatMap(({ invocations }) => invocations.flatMap((one) => [...valuesOf(one)])),
  ]);
  return (text) => withoutValues(text, values);
}
