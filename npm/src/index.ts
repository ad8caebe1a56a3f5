/** An in-process fake of AWS Secrets Manager for test suites. */

import { flows } from "./context.js";
import { environment } from "./node.js";

export type { AgentOptions } from "./agent.js";
export { type CheckResult, type CheckRotationOptions, RotationCheckError } from "./check-rotation.js";
export type { ClientConfig, ClientOptions } from "./client-config.js";
export type { FailureCode, Until } from "./controls.js";
export {
  type DescribedError,
  type DescribedMember,
  type DescribedOperation,
  type DescribedShape,
  type DescribedStructure,
  type Description,
  describe,
} from "./description.js";
export type { Change, Difference, DiffOptions } from "./difference.js";
export { FakeSecretsManager } from "./fake.js";
export type { ConnectionFault, FailOptions, FaultOptions, FaultSelection } from "./faults.js";
export type { Body, HttpResponse, RequestHeaders } from "./http.js";
export type { ClientClass } from "./intercept.js";
export { Misuse } from "./misuse.js";
export type {
  FakeSecretsManagerOptions,
  KmsAction,
  KmsKeyOptions,
  KmsKeyState,
  Where,
} from "./options.js";
export type { RequestHandler } from "./request-handler.js";
export type {
  Events,
  FakeEvent,
  Origin,
  RecordedRequest,
  RequestFilter,
  Requests as RecordedRequests,
} from "./requests.js";
export type { Restore } from "./restore.js";
export type { RetryStrategy } from "./retries.js";
export {
  type Event,
  type Rotation,
  type RotationContext,
  type RotationEvent,
  RotationFailed,
  type RotationHandler,
  type RotationStep,
  type RotationStepName,
  type StagingLabels,
} from "./rotation.js";
export type { DescribedSecret, Secrets, SecretValue, SeedOptions, SeedVersion } from "./seeds.js";
export type { ServeOptions, Server } from "./server.js";
export type { ServiceError } from "./service-error.js";
export type * from "./shapes.js";
export type { Snapshot } from "./snapshot.js";
export type { Duration } from "./time.js";

// Test runners begin concurrent tests after they have loaded a file.
const { JEST_WORKER_ID, VITEST } = environment();
if (JEST_WORKER_ID !== undefined || VITEST !== undefined) flows().follow();
