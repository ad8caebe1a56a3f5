/** The public types of rotation: handlers, events and the log. */

/** The steps of a rotation. The engine decides their order. */
export type RotationStepName = "createSecret" | "setSecret" | "testSecret" | "finishSecret";

/** The event of a rotation function, as AWS sends it. */
export interface RotationEvent {
  readonly Step: RotationStepName;
  /** The ARN of the secret. */
  readonly SecretId: string;
  /** The id of the version that the rotation creates. */
  readonly ClientRequestToken: string;
  readonly RotationToken: string;
}

/** The context of the Lambda invocation. */
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

/** The handler of a Lambda function, sync or async. It fails if it throws or its promise rejects. */
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
  /** Type and message of what the handler threw. Secret values are redacted. */
  readonly errorText?: string;
  readonly labelsBefore: StagingLabels;
  readonly labelsAfter?: StagingLabels;
}

/** One rotation, from RotateSecret or from a schedule. */
export interface Rotation {
  /** The ARN of the secret. */
  readonly secretId: string;
  /** The id of the version that the rotation creates. */
  readonly token: string;
  /** The ARN that `onRotate` returned for the function. */
  readonly function: string;
  /** `"test"` for RotateSecret with `RotateImmediately: false`. */
  readonly kind: "rotation" | "test";
  readonly outcome: "running" | "succeeded" | "failed" | "abandoned";
  readonly started: Date;
  readonly ended?: Date;
  /** What the handler threw, if the rotation failed. */
  readonly error?: unknown;
  /** A remark on the outcome, for example that the handler did not move AWSCURRENT. */
  readonly note?: string;
  readonly steps: readonly RotationStep[];
}

/** An event that occurred as time passed. `event` is the name that CloudTrail uses. */
export interface Event {
  readonly at: Date;
  readonly event: "RotationSucceeded" | "RotationFailed" | "RotationAbandoned" | "EndSecretVersionDelete";
  /** The ARN of the secret. */
  readonly secretId: string;
}

/** A rotation failed, and `raiseRotationFailures` is set. The message contains `errorText` of the step. `cause` is what the handler threw. */
export class RotationFailed extends Error {
  override readonly name = "RotationFailed";
  // Private, so that test runners do not print it with the error.
  readonly #rotation: Rotation;

  constructor(rotation: Rotation) {
    // Not null, because the SDK reads members of the cause.
    const cause = rotation.error ?? undefined;
    const { step, errorText } = rotation.steps.at(-1) ?? {};
    const where = step === undefined ? "" : ` in ${step}`;
    const error = errorText === undefined ? "" : `: ${errorText}`;
    super(`the rotation of ${rotation.secretId} failed${where}${error}`, { cause });
    this.#rotation = rotation;
  }

  /** The entry of the rotation in `fake.rotations`. */
  get rotation(): Rotation {
    return this.#rotation;
  }
}
