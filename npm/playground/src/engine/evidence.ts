/** How well a refusal is known: which row of the engine's catalogue it is, found by its code and its sentence. */

import type { DescribedRefusal } from "fake-secrets-manager";
import { refusals } from "./shapes.js";
import type { Refusal } from "./wire.js";

export type Strength = DescribedRefusal["strength"];

/** The words of tests/README.md. */
export const MEANING: Readonly<Record<Strength, string>> = {
  recorded: "an answer of AWS itself says so",
  quoted: "somebody pasted an answer of AWS",
  documented: "AWS's pages or its API model say so",
  inferred: "it follows from the API's model, or from how a neighbouring AWS service answers",
  guess: "nobody outside AWS knows; this is what one would expect",
  "our own": "the fake speaks about itself; AWS has no such answer",
};

export interface Evidence {
  readonly situation: string;
  readonly strength: Strength;
  readonly meaning: string;
}

/** The evidence for a refusal; nothing where the catalogue has no such sentence. */
export function evidenceOf({ code, message }: Refusal): Evidence | undefined {
  const found = candidates.find((one) => one.code === code && one.pattern.test(message));
  return found && { situation: found.situation, strength: found.strength, meaning: MEANING[found.strength] };
}

/** The sentences with the most words of their own come first: one that is hardly more than a placeholder fits many. */
const candidates = refusals
  .map((refusal) => ({ ...refusal, pattern: patternOf(refusal.sentence) }))
  .sort((one, other) => ownWords(other.sentence) - ownWords(one.sentence));

function ownWords(sentence: string): number {
  return sentence.replace(/\{\w+\}/g, "").length;
}

function patternOf(sentence: string): RegExp {
  const literal = sentence.split(/\{\w+\}/).map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${literal.join("[^]*")}$`);
}
