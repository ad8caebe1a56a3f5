/** The engine's records of rotations, and the objects of `fake.rotations` while the rotation runs. */

import type { Event, Rotation, RotationEvent, RotationStep, StagingLabels } from "./rotation.js";

type Writable<Of> = { -readonly [Name in keyof Of]: Of[Name] };
export type OpenStep = Writable<RotationStep>;
export type OpenRotation = Omit<Writable<Rotation>, "steps"> & { steps: OpenStep[] };

/** One invocation of a handler, as the engine issues it. */
export interface Invocation {
  readonly id: number;
  readonly entry: number;
  readonly place: number;
  readonly function: string;
  readonly event: RotationEvent;
}

/** The result of a drive. */
export interface Report {
  readonly events: Array<{ at: Date; event: Event["event"]; secret_id: string }>;
  readonly failed: number[];
  readonly steps: Array<[entry: number, place: number]>;
  readonly warnings: Array<{ is_failure: boolean; text: string }>;
}

export interface LoggedStep {
  readonly step: RotationStep["step"];
  readonly outcome: RotationStep["outcome"];
  readonly started: Date;
  readonly ended: Date | null;
  readonly labels_before: StagingLabels;
  readonly labels_after: StagingLabels | null;
  readonly error: { kind: string; message: string } | null;
}

export interface LogEntry {
  readonly number: number;
  readonly secret_id: string;
  readonly token: string;
  readonly function: string;
  readonly kind: Rotation["kind"];
  readonly outcome: Rotation["outcome"];
  readonly started: Date;
  readonly ended: Date | null;
  readonly note: string | null;
  readonly steps: LoggedStep[];
}
