/** Runs ../../tests/cases through the AWS SDK (../../tests/README.md). */
import { expect, test } from "vitest";
import { readCases } from "./cases/case.js";
import { runCase } from "./cases/run.js";

for (const one of readCases()) {
  test(`${one.path}: ${one.about}`, async (context) => {
    if (one.awaits === undefined) {
      await runCase(one);
    } else {
      await expect(runCase(one), `it passes now: remove "awaits": "${one.awaits}"`).rejects.toThrow();
      context.skip(`awaits ${one.awaits}`);
    }
  });
}
