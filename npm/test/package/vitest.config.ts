import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["package.test.ts"],
    env: { NODE_NO_WARNINGS: "1" },
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
