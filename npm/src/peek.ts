/** How matchers read a fake. They are in separate files (`/vitest`, `/jest`), so all copies of the package share a symbol. */

/** Names the fake's method that answers like `call`, but without side effects. */
export const PEEK: unique symbol = Symbol.for("fake-secrets-manager.peek") as never;
