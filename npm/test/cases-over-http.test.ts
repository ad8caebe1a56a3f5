/** Runs ../../tests/cases over HTTP: what a server answers is what the fake answers in the process. */
import { test } from "vitest";
import { readCases } from "./cases/case.js";
import { runCase } from "./cases/run.js";

for (const one of readCases()) {
  test(`${one.path}: ${one.about}`, () => runCase(one, true));
}
