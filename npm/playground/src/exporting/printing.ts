/** Writes values as literals of a language: on one line if they fit, one member per line otherwise. */

import { type DescribedShape, isObject } from "../engine/shapes.js";
import type { Json } from "../session/session.js";

/** The syntax of a language. */
export interface Language {
  readonly words: { readonly true: string; readonly false: string; readonly null: string };
  readonly step: string;
  key(name: string): string;
  object(inner: string): string;
  bytes(base64: string): string;
  date(text: string): string;
}

const WIDTH = 110;

/** Return the literal of a value. The shape determines which texts are dates. */
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

/** Return items between brackets, on one line or one per line. */
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
