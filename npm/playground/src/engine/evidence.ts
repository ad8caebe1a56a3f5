/** How well an error is known: its row in the engine's catalogue, found by the situation that the engine names. */

import type { DescribedRefusal } from "fake-secrets-manager";
import { refusals } from "./shapes.js";
import type { Refusal } from "./wire.js";

export type Strength = DescribedRefusal["strength"];

export const MEANING: Readonly<Record<Strength, string>> = {
  recorded: "recorded from AWS itself",
  quoted: "quoted by a user of AWS",
  documented: "stated in AWS's documentation or API model",
  inferred: "inferred from the API model, or from how another AWS service behaves",
  guess: "a guess: no public source says what AWS does here",
  "our own": "about the fake itself; AWS has no such error",
};

export interface Evidence {
  readonly situation: string;
  readonly strength: Strength;
  readonly meaning: string;
}

const rows = new Map(refusals.map(({ situation, strength }) => [situation, strength]));

/** Return the evidence for an error; nothing if the catalogue does not have its situation. */
export function evidenceOf({ situation }: Pick<Refusal, "situation">): Evidence | undefined {
  const strength = rows.get(situation);
  return strength && { situation, strength, meaning: MEANING[strength] };
}
