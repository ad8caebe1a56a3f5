/** Reads the log of rotations, in the format of a case file. */

import type { Secret } from "../engine/inventory.js";
import type { Scene } from "../session/player.js";
import type { Members } from "../session/session.js";

export interface Run {
  readonly secretId: string;
  readonly token: string;
  readonly kind: string;
  readonly outcome: string;
  readonly started: string;
  readonly steps: ReadonlyArray<{ readonly step: string; readonly outcome: string; readonly error?: string }>;
}

/** All rotations up to the current step, the oldest first. */
export function runsOf({ outcomes, position }: Scene): readonly Run[] {
  return (outcomes[position - 1]?.rotations ?? []) as readonly Members[] as unknown as readonly Run[];
}

/** The latest rotation of a secret. */
export function runOf(scene: Scene, secret: Secret | undefined): Run | undefined {
  return runsOf(scene).findLast(({ secretId }) => secretId === secret?.arn);
}
