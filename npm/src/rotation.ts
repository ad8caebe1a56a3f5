/** A rotation as a test sees it: the function that it hands in, and what it reads of what happened. */

/** The steps in which a function rotates a secret. The type alone: which there are, and which comes next, is for the engine to say. */
export type RotationStepName = "createSecret" | "setSecret" | "testSecret" | "finishSecret";

/** What a rotation function is invoked with, member by member as the service sends it. */
export interface RotationEvent {
  readonly Step: RotationStepName;
  /** The ARN of the secret. */
  readonly SecretId: string;
  /** The id of the version that the rotation makes. */
  readonly ClientRequestToken: string;
  readonly RotationToken: string;
}

/** What Lambda tells a function about its invocation, as far as a fake has it. */
export interface RotationContext {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  getRemainingTimeInMillis(): number;
}

interface Lambda {
  // A method, because TypeScript lets a method take a context of a narrower type, such as that of @types/aws-lambda.
  handler(event: RotationEvent, context: RotationContext, ...more: never[]): unknown;
}

/** A rotation function, sync or async: the handler of a Lambda function as it is. It fails by throwing, or by a promise that rejects. */
export type RotationHandler = Lambda["handler"];

/** Staging labels by version, like `VersionIdsToStages`. */
export type StagingLabels = Readonly<Record<string, readonly string[]>>;

/** One step of a rotation. */
export interface RotationStep {
  readonly step: RotationStepName;
  readonly outcome: "running" | "succeeded" | "failed";
  readonly started: Date;
  readonly ended?: Date;
  /** What the handler threw. */
  readonly error?: unknown;
  /** Type and message of what the handler threw; the values of secrets are replaced in it. */
  readonly errorText?: string;
  readonly labelsBefore: StagingLabels;
  readonly labelsAfter?: StagingLabels;
}

/** One rotation, from RotateSecret or from a schedule. */
export interface Rotation {
  /** The ARN of the secret. */
  readonly secretId: string;
  /** The id of the version that it makes. */
  readonly token: string;
  /** What `onRotate` answered for the function. */
  readonly function: string;
  /** A test is what RotateSecret does with `RotateImmediately: false`. */
  readonly kind: "rotation" | "test";
  readonly outcome: "running" | "succeeded" | "failed" | "abandoned";
  readonly started: Date;
  readonly ended?: Date;
  /** What the handler threw, where it failed. */
  readonly error?: unknown;
  /** What to know beside the outcome, for example that the handler did not move AWSCURRENT. */
  readonly note?: string;
  readonly steps: readonly RotationStep[];
}

/** Something that happened by itself as time passed. CloudTrail uses the same names. */
export interface Event {
  readonly at: Date;
  readonly event: "RotationSucceeded" | "RotationFailed" | "RotationAbandoned" | "EndSecretVersionDelete";
  /** The ARN of the secret. */
  readonly secretId: string;
}

/** A rotation failed, and the fake was told to raise that: `cause` is what the handler threw. */
export class RotationFailed extends Error {
  override readonly name = "RotationFailed";
  // Private, so that a test runner that prints the error leaves it out.
  readonly #rotation: Rotation;

  constructor(rotation: Rotation) {
    // Without null, in which the SDK looks for members.
    const cause = rotation.error ?? undefined;
    const step = rotation.steps.at(-1)?.step;
    super(`the rotation of ${rotation.secretId} failed${step === undefined ? "" : ` in ${step}`}`, { cause });
    this.#rotation = rotation;
  }

  /** Its entry in `fake.rotations`. */
  get rotation(): Rotation {
    return this.#rotation;
  }
}
