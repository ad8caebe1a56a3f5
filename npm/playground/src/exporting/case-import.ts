/** Reads a case file of the project (tests/README.md) as a session. */

import { writeOut } from "../../../test/cases/values.js";
import { isObject } from "../engine/shapes.js";
import { type Story, type Told, tell } from "../gallery.js";
import { readSession } from "../session/reading.js";
import type { Json } from "../session/session.js";

/** Return the session of a case, and the steps whose results differ from the case. Throws a RangeError if the case is invalid. */
export async function sessionOfCase(json: Json): Promise<Told> {
  const story = writeOut(json);
  if (!isObject(story) || !Array.isArray(story.steps)) throw new RangeError("it has no list of steps");
  const expected = new Set(["gives", "fails", "answers", "happens", "anyOrder"]);
  const steps = story.steps.map((step) =>
    isObject(step) ? Object.fromEntries(Object.entries(step).filter(([name]) => !expected.has(name))) : step,
  );
  // Check the format of the steps before any of them runs.
  readSession({
    seed: 1,
    startsAt: "2026-01-01T00:00:00Z",
    steps: steps.filter((step) => !(isObject(step) && "rotations" in step)),
  });
  return tell({ story: story as unknown as Story });
}
