/// <reference lib="esnext.disposable" preserve="true" />
/** The public class of the package: `FakeSecretsManager`. */

import "./dispose.js";
import type { Engine } from "../generated/engine.js";
import { type CheckResult, RotationCheckError, runChecks } from "./check-rotation.js";
import { COMMAND, type Commanded } from "./command.js";
import { formatEnvironment, largestBody, load, nearestName, rotationChecker, start } from "./engine.js";
import { connectionError, type FailOptions, type Fault, type FaultOptions, faultOf, wait } from "./faults.js";
import { Guard, HostError } from "./guard.js";
import { type Body, bytesOf, type HttpAnswer, type RequestHeaders, readAnswer, writeHead } from "./http.js";
import { inChargeOf, invocationOf } from "./in-charge.js";
import { type ClientClass, type Interception, intercept } from "./intercept.js";
import { machineRegion } from "./machine.js";
import { checkMethods, onFakes } from "./methods.js";
import { isList, kindOf, misuse, refuseNonObject } from "./misuse.js";
import { refuseUnknown } from "./names.js";
import { guardNetwork } from "./network-guard.js";
import { interceptNetwork } from "./network-interception.js";
import { warn } from "./node.js";
import {
  attempts,
  checkOptions,
  checkWhere,
  type FakeSecretsManagerOptions,
  type KmsKeyOptions,
  kmsKeyOptions,
  seedNumber,
  type Where,
} from "./options.js";
import { PEEK } from "./peek.js";
import { type Refused, refusal } from "./refusal.js";
import { type RequestHandler, requestHandler } from "./request-handler.js";
import {
  type Events,
  eventsOf,
  type FakeEvent,
  type Requests as RecordedRequests,
  requestsOf,
  type Source,
} from "./requests.js";
import { notedAttempts, type RetryStrategy, retryAtOnce } from "./retries.js";
import {
  type Event,
  type Rotation,
  type RotationContext,
  RotationFailed,
  type RotationHandler,
  type RotationStep,
  type RotationStepName,
} from "./rotation.js";
import { Rotations } from "./rotations.js";
import { readSecrets, type Secrets, type SeedOptions, seedOptions } from "./seeds.js";
import {
  type Answering,
  checkServeOptions,
  type ServeOptions,
  type Server,
  type ServerAnswer,
  type ServerRequest,
  serve,
} from "./server.js";
import type { CommonErrorCode, ErrorCodes, OperationName, Operations, Requests, Responses } from "./shapes.js";
import { type AuthScheme, type Credentials, unsigned } from "./signing.js";
import { type Snapshot, textOf } from "./snapshot.js";
import { type Duration, milliseconds, moment } from "./time.js";
import { offerVariables } from "./variables.js";

/** The configuration of an SDK client that uses the fake: `new SecretsManagerClient(fake.clientConfig())`. */
export interface ClientConfig {
  readonly region: string;
  readonly credentials: Credentials;
  readonly requestHandler: RequestHandler;
  readonly maxAttempts: number;
  readonly retryStrategy: RetryStrategy;
  readonly httpAuthSchemes: AuthScheme[];
}

/** Options of a client, besides its region and account. */
export interface ClientOptions extends Where {
  /** The total number of attempts per call; 3 by default, as in the SDK. */
  readonly maxAttempts?: number | undefined;
}

/** The error codes of an operation. */
export type FailureCode<Name extends OperationName> = ErrorCodes[Name] | CommonErrorCode;

/** How far to run queued rotations. */
export interface Until {
  /** The step to stop before. */
  readonly until?: RotationStepName | undefined;
}

/** Options of `checkRotation`. */
export interface CheckRotationOptions {
  /**
   * The initial value of each secret: text, bytes, or an object stored as JSON. By default, an object with `username`
   * and `password`.
   */
  readonly secret?: string | Uint8Array | object | undefined;
  /** The classes of the clients that the function uses. */
  readonly intercept?: readonly ClientClass[] | undefined;
}

/** Undoes a change, such as an interception. It is idempotent; `using` calls it at the end of the block. */
export interface Restore {
  (): void;
  [Symbol.dispose](): void;
}

let isFake: (it: unknown) => boolean;

/**
 * Functions cannot be cloned, so this member makes structuredClone and postMessage throw. Their error shows its text.
 */
const threadBound = () =>
  "a fake lives in one thread: use fake.clone(), or post fake.snapshot() and restore it in a fake there";

/** An in-process fake of AWS Secrets Manager. Every operation is a method: `fake.createSecret({ Name: "db" })`. */
export interface FakeSecretsManager extends Operations {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods come from the engine's list of operations, at the first `new`
export class FakeSecretsManager {
  static {
    isFake = (it) => typeof it === "object" && it !== null && #guard in it;
  }

  readonly #guard: Guard<Engine>;
  readonly #now: () => number | Date;
  readonly #allowRequestsToAws: boolean;
  readonly #restores = new Set<Restore>();
  readonly #raiseRotationFailures: boolean;
  readonly #rotations: Rotations;
  readonly #strict: boolean;
  readonly #predicates = new Map<number, NonNullable<Fault["when"]>>();
  readonly #listeners = new Set<(event: FakeEvent) => void>();
  #heard = 0;

  constructor(options: FakeSecretsManagerOptions = {}) {
    checkOptions(options);
    addOperations();
    Object.defineProperty(this, "threadBound", { value: threadBound, enumerable: true });
    const { accountId, region = machineRegion(), rotationFunctions, rotationSteps, consistency, now } = options;
    const secrets = options.secrets && readSecrets(options.secrets);
    const seed = seedNumber(options.seed);
    this.#allowRequestsToAws = options.allowRequestsToAws === true;
    this.#strict = options.strict === true;
    this.#now = now ?? (() => Date.now());
    const settings = { accountId, region, seed, rotationFunctions, rotationSteps, consistency };
    this.#guard = new Guard(start(settings, secrets, this.#hostTime()));
    this.#raiseRotationFailures = options.raiseRotationFailures === true;
    this.#rotations = new Rotations(this, this.#guard, () => this.#hostTime(), this.#raiseRotationFailures);
  }

  /** The default region, for calls that do not specify one. */
  get region(): string {
    return this.#guard.use((engine) => engine.region);
  }

  /** The default account, for calls that do not specify one. */
  get accountId(): string {
    return this.#guard.use((engine) => engine.account_id);
  }

  /** Calls an operation by name, without an SDK. Throws an error whose `name` is the service's error code. */
  call<Name extends OperationName>(operation: Name, request?: Requests[Name], where: Where = {}): Responses[Name] {
    if (typeof operation !== "string") {
      throw misuse(`call was given ${kindOf(operation)}`, "the name of an operation", `fake.call("${load()[0]}", {…})`);
    }
    refuseNonRequest(operation, request);
    checkWhere(where, operation);
    return this.#answer((engine, now) => {
      this.#from(engine, DIRECT, operation, () => request);
      return engine.call(operation, request ?? {}, where.accountId, where.region, now);
    });
  }

  /**
   * Reads like `call`, but without side effects: no access date, no new id, no faults.
   * @internal
   */
  [PEEK]<Name extends OperationName>(operation: Name, request: Requests[Name]): Responses[Name] {
    return this.#answer((engine, now) => engine.peek(operation, request, now));
  }

  /** Answers a raw request of the wire API, AWS JSON 1.1. Returns status, headers and body. */
  handle(headers: RequestHeaders, body: Body = ""): HttpAnswer {
    const head = writeHead(headers);
    const bytes = bytesOf(body);
    const answer = this.#read(
      this.#atOnce((engine, now) => {
        this.#from(engine, WIRE, operationIn(head), () => parsed(bytes));
        return engine.handle(head, bytes, now);
      }),
    );
    return unlessBroken(answer);
  }

  /**
   * Does the same as `handle` for an SDK client, which can wait for due rotations and for the rotation that it starts.
   */
  async #send(headers: Readonly<Record<string, string>>, body: Body): Promise<HttpAnswer> {
    const head = writeHead(headers);
    const bytes = bytesOf(body);
    const answer = this.#read(
      await this.#inTime((engine, now) => {
        this.#from(engine, SDK, operationIn(head), () => parsed(bytes));
        return engine.handle(head, bytes, now);
      }),
    );
    if (answer.fault !== undefined && answer.fault.delay > 0) await wait(answer.fault.delay);
    return unlessBroken(answer);
  }

  /** Tells the engine the origin of the next request, and which faults with a predicate select it. */
  #from(engine: Engine, origin: number, operation: string, request: () => unknown): void {
    const from = invocationOf(this) !== undefined ? ROTATION_STEP : origin;
    const selecting = this.#predicates.size === 0 ? NONE : this.#selecting(engine, operation, request());
    if (from !== WIRE || selecting.length > 0) engine.set_source(from, selecting);
  }

  #selecting(engine: Engine, operation: string, request: unknown): Float64Array {
    const faults = [...engine.faults_with_predicate(operation)];
    try {
      return new Float64Array(faults.filter((fault) => this.#predicates.get(fault)?.(request ?? {}) === true));
    } catch (cause) {
      throw new HostError("a predicate threw", { cause });
    }
  }

  /**
   * Serves this fake to other processes and other languages, by default on a free port.
   *
   * ```ts
   * await using server = await fake.serve();
   * spawn("my-program", { env: { ...process.env, ...server.env } });
   * ```
   *
   * The server answers the AWS JSON 1.1 protocol of Secrets Manager, Parameter Store references, GetCallerIdentity, the
   * Secrets Manager Agent and a control API under `/_fake/`. `dispose()` closes it too.
   */
  async serve(options: ServeOptions = {}): Promise<Server> {
    checkServeOptions(options);
    this.#guard.use((engine) => engine.configure_agent(options.agentToken, options.agentTtl ?? 300));
    const server = await serve(this.#answering(), options, () => this.#restores.delete(restore));
    const close = () => server[Symbol.dispose]();
    const restore: Restore = Object.assign(close, { [Symbol.dispose]: close });
    this.#restores.add(restore);
    return server;
  }

  #answering(): Answering {
    return {
      respond: (request) => this.#respond(request),
      tooLarge: () => readAnswer(this.#guard.use((engine) => engine.too_large(this.#hostTime()))),
      largestBody,
      environment: (url, agentPort) => {
        const variables: [string, string][] = this.#guard.use((engine) => engine.environment(url, agentPort));
        return Object.fromEntries(variables);
      },
    };
  }

  /** Answers a request of the server, and processes due events before and after it. */
  async #respond({ method, target, head, body, agent }: ServerRequest): Promise<ServerAnswer> {
    let answered: Answered | undefined;
    const ask = (engine: Engine, now: number) => {
      const answer = engine.respond(method, target, head, body, agent, now);
      const [delay, connection] = engine.take_disturbance() as [number, string | undefined];
      answered = { answer, followUp: engine.take_follow_up() as Answered["followUp"], delay, connection };
    };
    try {
      await this.#inTime(ask);
    } catch (error) {
      // Whoever asked for failures of rotations to be raised hears of them in the process; a client of the service does not.
      if (!(error instanceof RotationFailed)) throw error;
      if (answered === undefined) await this.#inTime(ask);
    }
    const { answer, followUp, delay, connection } = answered as unknown as Answered;
    const [what, milliseconds] = followUp ?? [];
    if (what === "reset") {
      this.#predicates.clear();
      this.#heard = this.#guard.use((engine) => engine.event_count());
      this.#rotations.reset();
    }
    if (what === undefined || what === "reset") return { ...readAnswer(answer), delay, connection };
    const events = await this.#rotations.moveClock((engine, now) =>
      what === "advance" ? engine.drive_advance(milliseconds ?? 0, now) : engine.drive_freeze(milliseconds, now),
    );
    const at = Float64Array.from(events, (event) => event.at.getTime());
    const names = events.map(({ event }) => event);
    const ids = events.map(({ secretId }) => secretId);
    const now = this.#hostTime();
    return readAnswer(this.#guard.use((engine) => engine.moved(at, names, ids, now)));
  }

  /**
   * What the command line needs from the fake that it serves.
   * @internal
   */
  get [COMMAND](): Commanded {
    return {
      startFrom: (json) => {
        const now = this.#hostTime();
        this.#guard.use((engine) => engine.start_from(json, now));
        this.#rotations.reset();
      },
      formatEnvironment: (variables, format) =>
        this.#guard.use(() => formatEnvironment(Object.entries(variables), format)),
      nearest: nearestName,
    };
  }

  /** Returns the configuration of an SDK client: `new SecretsManagerClient(fake.clientConfig())`. */
  clientConfig(options: ClientOptions = {}): ClientConfig {
    checkWhere(options, "clientConfig", "maxAttempts");
    const { region = this.region, accountId = this.accountId } = options;
    const maxAttempts = attempts(options.maxAttempts ?? 3);
    let noted = maxAttempts;
    return {
      region,
      credentials: { accessKeyId: accountId, secretAccessKey: "fake" },
      requestHandler: requestHandler((headers, body) => {
        noted = notedAttempts(headers) ?? noted;
        return this.#send(headers, body);
      }),
      maxAttempts,
      retryStrategy: retryAtOnce(async () => noted),
      httpAuthSchemes: [unsigned()],
    };
  }

  /**
   * Answers every client of these classes, whenever it was created, until you call the returned function.
   *
   * A client keeps the region set in code; a client without one uses the fake's region. While the fake intercepts, a
   * request to AWS Secrets Manager that bypasses it fails, unless the fake was created with `allowRequestsToAws: true`.
   */
  intercept(...classes: readonly ClientClass[]): Restore {
    return this.#restorable(intercept(this.#interception(), classes));
  }

  /**
   * Answers every request to AWS Secrets Manager that this process sends by `http`, `https` or `fetch`, for example
   * from bundles, other copies of the SDK or the SDK v2. Needs `import "fake-secrets-manager/network"`. Returns a
   * function that ends the interception.
   */
  interceptNetwork(): Restore {
    return this.#restorable(interceptNetwork(this.#interception()));
  }

  #interception(): Interception {
    const { region, requestHandler } = this.clientConfig();
    return { fake: this, region, accountId: this.accountId, requestHandler };
  }

  /** Adds the setup that every interception needs. It ends with the fake at the latest. */
  #restorable(off: () => void): Restore {
    const endpoint = `https://secretsmanager.${this.region}.amazonaws.com`;
    const withdraw = offerVariables({ SECRETS_MANAGER_ENDPOINT: endpoint });
    const leave = this.#allowRequestsToAws ? () => {} : guardNetwork();
    const restore = () => {
      off();
      withdraw();
      leave();
      this.#restores.delete(restore as Restore);
    };
    this.#restores.add(Object.assign(restore, { [Symbol.dispose]: restore }));
    return restore as Restore;
  }

  /**
   * Creates secrets by name. A value is text, bytes, or an object stored as JSON. If one secret is rejected, none is
   * created.
   *
   * With `{ replace: true }`, an existing secret gets a new version. `region` and `accountId` select another place. To
   * set tags, a description, a KMS key or versions, pass `{ $secret: { … } }` instead of a value.
   */
  seed(secrets: Secrets, options: SeedOptions = {}): void {
    const read = readSecrets(secrets);
    const checked = seedOptions(options);
    const now = this.#hostTime();
    this.#guard.use((engine) => engine.seed(read, checked, now));
  }

  /** Resets the fake to its initial `secrets` and seed. A frozen clock runs again. */
  reset(): void {
    const now = this.#hostTime();
    try {
      this.#reportUnused();
    } finally {
      this.#predicates.clear();
      this.#guard.use((engine) => engine.reset(now));
      this.#rotations.reset();
      this.#heard = 0;
    }
  }

  /**
   * Returns the whole state as one JSON document, secret values included.
   *
   * The same state gives the same document, in JavaScript and in Python; its canonical bytes are `JSON.stringify(document)`. Handlers of
   * rotation functions, the log of requests and interceptions are not part of it.
   */
  snapshot(): Snapshot {
    return JSON.parse(this.#guard.use((engine) => engine.snapshot())) as Snapshot;
  }

  /**
   * Replaces the whole state, including settings, with a snapshot or its JSON text.
   *
   * Register the handlers of its rotation functions again: see `missingHandlers`. An invalid document throws and
   * changes nothing.
   */
  restore(document: Snapshot | string): void {
    const text = textOf(document);
    this.#guard.use((engine) => engine.restore(text));
    this.#predicates.clear();
    this.#heard = this.#guard.use((engine) => engine.event_count());
    this.#rotations.reset();
  }

  /** The rotation functions of a restored snapshot, by ARN or type, that have no handler yet. */
  get missingHandlers(): string[] {
    const known = this.#guard.use((engine) => engine.rotation_functions());
    return known.filter((id) => !this.#rotations.handlers.has(id));
  }

  /** Returns an independent fake with the same state, options and handlers. It intercepts nothing. */
  clone(): FakeSecretsManager {
    const clone = new FakeSecretsManager({
      now: this.#now,
      raiseRotationFailures: this.#raiseRotationFailures,
      allowRequestsToAws: this.#allowRequestsToAws,
      strict: this.#strict,
    });
    clone.restore(this.#guard.use((engine) => engine.snapshot()));
    for (const [id, handler] of this.#rotations.handlers) clone.#rotations.handlers.set(id, handler);
    return clone;
  }

  /**
   * Sets the state of a KMS key, or denies actions on it: `fake.kmsKey("alias/app", { state: "disabled" })`.
   *
   * The key is an ARN, an id or an alias, including `alias/aws/secretsmanager`. Ids and aliases refer to the fake's own
   * account and region. All other keys exist and are usable. `reset()` removes the setting.
   */
  kmsKey(keyId: string, options: KmsKeyOptions = {}): void {
    const key = kmsKeyOptions(keyId, options);
    this.#guard.use((engine) => engine.kms_key(key.keyId, key.state, key.denied));
  }

  /**
   * Advances the fake's clock, `fake.advance({ days: 7 })`, and processes all due events: scheduled rotations run, and
   * expired secrets are deleted. Resolves with the events that occurred, in order. If all handlers are synchronous,
   * everything is done when it returns. A second `advance` waits for the first. In the handler of a scheduled rotation,
   * `advance` only moves the clock; the outer `advance` processes the events that are due.
   */
  advance(duration: Duration): Promise<Event[]> {
    const span = milliseconds(duration);
    const events = this.#rotations
      .changeClock((engine, now) => engine.drive_advance(span, now))
      .finally(() => this.#tell());
    // Who does not await has chosen not to hear of failures.
    events.catch(() => {});
    return events;
  }

  /** Returns the fake's time. */
  now(): Date {
    return new Date(this.#engineTime());
  }

  /** Stops the fake's clock, now or at a given time, until `reset()`. `advance` still moves it. */
  freeze(at?: Date | number | string): void {
    const time = at === undefined ? undefined : moment(at, "freeze", 'freeze(new Date("2026-01-01"))');
    this.#rotations.changeClockAtOnce((engine, now) => engine.drive_freeze(time, now));
    this.#tell();
  }

  /**
   * Registers a rotation function by its ARN, by its name (valid in every account and Region), or by the type of
   * managed external secrets. Returns its ARN. Registering it again replaces the handler. `reset()` keeps registered
   * functions.
   */
  onRotate(arnNameOrType: string, handler: RotationHandler): string {
    return this.#rotations.add(arnNameOrType, handler);
  }

  /**
   * The newest 10,000 rotations since the last `reset()`, oldest first. If a handler returns from finishSecret without
   * moving AWSCURRENT, the rotation counts as succeeded and has a `note`. While AWSPENDING stays on the new version,
   * RotateSecret responds that a previous rotation isn't complete, and the schedule runs the same token again.
   */
  get rotations(): readonly Rotation[] {
    return this.#rotations.log;
  }

  /**
   * Runs queued rotations up to a step or to their end, and waits for rotations that direct calls started in the
   * background. Resolves with the steps that ran.
   */
  runRotations(options: Until = {}): Promise<RotationStep[]> {
    const example = 'fake.runRotations({ until: "testSecret" })';
    refuseNonObject(options, "runRotations", example);
    refuseUnknown(options, ["until"], "runRotations", example);
    const { until } = options;
    if (until !== undefined) refuseNonStep(until, "runRotations", example);
    return this.#rotations.runQueued(until).finally(() => this.#tell());
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
   * Each request counts, including the SDK's retries. A failed call changes nothing, except if only its response is
   * lost. `reset()` removes all faults.
   * @throws Misuse for an unknown target, code or option, or options that contradict each other.
   */
  fail<Name extends OperationName>(operation: Name, code: FailureCode<Name>, options?: FailOptions): void;
  fail(operation: "*", code: FailureCode<OperationName>, options?: FailOptions): void;
  fail(operation: OperationName | "*", options: FaultOptions): void;
  /**
   * Makes the next runs of a rotation step fail without calling the handler: `fake.fail("testSecret", { times: 2 })`.
   */
  fail(step: RotationStepName, options?: Pick<FailOptions, "times">): void;
  fail(target: string, codeOrOptions?: string | FaultOptions, options?: FailOptions): void {
    this.#inject(target, codeOrOptions, options);
  }

  /**
   * Injects a fault like `fail`, until you call the returned function:
   * `using fault = fake.failing("*", "ServiceUnavailable")`.
   */
  failing<Name extends OperationName>(operation: Name, code: FailureCode<Name>, options?: FailOptions): Restore;
  failing(operation: "*", code: FailureCode<OperationName>, options?: FailOptions): Restore;
  failing(operation: OperationName | "*", options: FaultOptions): Restore;
  failing(target: string, codeOrOptions?: string | FaultOptions, options?: FailOptions): Restore {
    if (/^[a-z]/.test(String(target))) {
      throw misuse(
        `failing was given the step ${JSON.stringify(target)}`,
        'an operation or "*", because a step fails a number of times',
        'fake.fail("testSecret", { times: 2 })',
      );
    }
    const times = { times: 2 ** 32 - 1 };
    const given: [string | FaultOptions | undefined, FailOptions?] =
      typeof codeOrOptions === "string" ? [codeOrOptions, { ...times, ...options }] : [{ ...times, ...codeOrOptions }];
    const fault = this.#inject(target, ...given);
    const restore = () => {
      this.#predicates.delete(fault);
      this.#guard.use((engine) => engine.remove_fault(fault));
    };
    return Object.assign(restore, { [Symbol.dispose]: restore });
  }

  #inject(target: unknown, codeOrOptions: unknown, options?: unknown): number {
    const { spec, when } = faultOf(target, codeOrOptions, options);
    const fault = this.#guard.use((engine) => engine.inject(spec));
    if (when !== undefined) this.#predicates.set(fault, when);
    return fault;
  }

  /** Removes all faults that `fail` and `failing` injected. */
  clearFaults(): void {
    this.#predicates.clear();
    this.#guard.use((engine) => engine.clear_faults());
  }

  /** The injected faults that have not occurred, each as a call of `fail`. */
  get unusedFaults(): readonly string[] {
    return this.#guard.use((engine) => engine.unused_faults());
  }

  /**
   * The recorded requests, oldest first: `fake.requests("GetSecretValue", { secret: "app/db" }).count`. Secret values
   * are redacted unless you pass `reveal: true`. `reset()` deletes the records.
   */
  get requests(): RecordedRequests {
    return requestsOf(this.#memory());
  }

  /**
   * The events, oldest first, as EventBridge delivers them: `fake.events("RotationFailed")`. `reset()` deletes them.
   */
  get events(): Events {
    return eventsOf(this.#memory());
  }

  /**
   * Calls a function, such as the handler of an EventBridge rule, with each new event until you call the returned
   * function.
   */
  onEvent(listener: (event: FakeEvent) => void): Restore {
    if (typeof listener !== "function") {
      throw misuse(`onEvent was given ${kindOf(listener)}`, "a function", "onEvent((event) => handler(event))");
    }
    if (this.#listeners.size === 0) this.#heard = this.#guard.use((engine) => engine.event_count());
    this.#listeners.add(listener);
    const restore = () => void this.#listeners.delete(listener);
    return Object.assign(restore, { [Symbol.dispose]: restore });
  }

  #tell(): void {
    if (this.#listeners.size === 0) return;
    const after = this.#heard;
    const events = this.#guard.use((engine) => {
      this.#heard = engine.event_count();
      return engine.events({ after }) as FakeEvent[];
    });
    for (const event of events) for (const listener of [...this.#listeners]) listener(event);
  }

  #memory(): Source {
    return {
      requests: (filter) => this.#guard.use((engine) => engine.requests(filter)).map(camelCased) as never,
      dropped: () => this.#guard.use((engine) => engine.dropped_requests()),
      clear: () => this.#guard.use((engine) => engine.clear_requests()),
      events: (filter) => this.#guard.use((engine) => engine.events(filter)) as FakeEvent[],
    };
  }

  /** Makes all changes visible immediately, for a fake with `consistency: "eventual"`. */
  settle(): void {
    const now = this.#hostTime();
    this.#guard.use((engine) => engine.settle(now));
  }

  /**
   * Checks a rotation function against the contract of AWS's templates and documentation, on a separate fake. The
   * checks cover retries, tokens, failures at each step, and secret values in printed text. Resolves with the results
   * of all checks, or rejects with `RotationCheckError` if a check fails.
   *
   * `secret` is the initial value of secrets, for functions that expect a certain structure. `intercept` lists the
   * client classes of functions that create their own clients.
   */
  async checkRotation(handler: RotationHandler, options: CheckRotationOptions = {}): Promise<readonly CheckResult[]> {
    const example = "fake.checkRotation(handler, { intercept: [SecretsManagerClient] })";
    if (typeof handler !== "function") {
      throw misuse(`checkRotation was given ${kindOf(handler)}`, "a rotation function", example);
    }
    refuseNonObject(options, "checkRotation", example);
    refuseUnknown(options, ["secret", "intercept"], "checkRotation", example);
    const { secret = { username: "app", password: "initial-password" }, intercept: classes = [] } = options;
    const checker = rotationChecker(secret);
    const { region, accountId } = this;
    const fake = new FakeSecretsManager({ region, accountId, rotationFunctions: "any" });
    try {
      if (classes.length > 0) fake.intercept(...classes);
      const functionName = "checked";
      const invokedFunctionArn = `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
      const results = await inChargeOf(fake, 0, () =>
        runChecks(
          {
            next: () => fake.#guard.use((engine) => checker.next(engine, fake.#hostTime())),
            complete: (raised, output) => fake.#guard.use((engine) => checker.complete(engine, raised, output)),
            findings: () => checker.findings() as CheckResult[],
          },
          handler,
          contextFor(functionName, invokedFunctionArn),
        ),
      );
      if (results.some(({ failure }) => failure !== null)) throw new RotationCheckError(results);
      return results;
    } finally {
      fake.dispose();
      checker.free();
    }
  }

  /** Reports injected faults that never occurred. */
  #reportUnused(): void {
    const unused = this.unusedFaults;
    if (unused.length === 0) return;
    const text = `injected and never happened: ${unused.map((fault) => `fake.${fault}`).join("; ")}`;
    if (this.#strict) throw new Error(text);
    warn(text);
  }

  /** Ends all interceptions and frees the memory. `using` calls it at the end of the block. */
  dispose(): void {
    for (const restore of [...this.#restores]) restore();
    try {
      if (this.#guard.lives) this.#reportUnused();
    } finally {
      this.#guard.end();
    }
  }

  /** The same as `dispose()`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  #answer<Response>(ask: (engine: Engine, now: number) => unknown[]): Response {
    const [response, refused] = this.#atOnce(ask);
    if (refused !== undefined) {
      this.#warn();
      throw refusal(refused as Refused);
    }
    return (response ?? {}) as Response;
  }

  /** Warns about missing secrets that exist in another region or account: once per name, until `reset()`. */
  #warn(): void {
    for (const hint of this.#guard.use((engine) => engine.take_hints())) warn(hint);
  }

  /** Reads a response of the wire API. */
  #read(bytes: Uint8Array): HttpAnswer {
    const answer = readAnswer(bytes);
    if (answer.status !== 200) this.#warn();
    return answer;
  }

  /** Asks the engine for a sync caller. Async rotation functions continue in the background. */
  #atOnce<Answer>(ask: (engine: Engine, now: number) => Answer): Answer {
    const answer = this.#rotations.answerAtOnce(ask);
    this.#tell();
    return answer;
  }

  /**
   * Asks the engine for an async caller: due rotations run before the request, and the rotation that it starts before
   * the response.
   */
  async #inTime<Answer>(ask: (engine: Engine, now: number) => Answer): Promise<Answer> {
    const answer = await this.#rotations.answer(ask);
    this.#tell();
    return answer;
  }

  #engineTime(): number {
    const now = this.#hostTime();
    return this.#guard.use((engine) => {
      this.#rotations.enter(engine);
      return engine.now(now);
    });
  }

  #hostTime(): number {
    return moment(this.#now(), "now", '{ now: () => new Date("2026-01-01") }');
  }
}

function refuseNonRequest(operation: string, request: unknown): void {
  if (request === undefined || (typeof request === "object" && request !== null && !isList(request))) return;
  const method = methodOf(operation);
  const example = typeof request === "string" ? '{ SecretId: "db" }' : "{…}";
  throw misuse(
    `${method} was given ${kindOf(request)}`,
    "an object with the members of the request",
    `fake.${method}(${example})`,
  );
}

/** The name of the method for an operation. */
function methodOf(operation: string): string {
  return operation.charAt(0).toLowerCase() + operation.slice(1);
}

/** How a request reaches the engine, as the engine numbers it. */
const SDK = 0;
const DIRECT = 1;
const WIRE = 2;
const ROTATION_STEP = 3;
const NONE = new Float64Array();

/** The operation in the X-Amz-Target line of a request head. */
function operationIn(head: string): string {
  return /^x-amz-target:\s*secretsmanager\.(\w+)/im.exec(head)?.[1] ?? "";
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return {};
  }
}

function unlessBroken(answer: HttpAnswer): HttpAnswer {
  if (answer.fault === undefined) return answer;
  const { fault, ...rest } = answer;
  const error = fault.connection === undefined ? undefined : connectionError(fault.connection);
  if (error !== undefined) throw error;
  return rest;
}

/** Converts the engine's names of a record. */
function camelCased({ account_id: accountId, ...rest }: Record<string, unknown>): object {
  return { ...rest, accountId };
}

function contextFor(functionName: string, invokedFunctionArn: string): RotationContext {
  return {
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn,
    awsRequestId: "00000000-0000-4000-8000-000000000000",
    memoryLimitInMB: "128",
    logGroupName: `/aws/lambda/${functionName}`,
    getRemainingTimeInMillis: () => 900_000,
  };
}

/** The engine's answer to a request of the server. */
interface Answered {
  readonly answer: Uint8Array;
  readonly followUp: ["advance" | "freeze" | "reset", number | undefined] | undefined;
  readonly delay: number;
  readonly connection: string | undefined;
}

/** Checks only the type; the engine checks the name of the step. */
function refuseNonStep(given: unknown, caller: string, example: string): void {
  if (typeof given !== "string") throw misuse(`${caller} was given ${kindOf(given)}`, "the name of a step", example);
}

checkMethods(FakeSecretsManager.prototype, isFake);

let added = false;

/** One method per operation of the engine, at the first `new`: importing the package compiles nothing. */
function addOperations(): void {
  if (added) return;
  for (const operation of load()) {
    const name = methodOf(operation);
    const method = function (this: FakeSecretsManager, request?: object, where?: Where) {
      return this.call(operation as OperationName, request as never, where);
    };
    const value = onFakes(name, method, isFake);
    Object.defineProperty(FakeSecretsManager.prototype, name, { value, configurable: true, writable: true });
  }
  added = true;
}
