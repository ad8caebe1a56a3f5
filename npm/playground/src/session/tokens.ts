/** Fills in a missing ClientRequestToken, as every SDK does. The token is the same in every replay. */

import { tokenMember } from "../engine/shapes.js";
import type { Session, Step } from "./session.js";

/** Return the session with a token in every call that takes one. */
export function withTokens(session: Session): Session {
  return { ...session, steps: session.steps.map((step, place) => withToken(step, session.seed, place)) };
}

/** Return the step with a token, if it is a call that takes one and has none. */
export function withToken(step: Step, seed: number, place: number): Step {
  if (!("call" in step)) return step;
  const member = tokenMember(step.call);
  if (member === undefined || step.with[member] !== undefined) return step;
  return { ...step, with: { ...step.with, [member]: uuid(seed, place) } };
}

/** Return a UUID that depends only on the seed and the position of the step. */
function uuid(seed: number, place: number): string {
  const next = numbers((seed % 2 ** 32) ^ (place * 0x9e3779b1));
  const hex = Array.from({ length: 4 }, () => next().toString(16).padStart(8, "0")).join("");
  const variant = "89ab"[Number.parseInt(hex[16] as string, 16) % 4];
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20)].join(
    "-",
  );
}

/** Mulberry32, a small generator of pseudo-random numbers. */
function numbers(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
