/// <reference lib="esnext.disposable" preserve="true" />
/** The fake as a test meets it: the engine's two doors and the controls, in JavaScript's manners. */

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

/** What a client of the AWS SDK needs to talk to the fake: `new SecretsManagerClient(fake.clientConfig())`. */
export interface ClientConfig {
  readonly region: string;
  readonly credentials: Credentials;
  readonly requestHandler: RequestHandler;
  readonly maxAttempts: number;
  readonly retryStrategy: RetryStrategy;
  readonly httpAuthSchemes: AuthScheme[];
}

/** How a client is configured, beside the place it calls from. */
export interface ClientOptions extends Where {
  /** How often a call is tried altogether; 3 unless told, as in the SDK. */
  readonly maxAttempts?: number | undefined;
}

/** The codes with which calls of an operation can be refused. */
export type FailureCode<Name extends OperationName> = ErrorCodes[Name] | CommonErrorCode;

/** How far to run what is queued. */
export interface Until {
  /** The step to stop before. */
  readonly until?: RotationStepName | undefined;
}

/** What a check of a rotation function starts from. */
export interface CheckRotationOptions {
  /** The value of each secret: text, bytes, or an object that is stored as JSON. Unless told, an object with a user name and a password. */
  readonly secret?: string | Uint8Array | object | undefined;
  /** The client classes whose clients the function makes or was made with. */
  readonly intercept?: readonly ClientClass[] | undefined;
}

/** Puts everything back that an interception changed. Calling it again does nothing; `using` calls it at the end of the block. */
export interface Restore {
  (): void;
  [Symbol.dispose](): void;
}

let isFake: (it: unknown) => boolean;

/** A function cannot be cloned: without one, structuredClone and postMessage would give an empty object. Their error shows its text. */
const threadBound = () =>
  "a fake lives in one thread: use fake.clone(), or post fake.snapshot() and restore it in a fake there";

/** An AWS Secrets Manager of your own, in this process. Every operation is a method: `fake.createSecret({ Name: "db" })`. */
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

  /** The region of callers that name none. */
  get region(): string {
    return this.#guard.use((engine) => engine.region);
  }

  /** The account of callers that name none. */
  get accountId(): string {
    return this.#guard.use((engine) => engine.account_id);
  }

  /** Calls an operation by the name it has on the wire, without any SDK. A refusal is thrown, named with the service's code. */
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
   * Reads as `call` does and leaves no trace: no date of access, no id drawn, no faults.
   * @internal
   */
  [PEEK]<Name extends OperationName>(operation: Name, request: Requests[Name]): Responses[Name] {
    return this.#answer((engine, now) => engine.peek(operation, request, now));
  }

  /** The wire: AWS JSON 1.1 as a client sends it over HTTP, and the answer as the service writes it. */
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

  /** The same for a client of the SDK, which can wait for the rotations before its answer and for the one that it starts. */
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

  /** Tells the engine how the next request reaches it, and which faults with a predicate select it. */
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
   * Starts a server that answers for this fake, for other processes and other languages; the port is free unless told.
   *
   * ```ts
   * await using server = await fake.serve();
   * spawn("my-program", { env: { ...process.env, ...server.env } });
   * ```
   *
   * It answers the AWS JSON 1.1 protocol of Secrets Manager, references of Parameter Store, GetCallerIdentity, the Secrets Manager Agent
   * and a control API under `/_fake/`. Disposing of the fake closes it too.
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

  /** Answers a request of a server, with all that comes before and after it. */
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
   * What the command line does to a fake that it serves.
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

  /** Configures a client of the AWS SDK: `new SecretsManagerClient(fake.clientConfig())`. */
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
   * Answers every client of these classes, whenever it was made, until the function that it returns is called.
   *
   * A client keeps the region that it was given; one that was given none gets the fake's. Meanwhile a request to AWS Secrets Manager
   * that would leave this process fails, unless the fake was made with `allowRequestsToAws: true`.
   */
  intercept(...classes: readonly ClientClass[]): Restore {
    return this.#restorable(intercept(this.#interception(), classes));
  }

  /**
   * Answers every request to AWS Secrets Manager that this process sends by `http`, `https` or `fetch`: those of bundles, of other copies
   * of the SDK and of the SDK v2. Needs `import "fake-secrets-manager/network"`.
   */
  interceptNetwork(): Restore {
    return this.#restorable(interceptNetwork(this.#interception()));
  }

  #interception(): Interception {
    const { region, requestHandler } = this.clientConfig();
    return { fake: this, region, accountId: this.accountId, requestHandler };
  }

  /** Adds what goes with every interception, and ends with the fake at the latest. */
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
   * Creates secrets by name: text, bytes, or an object that is stored as its JSON text. All of them, or none where one is refused.
   *
   * `{ replace: true }` updates those that exist, `region` and `accountId` put them elsewhere. `{ $secret: { … } }` in the place of a
   * value describes a secret with its tags, description, KMS key or versions.
   */
  seed(secrets: Secrets, options: SeedOptions = {}): void {
    const read = readSecrets(secrets);
    const checked = seedOptions(options);
    const now = this.#hostTime();
    this.#guard.use((engine) => engine.seed(read, checked, now));
  }

  /** Empties the fake and lets its clock run again: as new, with the same seed and the `secrets` it was made with. */
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
   * Replaces the whole state, settings included, by that of a snapshot, or of its JSON text.
   *
   * Rotation functions of the snapshot need their handlers: see `missingHandlers`. An invalid document throws and changes nothing.
   */
  restore(document: Snapshot | string): void {
    const text = textOf(document);
    this.#guard.use((engine) => engine.restore(text));
    this.#predicates.clear();
    this.#heard = this.#guard.use((engine) => engine.event_count());
    this.#rotations.reset();
  }

  /** The rotation functions, by ARN or type, that a snapshot brought and that `onRotate` has not registered. */
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
   * Says what state a KMS key is in, and what callers may not do with it: `fake.kmsKey("alias/app", { state: "disabled" })`.
   *
   * The key is an ARN, an id or an alias, `alias/aws/secretsmanager` too; anything but an ARN is in the fake's own account and region. Keys
   * of which nothing is said exist, and may be used. `reset()` forgets it.
   */
  kmsKey(keyId: string, options: KmsKeyOptions = {}): void {
    const key = kmsKeyOptions(keyId, options);
    this.#guard.use((engine) => engine.kms_key(key));
  }

  /**
   * Moves the fake's clock, `fake.advance({ days: 7 })`, and processes what is due: schedules rotate secrets, recovery windows end.
   * Resolves with what happened, in order, when the clock has arrived. With synchronous handlers everything is done on return. A second
   * `advance` waits for the first. In the handler of a scheduled rotation it moves the clock and resolves; the `advance` around it
   * processes what is due.
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

  /** The fake's time. */
  now(): Date {
    return new Date(this.#engineTime());
  }

  /** Stops the fake's clock at a moment, or where it is, until `reset()`; `advance` still moves it. */
  freeze(at?: Date | number | string): void {
    const time = at === undefined ? undefined : moment(at, "freeze", 'freeze(new Date("2026-01-01"))');
    this.#rotations.changeClockAtOnce((engine, now) => engine.drive_freeze(time, now));
    this.#tell();
  }

  /**
   * Makes a rotation function known: by its ARN, by its name in every account and Region, or by the type of the external secrets that
   * it rotates. Gives the ARN to rotate with. Kept over `reset()`; the same again replaces the handler.
   */
  onRotate(arnNameOrType: string, handler: RotationHandler): string {
    return this.#rotations.add(arnNameOrType, handler);
  }

  /**
   * The rotations since the last `reset()`, the newest last; the newest 10,000. A handler that returns from finishSecret without moving
   * AWSCURRENT leaves a rotation that counts as succeeded, with a `note`: while AWSPENDING stays on the new version, RotateSecret answers
   * that a previous rotation isn't complete, and a schedule runs the same token again.
   */
  get rotations(): readonly Rotation[] {
    return this.#rotations.log;
  }

  /**
   * Runs the rotations that wait, up to a step or to their end, and waits for those that go on in the background because a direct call
   * started them. Gives the steps that ran.
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
   * Injects a fault: calls of an operation (or `"*"`, all) answer with an error.
   *
   * ```ts
   * fake.fail("GetSecretValue", "ThrottlingException", { times: 2 });
   * fake.fail("*", { connection: "reset", secret: "app/db" });
   * fake.fail("GetSecretValue", { sequence: ["ThrottlingException", null, "InternalServiceError"] });
   * fake.fail("PutSecretValue", { delay: { seconds: 3 } });
   * ```
   *
   * The code is one that the API declares for the operation or one of AWS's front end, such as ExpiredTokenException. Each request counts,
   * also those with which the SDK tries again. A call that fails changes nothing, unless only its answer is lost. `reset()` forgets faults.
   * @throws Misuse where the target, the code or an option does not exist, or the options contradict each other.
   */
  fail<Name extends OperationName>(operation: Name, code: FailureCode<Name>, options?: FailOptions): void;
  fail(operation: "*", code: FailureCode<OperationName>, options?: FailOptions): void;
  fail(operation: OperationName | "*", options: FaultOptions): void;
  /** Lets a step of a rotation fail the next times that it comes, without its function: `fake.fail("testSecret", { times: 2 })`. */
  fail(step: RotationStepName, options?: Pick<FailOptions, "times">): void;
  fail(target: string, codeOrOptions?: string | FaultOptions, options?: FailOptions): void {
    this.#inject(target, codeOrOptions, options);
  }

  /** Injects a fault as `fail` does, until the function that it returns is called: `using fault = fake.failing("*", "ServiceUnavailable")`. */
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

  /** Takes back all faults that `fail` and `failing` have injected. */
  clearFaults(): void {
    this.#predicates.clear();
    this.#guard.use((engine) => engine.clear_faults());
  }

  /** The faults that were injected and have not happened, in the words of `fail`. */
  get unusedFaults(): readonly string[] {
    return this.#guard.use((engine) => engine.unused_faults());
  }

  /**
   * The recorded requests, oldest first: `fake.requests("GetSecretValue", { secret: "app/db" }).count`. Values of secrets are redacted
   * unless the filter says `reveal: true`. `reset()` forgets them.
   */
  get requests(): RecordedRequests {
    return requestsOf(this.#memory());
  }

  /** What happened, oldest first, as EventBridge delivers it: `fake.events("RotationFailed")`. `reset()` forgets it. */
  get events(): Events {
    return eventsOf(this.#memory());
  }

  /** Calls a function with each event from now on, such as the handler of an EventBridge rule, until the function it returns is called. */
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

  /** Lets every change arrive that is not visible everywhere yet; for a fake with `consistency: "eventual"`. */
  settle(): void {
    const now = this.#hostTime();
    this.#guard.use((engine) => engine.settle(now));
  }

  /**
   * Checks a rotation function against the contract of AWS's templates and documentation, on a fake of its own: retries, tokens, failures at
   * each step, what it prints. Resolves with all checks, or rejects with `RotationCheckError` where one fails.
   *
   * `secret` is the value that secrets start with, for functions that expect a certain structure; `intercept` the client classes of
   * functions that make their own clients.
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

  /** Says of faults that were injected and never happened. */
  #reportUnused(): void {
    const unused = this.unusedFaults;
    if (unused.length === 0) return;
    const text = `injected and never happened: ${unused.map((fault) => `fake.${fault}`).join("; ")}`;
    if (this.#strict) throw new Error(text);
    warn(text);
  }

  /** Restores every interception and gives the memory back. `using` calls it at the end of the block. */
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

  /** Says of secrets that were not found that the fake has them elsewhere: once for each name, until `reset()`. */
  #warn(): void {
    for (const hint of this.#guard.use((engine) => engine.take_hints())) warn(hint);
  }

  /** Reads an answer of the wire API. */
  #read(bytes: Uint8Array): HttpAnswer {
    const answer = readAnswer(bytes);
    if (answer.status !== 200) this.#warn();
    return answer;
  }

  /** Asks the engine for a caller who cannot wait: what an async rotation function has yet to do goes on in the background. */
  #atOnce<Answer>(ask: (engine: Engine, now: number) => Answer): Answer {
    const answer = this.#rotations.answerAtOnce(ask);
    this.#tell();
    return answer;
  }

  /** Asks the engine when everything is done that comes before, and returns when all is done that it starts. */
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

/** The operation that the lines of a head name. */
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

/** Records come with the engine's names. */
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

/** What the engine has answered to a request of a server. */
interface Answered {
  readonly answer: Uint8Array;
  readonly followUp: ["advance" | "freeze" | "reset", number | undefined] | undefined;
  readonly delay: number;
  readonly connection: string | undefined;
}

/** The engine knows the names of the steps. */
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
