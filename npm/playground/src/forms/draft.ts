/** The content of a form, and its request. Invalid input is sent as typed, so that users see the service's error. */

import { type DescribedShape, type DescribedStructure, isBase64, isObject } from "../engine/shapes.js";
import type { Json, Members } from "../session/session.js";

/** The text of a field, a list of drafts, or drafts by name. Blank text is not sent. */
export type Draft = string | readonly Draft[] | Drafts;
export interface Drafts {
  readonly [name: string]: Draft;
}

/** A list of plain texts is one field, with one item per line. */
export function isLines(shape: DescribedShape): boolean {
  return shape.type === "list" && shape.member.type !== "structure";
}

export function blank(shape: DescribedShape): Draft {
  if (shape.type === "structure") return {};
  return shape.type === "list" && !isLines(shape) ? [] : "";
}

/** Return the request of a filled-in form. */
export function request(drafts: Drafts, shape: DescribedStructure): Members {
  return (read(drafts, shape) ?? {}) as Members;
}

function read(draft: Draft, shape: DescribedShape): Json | undefined {
  if (Array.isArray(draft)) return shape.type === "list" ? readList(draft, shape.member) : undefined;
  if (isObject(draft)) return shape.type === "structure" ? readStructure(draft as Drafts, shape) : undefined;
  const text = draft as string;
  if (text === "") return undefined;
  if (shape.type === "list")
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => readText(line, shape.member));
  return readText(text, shape);
}

function readList(drafts: readonly Draft[], member: DescribedShape): Json | undefined {
  const items = drafts.map((draft) => read(draft, member) ?? {});
  return items.length ? items : undefined;
}

function readStructure(drafts: Drafts, { members }: DescribedStructure): Json | undefined {
  const present = members.flatMap(({ name, shape }) => {
    const value = drafts[name] === undefined ? undefined : read(drafts[name] as Draft, shape);
    return value === undefined ? [] : [[name, value] as const];
  });
  return present.length ? Object.fromEntries(present) : undefined;
}

function readText(text: string, shape: DescribedShape): Json {
  if ((shape.type === "integer" || shape.type === "long") && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (shape.type === "boolean" && (text === "true" || text === "false")) return text === "true";
  if (shape.type === "blob" && isBase64(text)) return { $base64: text };
  return text;
}

/** Return the hint under a field: its limits in words. */
export function hint(shape: DescribedShape): string {
  if (isLines(shape) && shape.type === "list")
    return ["one per line", limits(shape, "items"), hint(shape.member)].filter(Boolean).join("; ");
  if (shape.type === "list") return limits(shape, "items");
  if (!("name" in shape) || shape.type === "structure" || shape.type === "map") return "";
  if (shape.type === "blob") return ["base64, for example Zm9v", limits(shape, "bytes")].filter(Boolean).join("; ");
  const unit = shape.type === "string" ? "characters" : "";
  return [limits(shape, unit), shape.pattern && `pattern ${shape.pattern}`].filter(Boolean).join("; ");
}

function limits({ min, max }: { readonly min?: number; readonly max?: number }, unit: string): string {
  if (min === undefined && max === undefined) return "";
  const most = max?.toLocaleString("en");
  if (most === undefined) return `at least ${min} ${unit}`.trim();
  return (min === undefined ? `up to ${most} ${unit}` : `${min} to ${most} ${unit}`).trim();
}
