/** The controls of a fake that do not depend on secrets: its clock, rotations, faults, requests and events. */

import { Dispatch, type Parts } from "./dispatch.js";
import type { FailOptions, FaultOptions } from "./faults.js";
import { Injection } from "./injection.js";
import { INSPECT, type InspectArguments, inspected } from "./inspection.js";
import { Listeners } from "./listeners.js";
import { kindOf, misuse, rejectNonObject } from "./misuse.js";
import { rejectUnknown } from "./names.js";
import { type FakeParts, PARTS, type Setup } from "./parts.js";
import {
  type Events,
  eventsOf,
  type FakeEvent,
  type Requests as RecordedRequests,
  requestsOf,
  type Source,
} from "./requests.js";
import { type Restore, restoring } from "./restore.js";
import type { Event, Rotation, RotationHandler, RotationStep, RotationStepName } from "./rotation.js";
import { Rotations } from "./rotations.js";
import type { CommonErrorCode, ErrorCodes, OperationName, Responses } from "./shapes.js";
import { type Duration, milliseconds, moment } from "./time.js";

/** The error codes of an operation. */
export type FailureCode<Name extends OperationName> = ErrorCodes[Name] | CommonErrorCode;

/** How far to run queued rotations. */
export interface Until {
  /** The step to stop before. */
  readonly until?: RotationStepName | undefined;
}

/** The controls of a fake. `FakeSecretsManager` has all of them. */
export abstract class Controls {
  readonly #parts: FakeParts;

  /** @internal */
  constructor({ guard, now, strict, raiseRotationFailures }: Setup) {
    const rotations = new Rotations(this, guard, now, raiseRotationFailures);
    const injection = new Injection(guard, strict);
    const parts: Parts = { fake: this, guard, rotations, injection, listeners: new Listeners(guard), now };
    this.#parts = { ...parts, dispatch: new Dispatch(parts) };
  }

  /** @internal */
  get [PARTS](): FakeParts {
    return this.#parts;
  }

  /**
   * Describes the fake: its region, the names of its secrets, and the number of requests.
   * @internal
   */
  toString(): string {
    return this[INSPECT]();
  }

  /** @internal */
  get [Symbol.toStringTag](): string {
    return "FakeSecretsManager";
  }

  /**
   * What `console.log` prints.
   * @internal
   */
  [INSPECT](...args: InspectArguments): string {
    if (!(#parts in this)) return "FakeSecretsManager {}";
    const { guard, dispatch } = this.#parts;
    if (!guard.isUsable) return "FakeSecretsManager { disposed: true }";
    const { SecretList = [], NextToken } = dispatch.peek<Responses["ListSecrets"]>("ListSecrets", { MaxResults: 100 });
    const secrets = SecretList.map(({ Name }) => Name);
    if (NextToken !== undefined) secrets.push("…");
    const region = guard.use((engine) => engine.region);
    return inspected("FakeSecretsManager", { region, secrets, requests: this.requests.count }, args);
  }

  /**
   * Advances the fake's clock, `fake.advance({ days: 7 })`, and processes all due events: scheduled rotations run, and
   * expired secrets are deleted. Resolves with the events that occurred, in order. If all handlers are synchronous,
   * everything is done when it returns. Overlapping `advance` calls run one after the other. In the handler of a scheduled
   * rotation, `advance` only moves the clock; the outer `advance` processes the events that are due.
   */
  advance(duration: Duration): Promise<Event[]> {
    const span = milliseconds(duration);
    const events = this.#parts.rotations
      .changeClock((engine, now) => engine.drive_advance(span, now))
      .finally(() => this.#parts.listeners.tell());
    // A caller that does not await has chosen to ignore failures.
    events.catch(() => {});
    return events;
  }

  /** Returns the fake's time. */
  now(): Date {
    const now = this.#parts.now();
    return new Date(
      this.#parts.guard.use((engine) => {
        this.#parts.rotations.enter(engine);
        return engine.now(now);
      }),
    );
  }

  /** Stops the fake's clock, now or at a given time, until `reset()`. `advance` still moves it. */
  freeze(at?: Date | number | string): void {
    const time = at === undefined ? undefined : moment(at, "freeze", 'freeze(new Date("2026-01-01"))');
    this.#parts.rotations.changeClockAtOnce((engine, now) => engine.drive_freeze(time, now));
    this.#parts.listeners.tell();
  }

  /**
   * Registers a rotation function by its ARN, by its name (valid in every account and Region), or by the type of
   * managed external secrets. Returns its ARN. Registering it again replaces the handler. `reset()` keeps registered
   * functions.
   */
  onRotate(arnNameOrType: string, handler: RotationHandler): string {
    return this.#parts.rotations.add(arnNameOrType, handler);
  }

  /**
   * The newest 10,000 rotations since the last `reset()`, oldest first. As on AWS, a rotation succeeds even if finishSecret
   * never moves AWSCURRENT. The entry then has a `note`. Until AWSPENDING is removed, RotateSecret fails with "A
   * previous rotation isn't complete", and a scheduled rotation uses the same token again.
   */
  get rotations(): readonly Rotation[] {
    return this.#parts.rotations.log;
  }

  /**
   * Runs queued rotations up to a step or to their end, and waits for rotations that direct calls started in the
   * background. Resolves with the steps that ran.
   */
  runRotations(options: Until = {}): Promise<RotationStep[]> {
    const example = 'fake.runRotations({ until: "testSecret" })';
    rejectNonObject(options, "runRotations", example);
    rejectUnknown(options, ["until"], "runRotations", example);
    const { until } = options;
    if (until !== undefined) rejectNonStep(until, "runRotations", example);
    return this.#parts.rotations.runQueued(until).finally(() => this.#parts.listeners.tell());
  }

  /**
   * Injects a fault: makes calls to an operation (or `"*"`, all operations) fail.
   *
   * ```ts
   * fake.fail("GetSecretValue", "ThrottlingException", { times: 2 });
   * fake.fail("*", { connection: "reset", secret: "app/db" });
   * fake.fail("GetSecretValue", { sequence: ["ThrottlingException", null, "InternalServiceError"] });
   * fake.fail("PutSecretValue", { delay: { seconds: 3 } });
   * ```
   *
   * The code is one that the API declares for the operation, or a common code of AWS such as ExpiredTokenException.
   * Each request counts, including the SDK's retries. A failed request changes nothing, with one exception:
   * if the connection breaks after the request was sent (`reset`, `read-timeout`, `truncated`, `corrupt`), the operation
   * runs and only its response is lost. `reset()` removes all faults.
   * @throws Misuse if the target, code or an option is unknown, or if options contradict each other.
   */
  fail<Name extends OperationName>(operation: Name, code: FailureCode<Name>, options?: FailOptions): void;
  fail(operation: "*", code: FailureCode<OperationName>, options?: FailOptions): void;
  fail(operation: OperationName | "*", options: FaultOptions): void;
  /**
   * Makes the next runs of a rotation step fail without calling the handler: `fake.fail("testSecret", { times: 2 })`.
   */
  fail(step: RotationStepName, options?: Pick<FailOptions, "times">): void;
  fail(target: string, codeOrOptions?: string | FaultOptions, options?: FailOptions): void {
    this.#parts.injection.add(target, codeOrOptions, options);
  }

  /**
   * Injects a fault like `fail`, until you call the returned function:
   * `using fault = fake.failing("*", "ServiceUnavailable")`.
   */
  failing<Name extends OperationName>(operation: Name, code: FailureCode<Name>, options?: FailOptions): Restore;
  failing(operation: "*", code: FailureCode<OperationName>, options?: FailOptions): Restore;
  failing(operation: OperationName | "*", options: FaultOptions): Restore;
  failing(target: string, codeOrOptions?: string | FaultOptions, options?: FailOptions): Restore {
    return restoring(this.#parts.injection.addUntil(target, codeOrOptions, options));
  }

  /** Removes all faults that `fail` and `failing` injected. */
  clearFaults(): void {
    this.#parts.injection.clear();
  }

  /** The injected faults that have not occurred, each as a call of `fail`. */
  get unusedFaults(): readonly string[] {
    return this.#parts.injection.unused;
  }

  /**
   * The recorded requests, oldest first: `fake.requests("GetSecretValue", { secret: "app/db" }).count`. Secret values
   * are redacted unless you pass `reveal: true`. `reset()` deletes the records.
   */
  get requests(): RecordedRequests {
    return requestsOf(this.#memory());
  }

  /**
   * The events, oldest first, in EventBridge format: `fake.events("RotationFailed")`. `reset()` deletes them.
   */
  get events(): Events {
    return eventsOf(this.#memory());
  }

  /**
   * Calls a function, such as the handler of an EventBridge rule, with each new event until you call the returned
   * function.
   */
  onEvent(listener: (event: FakeEvent) => void): Restore {
    return restoring(this.#parts.listeners.add(listener));
  }

  #memory(): Source {
    return {
      requests: (filter) => this.#parts.guard.use((engine) => engine.requests(filter)).map(camelCased) as never,
      dropped: () => this.#parts.guard.use((engine) => engine.dropped_requests()),
      clear: () => this.#parts.guard.use((engine) => engine.clear_requests()),
      events: (filter) => this.#parts.guard.use((engine) => engine.events(filter)) as FakeEvent[],
    };
  }

  /**
   * Makes all changes visible immediately, for a fake with `consistency: "eventual"`. Started rotations become due: the
   * next request or `advance` runs them.
   */
  settle(): void {
    const now = this.#parts.now();
    this.#parts.guard.use((engine) => engine.settle(now));
  }
}

/** Converts the engine's names of a record. */
function camelCased({ account_id: accountId, ...rest }: Record<string, unknown>): object {
  return { ...rest, accountId };
}

/** Checks only the type; the engine checks the name of the step. */
function rejectNonStep(given: unknown, caller: string, example: string): void {
  if (typeof given !== "string") throw misuse(`${caller} was given ${kindOf(given)}`, "the name of a step", example);
}
