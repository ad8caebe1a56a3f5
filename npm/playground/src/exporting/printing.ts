/** Values as literals of a language, on one line where they fit and a member a line where they do not. */

import { type DescribedShape, isObject } from "../engine/shapes.js";
import type { Json } from "../session/session.js";

/** How a language writes what all have. */
export interface Language {
  readonly words: { readonly true: string; readonly false: string; readonly null: string };
  readonly step: string;
  key(name: string): string;
  object(inner: string): string;
  bytes(base64: string): string;
  date(text: string): string;
}

const WIDTH = 110;

/** A literal for a value. Where the shape says so, text is a date. */
export function literal(
  language: Language,
  value: Json | undefined,
  shape: DescribedShape | undefined,
  indent: string,
): string {
  if (value === undefined || value === null) return language.words.null;
  if (typeof value === "boolean") return language.words[`${value}`];
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return shape?.type === "timestamp" ? language.date(value) : JSON.stringify(value);
  if (isObject(value) && typeof value.$base64 === "string" && Object.keys(value).length === 1)
    return language.bytes(value.$base64);
  const inner = indent + language.step;
  if (Array.isArray(value)) {
    const member = shape?.type === "list" ? shape.member : undefined;
    return brackets(
      value.map((item) => literal(language, item, member, inner)),
      (text) => `[${text}]`,
      indent,
      inner,
    );
  }
  const members = Object.entries(value).map(
    ([name, member]) => `${language.key(name)}${literal(language, member, memberOf(shape, name), inner)}`,
  );
  return brackets(members, (text) => language.object(text), indent, inner);
}

/** Items between brackets, on one line or on many. */
export function brackets(
  items: readonly string[],
  wrap: (inner: string) => string,
  indent: string,
  inner: string,
): string {
  const line = wrap(items.join(", "));
  if (items.length === 0 || (line.length + indent.length <= WIDTH && !line.includes("\n"))) return line;
  return wrap(`\n${items.map((item) => `${inner}${item},\n`).join("")}${indent}`);
}

function memberOf(shape: DescribedShape | undefined, name: string): DescribedShape | undefined {
  if (shape?.type === "map") return shape.value;
  return shape?.type === "structure" ? shape.members.find((member) => member.name === name)?.shape : undefined;
}
