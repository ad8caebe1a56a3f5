import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["*.inner.ts"], env: { NODE_NO_WARNINGS: "1" } } });
