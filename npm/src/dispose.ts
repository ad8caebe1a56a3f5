/** Defines `Symbol.dispose` in realms without it (vitest's vmThreads, jest 29, browsers), so that `using` works there too. */

// The compilers' own helpers fall back to this registered symbol.
if (Symbol.dispose === undefined) {
  Object.defineProperty(Symbol, "dispose", { value: Symbol.for("Symbol.dispose") });
}

export {};
