/** How well something is known, in one word; the word explains itself on hover and to screen readers. */

import { MEANING, type Strength } from "../engine/evidence.js";

export function StrengthBadge({ strength }: { strength: Strength }) {
  return (
    <span class={`strength ${strength.replace(" ", "-")}`} data-strength={strength} title={MEANING[strength]}>
      {strength}
      <span class="unseen">: {MEANING[strength]}</span>
    </span>
  );
}
