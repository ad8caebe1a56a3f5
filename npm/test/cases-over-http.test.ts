/** Runs ../../tests/cases over HTTP: a server returns the same responses as the fake in process. */
import { test } from "vitest";
import { readCases } from "./cases/case.js";
import { runCase } from "./cases/run.js";

for (const one of readCases()) {
  test(`${one.path}: ${one.about}`, () => runCase(one, true));
}
