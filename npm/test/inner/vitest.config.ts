import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["*.inner.ts", "*.inner.mjs"] } });
