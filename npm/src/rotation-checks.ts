/** Gives the entry points of test runners access to the checks of a fake. They are separate files, so all copies share a symbol. */

/** Names the method that returns the results of checks, and the static one that returns the names of all checks. */
export const CHECK_ROTATION: unique symbol = Symbol.for("fake-secrets-manager.check-rotation") as never;
