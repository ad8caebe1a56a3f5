/** Masks secret values in free text, such as the console output of a rotation function. Everything else stays readable. */

import type { Invocation } from "./invocation.js";
import { isObject, sensitiveNames } from "./shapes.js";

const MASK = "••••••••";
/** A value shorter than this is masked only where it is a whole word. */
const SHORT = 4;

/** Return the text without the values. */
export function withoutValues(text: string, values: Iterable<string>): string {
  const forms = [...values].flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]);
  const longest = [...new Set(forms)].filter((form) => form !== "").sort((one, other) => other.length - one.length);
  return longest.reduce((masked, form) => {
    if (form.length >= SHORT) return masked.replaceAll(form, MASK);
    const literal = form.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    return masked.replace(new RegExp(`(?<![\\w•])${literal}(?![\\w•])`, "g"), MASK);
  }, text);
}

/** Return the secret values that a rotation function sent or received, with the texts inside values that are JSON. */
export function valuesOf({ calls }: Pick<Invocation, "calls">): Set<string> {
  const found = new Set<string>();
  for (const { with: request, gives } of calls) {
    collect(request, found);
    collect(gives, found);
  }
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  if (!isObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (!sensitiveNames.has(name)) collect(member, found);
    else if (typeof member === "string") addWithLeaves(member, found);
    else if (isObject(member) && typeof member.$base64 === "string") found.add(member.$base64);
  }
}

/** Return the values with the texts inside values that are JSON. */
export function withLeaves(values: Iterable<string>): Set<string> {
  const found = new Set<string>();
  for (const value of values) addWithLeaves(value, found);
  return found;
}

function addWithLeaves(text: string, found: Set<string>): void {
  found.add(text);
  try {
    leaves(JSON.parse(text), found);
  } catch {
    // The value is not JSON.
  }
}

function leaves(value: unknown, found: Set<string>): void {
  if (typeof value === "string") found.add(value);
  else if (typeof value === "object" && value !== null)
    for (const member of Object.values(value)) leaves(member, found);
}
