/** How the entries of runners reach the checks of a fake. They come in files of their own, hence a symbol that all copies share. */

/** Names the method that returns the results of checks, and the static one that returns the names of all checks. */
export const CHECK_ROTATION: unique symbol = Symbol.for("fake-secrets-manager.check-rotation") as never;
