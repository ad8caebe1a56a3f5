/** A session is a seed, a starting time and a list of steps. Since the engine is deterministic, replaying the list *is* the state. */

import type { RotationStepName } from "fake-secrets-manager";
import type { Json, Members } from "../../../test/cases/values.js";

export type { Json, Members, RotationStepName };

export interface Session {
  readonly seed: number;
  /** ISO 8601; the clock stands still there until a step moves it. */
  readonly startsAt: string;
  /** As in a case: rotation may be given any function, and none runs. */
  readonly rotationFunctions?: "any";
  /** The steps of rotations wait to be run one by one. */
  readonly rotationSteps?: "queue";
  readonly steps: readonly Step[];
}

/** The steps are those of the project's case files (tests/README.md); values are written as there. */
export type Step = Call | Raw | Seed | Advance | OnRotate | RunRotations | Fail;

/** An operation, as an SDK would call it. */
export interface Call {
  readonly call: string;
  readonly with: Members;
  readonly region?: string;
  readonly account?: string;
}

/** Bytes on the wire, as somebody typed them. */
export interface Raw {
  readonly raw: {
    readonly target?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

export interface Seed {
  readonly seed: Members;
}

export interface Advance {
  readonly advance: Readonly<Partial<Record<Unit, number>>>;
}

/** A rotation function is made known, by its name: JavaScript, in which `client` is there. A case has functions apart from its steps. */
export interface OnRotate {
  readonly onRotate: string;
  readonly handler: string;
}

export interface RunRotations {
  readonly runRotations: { readonly until?: RotationStepName };
}

/** A step of a rotation fails the next time that it comes. */
export interface Fail {
  readonly fail: RotationStepName;
  readonly times?: number;
}

export const ROTATION_STEPS = [
  "createSecret",
  "setSecret",
  "testSecret",
  "finishSecret",
] as const satisfies readonly RotationStepName[];

export const UNITS = ["days", "hours", "minutes", "seconds", "milliseconds"] as const;
export type Unit = (typeof UNITS)[number];

/** Where a call comes from that does not say so. */
export const HERE = { account: "123456789012", region: "us-east-1" } as const;

export const CASES_BEGIN_AT = "2026-01-01T00:00:00.000Z";

export const EMPTY: Session = { seed: 1, startsAt: CASES_BEGIN_AT, rotationSteps: "queue", steps: [] };

/** The session with its first `count` steps and one more. */
export function withStep(session: Session, count: number, step: Step): Session {
  return { ...session, steps: [...session.steps.slice(0, count), step] };
}

/** How many steps two sessions begin with alike, 0 where they do not even begin alike. */
export function commonSteps(one: Session, other: Session): number {
  const alike = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);
  if (!alike({ ...one, steps: [] }, { ...other, steps: [] })) return 0;
  const differing = one.steps.findIndex((step, place) => !alike(step, other.steps[place]));
  return differing < 0 ? one.steps.length : differing;
}
