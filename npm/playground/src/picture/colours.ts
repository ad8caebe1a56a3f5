/** Colours of labels: fixed for the service's own labels. The others get the next free colour, in order of appearance. */

import type { Outcome } from "../engine/replay.js";

const KNOWN = ["AWSCURRENT", "AWSPREVIOUS", "AWSPENDING"];
const COLOURS = 5;
/** Filled, outlined, dashed, and filled with a border. */
const VARIANTS = 4;

/** Return the CSS classes of each label in the outcomes. */
export function labelClasses(outcomes: readonly Outcome[]): ReadonlyMap<string, string> {
  const labels = new Set<string>();
  const add = (value: unknown) => {
    for (const label of Array.isArray(value) ? value : [value])
      if (typeof label === "string" && !KNOWN.includes(label)) labels.add(label);
  };
  for (const { step, exchange, invocations } of outcomes) {
    const requests = [
      ...("call" in step ? [step.with] : []),
      ...invocations.flatMap(({ calls }) => calls.map((one) => one.with)),
    ];
    for (const { VersionStage, VersionStages } of requests)
      for (const value of [VersionStages, VersionStage]) add(value);
    if (exchange && "gives" in exchange.result) add(exchange.result.gives.VersionStages);
  }
  return new Map([...labels].map((label, place) => [label, custom(place)]));
}

/** Return the classes of one label. A label that is in no outcome gets a colour from its letters. */
export function classOf(label: string, classes: ReadonlyMap<string, string>): string {
  if (KNOWN.includes(label)) return label.toLowerCase();
  const sum = [...label].reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7);
  return classes.get(label) ?? custom(sum);
}

function custom(place: number): string {
  return `custom${place % COLOURS} variant${Math.floor(place / COLOURS) % VARIANTS}`;
}
