/** How matchers look into a fake. They come in files of their own (`/vitest`, `/jest`), hence a symbol that all copies share. */

/** Names the fake's method that answers as `call` does, and leaves no trace. */
export const PEEK: unique symbol = Symbol.for("fake-secrets-manager.peek") as never;
