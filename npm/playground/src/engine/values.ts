/** Converts between JavaScript values and those of case files: dates as text, bytes as base64. */

import type { Json } from "../session/session.js";
import { isObject } from "./shapes.js";

/** Return a case file's value with its bytes as `Uint8Array`. */
export function toBytes(value: Json): unknown {
  if (Array.isArray(value)) return value.map(toBytes);
  if (!isObject(value)) return value;
  if (typeof value.$base64 === "string" && Object.keys(value).length === 1) return bytesFrom(value.$base64);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toBytes(member)]));
}

export function bytesFrom(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Return a value with dates and bytes as in a case file. Undefined members are left out. */
export function fromEngine(value: unknown): Json {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ArrayBuffer) return { $base64: base64(new Uint8Array(value)) };
  if (ArrayBuffer.isView(value))
    return { $base64: base64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  if (Array.isArray(value)) return value.map(fromEngine);
  if (typeof value !== "object" || value === null) return value as Json;
  const present = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(present.map(([name, member]) => [name, fromEngine(member)]));
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
