/** A session is a seed, a start time and a list of steps. The engine is deterministic, so a replay of the list gives the state. */

import type { KmsAction, KmsKeyState, RotationStepName } from "fake-secrets-manager";
import type { Json, Members } from "../../../test/cases/values.js";

export type { Json, KmsAction, KmsKeyState, Members, RotationStepName };

export interface Session {
  readonly seed: number;
  /** ISO 8601. The clock is stopped at this time until a step moves it. */
  readonly startsAt: string;
  /** As in a case file: RotateSecret accepts any function, and no function runs. */
  readonly rotationFunctions?: "any";
  /** Rotation steps are queued until `runRotations` runs them. */
  readonly rotationSteps?: "queue";
  readonly steps: readonly Step[];
}

/** Steps and the values in them have the format of the project's case files (tests/README.md). */
export type Step = Call | Raw | Seed | Advance | Freeze | OnRotate | RunRotations | Fail | Fault | KmsKey | Restore;

/** An operation, as an SDK would call it. */
export interface Call {
  readonly call: string;
  readonly with: Members;
  readonly region?: string;
  readonly account?: string;
}

/** A request body as typed. */
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

/** Stops the clock at a moment (ISO 8601). */
export interface Freeze {
  readonly freeze: string;
}

/** Registers a rotation function: JavaScript that can use `client`. Case files list functions separately from their steps. */
export interface OnRotate {
  readonly onRotate: string;
  readonly handler: string;
}

export interface RunRotations {
  readonly runRotations: { readonly until?: RotationStepName };
}

/** A rotation step fails the next `times` times that it runs. */
export interface Fail {
  readonly fail: RotationStepName;
  readonly with?: never;
  readonly times?: number;
}

/** The next `times` calls of an operation fail with an error code. */
export interface Fault {
  readonly fail: string;
  readonly with: string;
  readonly message?: string;
  readonly times?: number;
}

/** Sets the state of a KMS key, and the permissions on it that callers do not have. */
export interface KmsKey {
  readonly kmsKey: string;
  readonly state?: KmsKeyState;
  readonly denied?: readonly KmsAction[];
}

/** Replaces the whole state with a snapshot. */
export interface Restore {
  readonly restore: Members;
}

export const ROTATION_STEPS = [
  "createSecret",
  "setSecret",
  "testSecret",
  "finishSecret",
] as const satisfies readonly RotationStepName[];

export const KMS_STATES = [
  "enabled",
  "disabled",
  "pending-deletion",
  "missing",
] as const satisfies readonly KmsKeyState[];
export const KMS_ACTIONS = ["Decrypt", "Encrypt", "GenerateDataKey"] as const satisfies readonly KmsAction[];

export const UNITS = ["days", "hours", "minutes", "seconds", "milliseconds"] as const;
export type Unit = (typeof UNITS)[number];

/** The account and Region of calls that specify neither. */
export const DEFAULT_PLACE = { account: "123456789012", region: "us-east-1" } as const;

export const REGION = /^[a-z]+(-[a-z]+)+-\d+$/;
export const ACCOUNT = /^\d{12}$/;

export const CASES_BEGIN_AT = "2026-01-01T00:00:00.000Z";

export const EMPTY: Session = { seed: 1, startsAt: CASES_BEGIN_AT, rotationSteps: "queue", steps: [] };

export function isFault(step: Fail | Fault): step is Fault {
  return step.with !== undefined;
}

/** The session with its first `count` steps and one more. */
export function withStep(session: Session, count: number, step: Step): Session {
  return { ...session, steps: [...session.steps.slice(0, count), step] };
}

/** The number of steps at the start that two sessions have in common; 0 if their settings differ. */
export function commonSteps(one: Session, other: Session): number {
  const alike = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);
  if (!alike({ ...one, steps: [] }, { ...other, steps: [] })) return 0;
  const differing = one.steps.findIndex((step, place) => !alike(step, other.steps[place]));
  return differing < 0 ? one.steps.length : differing;
}
