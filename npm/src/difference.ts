/** The differences between two states of a fake. */

import { kindOf, misuse, rejectNonObject } from "./misuse.js";
import { rejectUnknown } from "./names.js";

/** One change of a secret. */
export interface Change {
  readonly accountId: string;
  readonly region: string;
  /** The name of the secret. */
  readonly secret: string;
  readonly kind: "added" | "removed" | "changed";
  /** A member of DescribeSecret, `ResourcePolicy`, or `SecretString` or `SecretBinary` of `label`; null for the secret itself. */
  readonly member: string | null;
  /** The staging label whose value changed. */
  readonly label: string | null;
  /** The former value, redacted if it is a secret value; null if there was none. */
  readonly before: unknown;
  /** The current value, redacted if it is a secret value; null if the member is absent. */
  readonly after: unknown;
  /** The change in words. */
  readonly text: string;
}

/** The changes by account, region and name: an array that is empty if nothing changed. */
export interface Difference extends ReadonlyArray<Change> {
  /** All changes in words; `String(difference)` returns the same. */
  readonly text: string;
  toString(): string;
}

/** Options of `diff`. */
export interface DiffOptions<Document> {
  /** The later snapshot; by default, the current state. */
  readonly after?: Document | undefined;
  /** Shows secret values. */
  readonly reveal?: boolean | undefined;
}

/** Checks the options of `diff`. */
export function diffOptions<Document>(options: DiffOptions<Document>) {
  const example = "fake.diff(before, { reveal: true })";
  rejectNonObject(options, "diff", example);
  rejectUnknown(options, ["after", "reveal"], "diff", example);
  const { after, reveal = false } = options;
  if (typeof reveal !== "boolean") throw misuse(`reveal was given ${kindOf(reveal)}`, "true or false", example);
  return { after, reveal };
}

/** The engine's result. */
interface Found {
  readonly changes: readonly Partial<Change>[];
  readonly text: string;
}

/** Converts the engine's result to an array. Its text is not enumerable, so that `toEqual([])` passes without changes. */
export function differenceOf({ changes, text }: Found): Difference {
  const absent = { member: null, label: null, before: null, after: null };
  const list = changes.map((change) => ({ ...absent, ...change }));
  Object.defineProperties(list, { text: { value: text }, toString: { value: () => text } });
  return list as unknown as Difference;
}
