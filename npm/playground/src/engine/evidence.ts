/** How well an error is known: its row in the engine's catalogue, found by code and message. */

import type { DescribedRefusal } from "fake-secrets-manager";
import { refusals } from "./shapes.js";
import type { Refusal } from "./wire.js";

export type Strength = DescribedRefusal["strength"];

export const MEANING: Readonly<Record<Strength, string>> = {
  recorded: "recorded from AWS itself",
  quoted: "quoted by somebody who called AWS",
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
