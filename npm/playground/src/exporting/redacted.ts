/** Replaces the secret values of a session with placeholders, for links to share. Equal values get equal placeholders. */

import { isObject, sensitiveNames } from "../engine/shapes.js";
import { withValues } from "../engine/snapshots.js";
import type { Json, Members, Session, Step } from "../session/session.js";

/** The placeholder of a longer value has the same length, because the length may be the point of the session. */
const LONG = 1000;

/** Return the session without its values. Texts of rotation functions stay as they are. */
export function redacted(session: Session): Session {
  const known = new Map<string, string>();
  const placeholder = (value: string): string => {
    const found = known.get(value) ?? `value-${known.size + 1}`;
    known.set(value, found);
    return value.length > LONG ? found.padEnd(value.length, "x") : found;
  };
  return { ...session, steps: session.steps.map((step) => redactedStep(step, placeholder)) };
}

type Placeholder = (value: string) => string;

function redactedStep(step: Step, placeholder: Placeholder): Step {
  if ("call" in step) return { ...step, with: membersOf(step.with, placeholder) };
  if ("restore" in step)
    return {
      restore: withValues(step.restore, (value, isBinary) =>
        isBinary ? btoa(placeholder(value)) : hiddenText(value, placeholder),
      ),
    };
  if ("seed" in step) return { seed: mapValues(step.seed, (value) => hidden(value, placeholder)) };
  if ("raw" in step)
    return { raw: { ...step.raw, body: step.raw.body.replace(SENSITIVE_TEXT, replaced(placeholder)) } };
  return step;
}

function membersOf(members: Members, placeholder: Placeholder): Members {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [
      name,
      sensitiveNames.has(name) ? hidden(value, placeholder) : inside(value, placeholder),
    ]),
  );
}

function inside(value: Json, placeholder: Placeholder): Json {
  if (Array.isArray(value)) return value.map((item) => inside(item, placeholder));
  return isObject(value) ? membersOf(value, placeholder) : value;
}

/** A value that is JSON keeps its members, because a rotation function may read them. */
function hidden(value: Json, placeholder: Placeholder): Json {
  if (typeof value === "string") return hiddenText(value, placeholder);
  if (Array.isArray(value)) return value.map((item) => hidden(item, placeholder));
  if (!isObject(value)) return value;
  if (typeof value.$base64 === "string") return { $base64: btoa(placeholder(value.$base64)) };
  return mapValues(value, (member) => hidden(member, placeholder));
}

function hiddenText(text: string, placeholder: Placeholder): string {
  try {
    const parsed: Json = JSON.parse(text);
    if (isObject(parsed) || Array.isArray(parsed)) return JSON.stringify(hidden(parsed, placeholder));
  } catch {
    // The value is plain text.
  }
  return placeholder(text);
}

function mapValues(members: Members, change: (value: Json) => Json): Members {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, change(value)]));
}

const SENSITIVE_TEXT = new RegExp(`("(?:${[...sensitiveNames].join("|")})"\\s*:\\s*)"((?:[^"\\\\]|\\\\.)*)"`, "g");

function replaced(placeholder: Placeholder) {
  return (_: string, start: string, text: string) => {
    let value = text;
    try {
      value = JSON.parse(`"${text}"`);
    } catch {
      // The body is not valid JSON.
    }
    return `${start}${JSON.stringify(hiddenText(value, placeholder))}`;
  };
}
