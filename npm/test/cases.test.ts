/** What the service does, as data that no language owns (../../tests/README.md), through the AWS SDK. */
import { afterAll, expect, test } from "vitest";
import { readCases } from "./cases/case.js";
import { runCase } from "./cases/run.js";

let passed = 0;
let awaiting = 0;

for (const one of readCases()) {
  test(`${one.path}: ${one.about}`, async () => {
    if (one.awaits === undefined) {
      await runCase(one);
      passed += 1;
    } else {
      await expect(runCase(one), `it no longer awaits "${one.awaits}": take the member out`).rejects.toThrow();
      awaiting += 1;
    }
  });
}

afterAll(() => console.log(`cases: ${passed} passed, ${awaiting} awaiting`));
