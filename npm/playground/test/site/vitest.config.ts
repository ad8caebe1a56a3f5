import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.test.ts"],
    env: { NODE_NO_WARNINGS: "1" },
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
});
