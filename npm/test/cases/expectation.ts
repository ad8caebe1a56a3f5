/** Compares responses with the expectations of a case: whole responses, with placeholders for generated text. */
import { type Json, type Members, mapMembers } from "./values.js";

const PLACEHOLDER = /\{([a-z][A-Za-z0-9]*)\}/g;

/** The texts of the placeholders of a case. */
export class Bindings {
  readonly #bound: Map<string, string>;

  constructor(bound: Iterable<readonly [string, string]> = []) {
    this.#bound = new Map(bound);
  }

  copy(): Bindings {
    return new Bindings(this.#bound);
  }

  /** Binds a name to a text. */
  bind(name: string, text: string): void {
    this.#bound.set(name, text);
  }

  /** The value with bound names replaced in every string. Unbound names stay. */
  fill<Value extends Json>(value: Value): Value {
    return this.#fill(value) as Value;
  }

  #fill(value: Json): Json {
    if (typeof value === "string") return value.replace(PLACEHOLDER, (all, name) => this.#bound.get(name) ?? all);
    if (Array.isArray(value)) return value.map((item) => this.#fill(item));
    return isMembers(value) ? mapMembers(value, (member) => this.#fill(member)) : value;
  }

  /** Whether a text is as expected. If it is, binds its new placeholders. */
  matches(expected: string, actual: string): boolean {
    if (expected.search(PLACEHOLDER) < 0) return expected === actual;
    const found = this.#pattern(expected).exec(actual);
    for (const [name, text] of Object.entries(found?.groups ?? {})) this.#bound.set(name, text);
    return found !== null;
  }

  /** The first use of an unbound name is a group, every later one refers to it. */
  #pattern(expected: string): RegExp {
    const seen = new Set<string>();
    // Splitting by a pattern with a group gives the texts at even places and the names between them.
    const pieces = expected.split(PLACEHOLDER).map((piece, place) => {
      const known = place % 2 === 0 ? piece : this.#bound.get(piece);
      if (known !== undefined) return known.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
      if (seen.has(piece)) return `\\k<${piece}>`;
      seen.add(piece);
      return `(?<${piece}>${standsFor(piece)})`;
    });
    return new RegExp(`^${pieces.join("")}$`);
  }
}

function standsFor(name: string): string {
  if (name.startsWith("suffix")) return "[A-Za-z0-9]{6}";
  return name.startsWith("version") ? "[A-Za-z0-9-]{32,64}?" : "[^]+?";
}

/** Returns where a response differs from the expected one; undefined if it does not. Missing and extra members are differences. */
export function difference(
  expected: Json,
  actual: Json,
  bindings: Bindings,
  anyOrder = false,
  at = "",
): string | undefined {
  if (typeof expected === "string" && typeof actual === "string" && bindings.matches(expected, actual))
    return undefined;
  if (isMembers(expected) && isMembers(actual)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      if (!(name in expected)) return `${at}.${name} was not expected; the answer is ${JSON.stringify(actual)}`;
      if (!(name in actual)) return `${at}.${name} is missing; the answer is ${JSON.stringify(actual)}`;
      const found = difference(expected[name] as Json, actual[name] as Json, bindings, anyOrder, `${at}.${name}`);
      if (found) return found;
    }
    return undefined;
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    const rest = [...actual];
    for (const [place, item] of expected.entries()) {
      const fitting = anyOrder ? rest.findIndex((one) => !difference(item, one, bindings.copy(), true)) : 0;
      const found = difference(item, rest.splice(fitting, 1)[0] as Json, bindings, anyOrder, `${at}[${place}]`);
      if (found) return found;
    }
    return undefined;
  }
  if (expected === actual && typeof expected !== "string") return undefined;
  return `${at}: expected ${JSON.stringify(bindings.fill(expected))}, found ${JSON.stringify(actual)}`;
}

function isMembers(value: Json): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
