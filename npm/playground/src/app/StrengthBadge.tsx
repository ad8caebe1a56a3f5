/** The strength of the evidence, in one word. A tooltip, which screen readers read too, explains it. */

import { MEANING, type Strength } from "../engine/evidence.js";

export function StrengthBadge({ strength }: { strength: Strength }) {
  return (
    <span class={`strength ${strength.replace(" ", "-")}`} data-strength={strength} title={MEANING[strength]}>
      {strength}
      <span class="unseen">: {MEANING[strength]}</span>
    </span>
  );
}
