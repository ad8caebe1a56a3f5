/** Runs ../../tests/cases through the AWS SDK (../../tests/README.md). */
import { test } from "vitest";
import { readCases } from "./cases/case.js";
import { runCase } from "./cases/run.js";

for (const one of readCases()) {
  test(`${one.path}: ${one.about}`, () => runCase(one));
}
