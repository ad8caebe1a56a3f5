import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["test/**/*.test.ts"], env: { NODE_NO_WARNINGS: "1" } },
});
