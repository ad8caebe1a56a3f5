/// <reference lib="esnext.disposable" preserve="true" />
/** The fake as a test meets it: the engine's two doors and the controls, in JavaScript's manners. */

import type { Engine } from "../generated/engine.js";
import { COMMAND, type Commanded } from "./command.js";
import { endpointOf } from "./endpoint.js";
import { formatEnvironment, largestBody, load, nearest, start } from "./engine.js";
import { Guard } from "./guard.js";
import { type Body, bytesOf, type HttpAnswer, readAnswer, writeHead } from "./http.js";
import { type ClientClass, type Interception, intercept } from "./intercept.js";
import { LOOK } from "./look.js";
import { kindOf, misuse, refuseNonObject, refuseUnknown } from "./misuse.js";
import {
  attempts,
  checkOptions,
  checkWhere,
  type FailOptions,
  type FakeSecretsManagerOptions,
  failOptions,
  type KmsKeyOptions,
  kmsKeyOptions,
  type Secrets,
  seedNumber,
  type Where,
} from "./options.js";
import { type Refused, refusal } from "./refusal.js";
import { type RequestHandler, requestHandler } from "./request-handler.js";
import { type RetryStrategy, retryAtOnce } from "./retries.js";
import {
  type Happening,
  type Rotation,
  RotationFailed,
  type RotationHandler,
  type RotationStep,
  type RotationStepName,
} from "./rotation.js";
import { Rotations } from "./rotations.js";
import {
  type Answering,
  checkServeOptions,
  type ServeOptions,
  type Server,
  type ServerRequest,
  serve,
} from "./server.js";
import type { OperationName, Operations, Requests, Responses } from "./shapes.js";
import { type AuthScheme, type Credentials, unsigned } from "./signing.js";
import { type Duration, milliseconds, moment } from "./time.js";

/** What a client of the AWS SDK needs to talk to the fake: `new SecretsManagerClient(fake.clientConfig())`. */
export interface ClientConfig {
  readonly region: string;
  readonly credentials: Credentials;
  readonly requestHandler: RequestHandler;
  readonly retryStrategy: RetryStrategy;
  readonly httpAuthSchemes: AuthScheme[];
}

/** How a client is configured, beside the place it calls from. */
export interface ClientOptions extends Where {
  /** How often a call is tried altogether; 3 unless told, as in the SDK. */
  readonly maxAttempts?: number | undefined;
}

/** How far to run what is queued. */
export interface Until {
  /** The step to stop before. */
  readonly until?: RotationStepName | undefined;
}

/** Puts everything back that an interception changed. Calling it again does nothing; `using` calls it at the end of the block. */
export interface Restore {
  (): void;
  [Symbol.dispose](): void;
}

/** An AWS Secrets Manager of your own, in this process. Every operation is a method: `fake.createSecret({ Name: "db" })`. */
export interface FakeSecretsManager extends Operations {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods come from the engine's list of operations, at the first `new`
export class FakeSecretsManager {
  readonly #guard: Guard<Engine>;
  readonly #now: () => number | Date;
  readonly #restores = new Set<Restore>();
  readonly #rotations: Rotations;

  constructor(options: FakeSecretsManagerOptions = {}) {
    checkOptions(options);
    addOperations();
    const { accountId, region, secrets, rotationFunctions, rotationSteps, now } = options;
    const seed = seedNumber(options.seed);
    this.#now = now ?? (() => Date.now());
    const settings = { accountId, region, seed, rotationFunctions, rotationSteps };
    this.#guard = new Guard(start(settings, secrets, this.#hostTime()));
    this.#rotations = new Rotations(this, this.#guard, () => this.#hostTime(), options.raiseRotationFailures === true);
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
    checkWhere(where, operation);
    return this.#answer((engine, now) => engine.call(operation, request ?? {}, where.accountId, where.region, now));
  }

  /**
   * The same on a copy, so that looking changes nothing.
   * @internal
   */
  [LOOK]<Name extends OperationName>(operation: Name, request: Requests[Name]): Responses[Name] {
    return this.#answer((engine, now) => engine.look(operation, request, now));
  }

  /** The wire: AWS JSON 1.1 as a client sends it over HTTP, and the answer as the service writes it. */
  handle(headers: Readonly<Record<string, string>>, body: Body = ""): HttpAnswer {
    const head = writeHead(headers);
    const bytes = bytesOf(body);
    return readAnswer(this.#atOnce((engine, now) => engine.handle(head, bytes, now)));
  }

  /** The same for a client of the SDK, which can wait for the rotations before its answer and for the one that it starts. */
  async #send(headers: Readonly<Record<string, string>>, body: Body): Promise<HttpAnswer> {
    const head = writeHead(headers);
    const bytes = bytesOf(body);
    return readAnswer(await this.#inTime((engine, now) => engine.handle(head, bytes, now)));
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
  async #respond({ method, target, head, body, agent }: ServerRequest): Promise<HttpAnswer> {
    let answered: { answer: Uint8Array; followUp: string | undefined } | undefined;
    const ask = (engine: Engine, now: number) => {
      const answer = engine.respond(method, target, head, body, agent, now);
      answered = { answer, followUp: engine.take_follow_up() };
    };
    try {
      await this.#inTime(ask);
      if (answered?.followUp === "catch-up") await this.#rotations.catchUp();
    } catch (error) {
      // Whoever asked for failures of rotations to be raised hears of them in the process; a client of the service does not.
      if (!(error instanceof RotationFailed)) throw error;
      if (answered === undefined) await this.#inTime(ask);
    }
    const { answer, followUp } = answered as unknown as { answer: Uint8Array; followUp: string | undefined };
    if (followUp === "reset") this.#rotations.reset();
    if (followUp !== "catch-up") return readAnswer(answer);
    const now = this.#hostTime();
    return readAnswer(this.#guard.use((engine) => engine.moved(now)));
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
      nearest: (given, valid) => nearest(given, [...valid]),
    };
  }

  /** Configures a client of the AWS SDK: `new SecretsManagerClient(fake.clientConfig())`. */
  clientConfig(options: ClientOptions = {}): ClientConfig {
    checkWhere(options, "clientConfig", "maxAttempts");
    const { region = this.region, accountId = this.accountId } = options;
    const maxAttempts = attempts(options.maxAttempts ?? 3);
    return {
      region,
      credentials: { accessKeyId: accountId, secretAccessKey: "fake" },
      requestHandler: requestHandler((headers, body) => this.#send(headers, body)),
      retryStrategy: retryAtOnce(async () => maxAttempts),
      httpAuthSchemes: [unsigned()],
    };
  }

  /** Answers every client of these classes, whenever it was made, until the function that it returns is called. */
  intercept(...classes: readonly ClientClass[]): Restore {
    const interception: Interception = { ...this.clientConfig(), fake: this };
    const off = intercept(interception, classes);
    const withdraw = endpointOf(interception.region);
    const restore = () => {
      off();
      withdraw();
      this.#restores.delete(restore as Restore);
    };
    this.#restores.add(Object.assign(restore, { [Symbol.dispose]: restore }));
    return restore as Restore;
  }

  /** Creates secrets by name: text, bytes, or an object that is stored as its JSON text. */
  seed(secrets: Secrets): void {
    const now = this.#hostTime();
    this.#guard.use((engine) => engine.seed(secrets, now));
  }

  /** Empties the fake and lets its clock run again: as new, with the same seed and the `secrets` it was made with. */
  reset(): void {
    const now = this.#hostTime();
    this.#guard.use((engine) => engine.reset(now));
    this.#rotations.reset();
  }

  /**
   * Says what state a KMS key is in, and what callers may not do with it: `fake.kmsKey("alias/app", { state: "disabled" })`.
   *
   * The key is an ARN, an id or an alias, `alias/aws/secretsmanager` too; what is no ARN is of the fake's own account and region. Keys
   * of which nothing is said exist, and may be used. `reset()` forgets it.
   */
  kmsKey(keyId: string, options: KmsKeyOptions = {}): void {
    const key = kmsKeyOptions(keyId, options);
    this.#guard.use((engine) => engine.kms_key(key));
  }

  /**
   * Moves the fake's clock on, `fake.advance({ days: 7 })`, and lets happen on the way what time brings: schedules rotate secrets,
   * recovery windows end. Gives what has happened, in order. All of it is done on return, unless a rotation function is async: await.
   */
  advance(duration: Duration): Promise<Happening[]> {
    const span = milliseconds(duration);
    const now = this.#hostTime();
    const happened = this.#rotations.turn(() => this.#guard.use((engine) => engine.advance(span, now)));
    // Whoever does not await has chosen not to hear of failures.
    happened.catch(() => {});
    return happened;
  }

  /** The fake's time. */
  now(): Date {
    return new Date(this.#engineTime());
  }

  /** Stops the fake's clock at a moment, or where it is, until `reset()`; `advance` still moves it. */
  freeze(at?: Date | number | string): void {
    const still = at === undefined ? this.#engineTime() : moment(at, "freeze", 'freeze(new Date("2026-01-01"))');
    this.#guard.use((engine) => engine.freeze(still));
    this.#rotations.leave(this.#rotations.catchUp());
  }

  /**
   * Makes a rotation function known: by its ARN, by its name in every account and Region, or by the type of the external secrets that
   * it rotates. Gives the ARN to rotate with. Kept over `reset()`; the same again replaces the handler.
   */
  onRotate(arnNameOrType: string, handler: RotationHandler): string {
    return this.#rotations.add(arnNameOrType, handler);
  }

  /** All rotations since the last `reset()`, the newest last. */
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
    return this.#rotations.runQueued(until);
  }

  /**
   * Lets the next calls of an operation be refused: `fake.fail("GetSecretValue", "ThrottlingException", { times: 2 })`.
   *
   * The code is one that the API declares for the operation, or AccessDeniedException, ThrottlingException, UnrecognizedClientException
   * or InternalServiceError. Each request counts, also those with which the SDK tries again. A refused call changes nothing; `reset()`
   * forgets it.
   */
  fail(operation: OperationName, code: string, options?: FailOptions): void;
  /** Lets a step of a rotation fail the next times that it comes, without its function: `fake.fail("testSecret", { times: 2 })`. */
  fail(step: RotationStepName, options?: Pick<FailOptions, "times">): void;
  fail(target: string, codeOrOptions?: string | FailOptions, options?: FailOptions): void {
    const fault = failOptions(target, codeOrOptions, options);
    this.#guard.use((engine) => engine.fail(fault));
  }

  /** Restores every interception and gives the memory back. */
  [Symbol.dispose](): void {
    for (const restore of [...this.#restores]) restore();
    this.#guard.end();
  }

  #answer<Response>(ask: (engine: Engine, now: number) => unknown[]): Response {
    const [response, refused] = this.#atOnce(ask);
    if (refused !== undefined) throw refusal(refused as Refused);
    return (response ?? {}) as Response;
  }

  /** Asks the engine for a door that cannot wait: what an async rotation function has yet to do goes on in the background. */
  #atOnce<Answer>(ask: (engine: Engine, now: number) => Answer): Answer {
    this.#rotations.leave(this.#rotations.catchUp());
    const now = this.#hostTime();
    const { answer, run } = this.#guard.use((engine) => ({ answer: ask(engine, now), run: engine.take_started() }));
    if (run > 0) this.#rotations.leave(this.#rotations.runStarted(run));
    return answer;
  }

  /** Asks the engine when everything is done that comes before, and gives the answer when all is done that it starts. */
  async #inTime<Answer>(ask: (engine: Engine, now: number) => Answer): Promise<Answer> {
    await this.#rotations.catchUp();
    const now = this.#hostTime();
    const { answer, run } = this.#guard.use((engine) => ({ answer: ask(engine, now), run: engine.take_started() }));
    if (run > 0) await this.#rotations.runStarted(run);
    return answer;
  }

  #engineTime(): number {
    const now = this.#hostTime();
    return this.#guard.use((engine) => engine.now(now));
  }

  #hostTime(): number {
    return moment(this.#now(), "now", '{ now: () => new Date("2026-01-01") }');
  }
}

/** The engine knows the names of the steps. */
function refuseNonStep(given: unknown, caller: string, example: string): void {
  if (typeof given !== "string") throw misuse(`${caller} was given ${kindOf(given)}`, "the name of a step", example);
}

let added = false;

/** One method per operation of the engine, at the first `new`: importing the package compiles nothing. */
function addOperations(): void {
  if (added) return;
  for (const operation of load()) {
    const name = operation.charAt(0).toLowerCase() + operation.slice(1);
    const methods = {
      [name](this: FakeSecretsManager, request?: object, where?: Where) {
        return this.call(operation as OperationName, request as never, where);
      },
    };
    Object.defineProperty(FakeSecretsManager.prototype, name, {
      value: methods[name],
      configurable: true,
      writable: true,
    });
  }
  added = true;
}
