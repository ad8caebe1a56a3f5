/// <reference lib="esnext.disposable" preserve="true" />
/** The fake as a test meets it: the engine's two doors and the controls, in JavaScript's manners. */

import type { Engine } from "../generated/engine.js";
import { load, start } from "./engine.js";
import { Guard } from "./guard.js";
import { type Body, bytesOf, type HttpAnswer, readAnswer, writeHead } from "./http.js";
import { type ClientClass, type Interception, intercept } from "./intercept.js";
import { LOOK } from "./look.js";
import { kindOf, misuse } from "./misuse.js";
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
  readonly #secrets: Secrets | undefined;
  readonly #now: () => number | Date;
  readonly #restores = new Set<Restore>();

  constructor(options: FakeSecretsManagerOptions = {}) {
    checkOptions(options);
    addOperations();
    const { accountId, region, secrets, now } = options;
    this.#guard = new Guard(start(accountId, region, seedNumber(options.seed)));
    this.#secrets = secrets;
    this.#now = now ?? (() => Date.now());
    if (options.rotationFunctions === "any") this.#guard.use((engine) => engine.accept_any_rotation_function());
    if (secrets !== undefined) this.seed(secrets);
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
    const now = this.#hostTime();
    return readAnswer(this.#guard.use((engine) => engine.handle(head, bytes, now)));
  }

  /** Configures a client of the AWS SDK: `new SecretsManagerClient(fake.clientConfig())`. */
  clientConfig(options: ClientOptions = {}): ClientConfig {
    checkWhere(options, "clientConfig", "maxAttempts");
    const { region = this.region, accountId = this.accountId } = options;
    const maxAttempts = attempts(options.maxAttempts ?? 3);
    return {
      region,
      credentials: { accessKeyId: accountId, secretAccessKey: "fake" },
      requestHandler: requestHandler((headers, body) => this.handle(headers, body)),
      retryStrategy: retryAtOnce(async () => maxAttempts),
      httpAuthSchemes: [unsigned()],
    };
  }

  /** Answers every client of these classes, whenever it was made, until the function that it returns is called. */
  intercept(...classes: readonly ClientClass[]): Restore {
    const interception: Interception = this.clientConfig();
    const off = intercept(interception, classes);
    const restore = () => {
      off();
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
    this.#guard.use((engine) => engine.reset());
    if (this.#secrets !== undefined) this.seed(this.#secrets);
  }

  /**
   * Says what state a KMS key is in, and what callers may not do with it: `fake.kmsKey("alias/app", { state: "disabled" })`.
   *
   * The key is an ARN, an id or an alias, `alias/aws/secretsmanager` too; what is no ARN is of the fake's own account and region. Keys
   * of which nothing is said exist, and may be used. `reset()` forgets it.
   */
  kmsKey(keyId: string, options: KmsKeyOptions = {}): void {
    const [state, denied] = kmsKeyOptions(keyId, options);
    this.#guard.use((engine) => engine.kms_key(keyId, state, denied));
  }

  /**
   * Lets the next calls of an operation be refused: `fake.fail("GetSecretValue", "ThrottlingException", { times: 2 })`.
   *
   * The code is one that the API declares for the operation, or AccessDeniedException, ThrottlingException, UnrecognizedClientException
   * or InternalServiceError. Each request counts, also those with which the SDK tries again. A refused call changes nothing; `reset()`
   * forgets it.
   */
  fail(operation: OperationName, code: string, options: FailOptions = {}): void {
    const [message, times] = failOptions(operation, code, options);
    this.#guard.use((engine) => engine.fail(operation, code, message, times));
  }

  /** Moves the fake's clock on: `fake.advance({ days: 7 })`. */
  advance(duration: Duration): void {
    const span = milliseconds(duration);
    this.#guard.use((engine) => engine.advance(span));
  }

  /** Stops the fake's clock at a moment, or where it is, until `reset()`; `advance` still moves it. */
  freeze(at?: Date | number | string): void {
    const now = this.#hostTime();
    const still =
      at === undefined
        ? this.#guard.use((engine) => engine.now(now))
        : moment(at, "freeze", 'freeze(new Date("2026-01-01"))');
    this.#guard.use((engine) => engine.freeze(still));
  }

  /** Restores every interception and gives the memory back. */
  [Symbol.dispose](): void {
    for (const restore of [...this.#restores]) restore();
    this.#guard.end();
  }

  #answer<Response>(ask: (engine: Engine, now: number) => unknown[]): Response {
    const now = this.#hostTime();
    const [response, ...refused] = this.#guard.use((engine) => ask(engine, now));
    if (refused.length > 0) throw refusal(...(refused as unknown as Refused));
    return (response ?? {}) as Response;
  }

  #hostTime(): number {
    return moment(this.#now(), "now", '{ now: () => new Date("2026-01-01") }');
  }
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
