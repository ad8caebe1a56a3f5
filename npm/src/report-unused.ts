/** How the hooks of runners make a fake report unused faults. They come in files of their own, hence a symbol that all copies share. */

/** Names the method that reports injected faults that never occurred, once. */
export const REPORT_UNUSED: unique symbol = Symbol.for("fake-secrets-manager.report-unused") as never;
