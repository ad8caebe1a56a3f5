/** The type of the members that `expect(fake).toHaveReceived(operation, members)` compares. */

import type { OperationName, Requests } from "./shapes.js";

/** A matcher such as `expect.stringContaining("db")`. */
interface AsymmetricMatcher {
  asymmetricMatch(other: unknown): boolean;
}

type Expected<Value> =
  | Value
  | AsymmetricMatcher
  | (Value extends readonly (infer Item)[]
      ? readonly Expected<Item>[]
      : Value extends object
        ? { readonly [Member in keyof Value]?: Expected<Value[Member]> }
        : never);

/** Some members of a request. */
export type PartialRequest<Name extends OperationName> = Expected<Partial<Requests[Name]>>;
