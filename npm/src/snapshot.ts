/** Snapshots: conversion between the engine's JSON text and an object. */

import { kindOf, misuse } from "./misuse.js";

/** The document that `snapshot()` returns and `restore()` accepts. Its content is internal, and can change with `version`. */
export interface Snapshot {
  readonly format: "fake-secrets-manager snapshot";
  readonly version: number;
  readonly state: object;
}

/** Returns the JSON text of a document, which may be an object or text. Errors never show its content. */
export function textOf(document: unknown, caller: "restore" | "diff"): string {
  if (typeof document === "string") return document;
  let text: string | undefined;
  let given = kindOf(document);
  if (typeof document === "object" && document !== null) {
    try {
      text = JSON.stringify(document);
    } catch {
      given = "an object that is not valid JSON";
    }
  }
  if (text !== undefined) return text;
  throw misuse(
    `${caller} was given ${given}`,
    "the document that snapshot() returned, or its JSON text",
    `fake.${caller}(fake.snapshot())`,
  );
}
