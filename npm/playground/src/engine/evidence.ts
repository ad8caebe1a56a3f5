/** The evidence for an error: the row of the engine's catalogue with the same situation. */

import type { DescribedError } from "fake-secrets-manager";
import { errors } from "./shapes.js";
import type { ServiceError } from "./wire.js";

export type Strength = DescribedError["strength"];

export const MEANING: Readonly<Record<Strength, string>> = {
  recorded: "a response of AWS was recorded",
  quoted: "someone published a response of AWS",
  documented: "AWS's documentation or API model says so",
  inferred: "it follows from other facts, or from how another AWS service behaves",
  guess: "no evidence exists; the fake does what an AWS engineer would expect",
  "our own": "a message of the fake itself; AWS has no such message",
};

export interface Evidence {
  readonly situation: string;
  readonly strength: Strength;
  readonly meaning: string;
}

const rows = new Map(errors.map(({ situation, strength }) => [situation, strength]));

/** Return the evidence for an error; undefined if the catalogue does not have its situation. */
export function evidenceOf({ situation }: Pick<ServiceError, "situation">): Evidence | undefined {
  const strength = rows.get(situation);
  return strength && { situation, strength, meaning: MEANING[strength] };
}
