/** How the hooks of runners make a fake report unused faults. They are in separate files, so all copies of the package share a symbol. */

/** Names the method that reports injected faults that never occurred, and rotations that nothing waited for, once. */
export const REPORT_UNUSED: unique symbol = Symbol.for("fake-secrets-manager.report-unused") as never;
