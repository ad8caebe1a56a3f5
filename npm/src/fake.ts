/// <reference lib="esnext.disposable" preserve="true" />
/** The public class of the package: `FakeSecretsManager`. */

import type { SeedFile } from "../generated/engine.js";
import { type AgentOptions, agentOptions } from "./agent.js";
import {
  type CheckResult,
  type CheckRotationOptions,
  checkRotationOptions,
  contextFor,
  RotationCheckError,
  runChecks,
} from "./check-rotation.js";
import { type ClientConfig, type ClientOptions, clientConfig } from "./client-config.js";
import { COMMAND, type CommandActions } from "./command.js";
import { Controls } from "./controls.js";
import { type Difference, type DiffOptions, differenceOf, diffOptions } from "./difference.js";
import { formatEnvironment, nearestName, rotationChecker, rotationChecks, start } from "./engine.js";
import { Guard } from "./guard.js";
import { runAsHandlerOf } from "./handler-context.js";
import type { Body, HttpResponse, RequestHeaders } from "./http.js";
import { type ClientClass, type Interception, intercept } from "./intercept.js";
import { machineRegion } from "./machine.js";
import { checkMethods } from "./methods.js";
import { guardNetwork } from "./network-guard.js";
import { type AgentRequest, interceptAgent, interceptNetwork } from "./network-interception.js";
import { addOperations, rejectWrongCall } from "./operations.js";
import {
  checkOptions,
  checkWhere,
  type FakeSecretsManagerOptions,
  type KmsKeyOptions,
  kmsKeyOptions,
  seedNumber,
  type Where,
} from "./options.js";
import { PARTS } from "./parts.js";
import { PEEK } from "./peek.js";
import { REPORT_UNUSED } from "./report-unused.js";
import { type Restore, restoring } from "./restore.js";
import type { RotationHandler } from "./rotation.js";
import { CHECK_ROTATION } from "./rotation-checks.js";
import { initialSource, readSource, secretsAsJson, sourceOf } from "./seed-files.js";
import { readSecrets, type Secrets, type SeedOptions, seedOptions } from "./seeds.js";
import { checkServeOptions, type ServeOptions, type Server, serve } from "./server.js";
import type { OperationName, Operations, Requests, Responses } from "./shapes.js";
import { type Snapshot, textOf } from "./snapshot.js";
import { moment } from "./time.js";
import { offerVariables } from "./variables.js";

let isFake: (it: unknown) => boolean;

// Outside the class: esbuild renames a class that mentions itself, and stack traces would show `_FakeSecretsManager`.
const create = (options: FakeSecretsManagerOptions) => new FakeSecretsManager(options);
const prototypeOfFakes = () => FakeSecretsManager.prototype;

/** An in-process fake of AWS Secrets Manager. Every operation is a method: `fake.createSecret({ Name: "db" })`. */
export interface FakeSecretsManager extends Operations {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods come from the engine's list of operations, at the first `new`
export class FakeSecretsManager extends Controls {
  static {
    isFake = (it) => typeof it === "object" && it !== null && #options in it;
  }

  /** The options that `clone` passes on. */
  readonly #options: FakeSecretsManagerOptions;
  readonly #restores = new Set<Restore>();

  /**
   * Checks the arguments of `checkRotation`. Returns the names of all checks.
   * @internal
   */
  static [CHECK_ROTATION](handler: RotationHandler, options: CheckRotationOptions): readonly string[] {
    checkRotationOptions(handler, options);
    return rotationChecks();
  }

  constructor(options: FakeSecretsManagerOptions = {}) {
    checkOptions(options);
    addOperations(prototypeOfFakes(), isFake);
    const { accountId, region = machineRegion(), rotationFunctions, rotationSteps, consistency } = options;
    const { now, raiseRotationFailures = false, allowRequestsToAws, strict = false } = options;
    const secrets = options.secrets && readSecrets(options.secrets);
    const source = initialSource(options.seedFile);
    const seed = seedNumber(options.seed);
    const settings = { accountId, region, seed, rotationFunctions, rotationSteps, consistency };
    const time = () => moment((now ?? Date.now)(), "now", '{ now: () => new Date("2026-01-01") }');
    super({
      guard: new Guard(start(settings, source ? undefined : secrets, time())),
      now: time,
      strict,
      raiseRotationFailures,
    });
    // A function cannot be cloned, so this member makes structuredClone and postMessage throw. Their error shows the text of the function.
    // Each fake has its own function, so `toEqual` finds that two fakes differ.
    const threadBound = () =>
      "a fake cannot leave its thread: use fake.clone(), or post fake.snapshot() and restore it in a fake of the other thread";
    Object.defineProperty(this, "threadBound", { value: threadBound, enumerable: true });
    this.#options = { now, raiseRotationFailures, allowRequestsToAws, strict, seedFile: null };
    if (source !== undefined) this.#startFrom(source, secrets);
  }

  /** The default region, for calls that do not specify one. */
  get region(): string {
    return this[PARTS].guard.use((engine) => engine.region);
  }

  /** The default account, for calls that do not specify one. */
  get accountId(): string {
    return this[PARTS].guard.use((engine) => engine.account_id);
  }

  /** Calls an operation by name, without an SDK. Throws an error whose `name` is the service's error code. */
  call<Name extends OperationName>(operation: Name, request?: Requests[Name], where: Where = {}): Responses[Name] {
    rejectWrongCall(operation, request);
    checkWhere(where, operation);
    return this[PARTS].dispatch.call(operation, request, where);
  }

  /**
   * Reads like `call`, but without side effects: no access date, no new id, no faults.
   * @internal
   */
  [PEEK]<Name extends OperationName>(operation: Name, request: Requests[Name]): Responses[Name] {
    return this[PARTS].dispatch.peek(operation, request);
  }

  /** Answers a raw request of the wire API, AWS JSON 1.1. Returns status, headers and body. */
  handle(headers: RequestHeaders, body: Body = ""): HttpResponse {
    return this[PARTS].dispatch.handle(headers, body);
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
    const { agentToken: token, agentTtl: ttl = 300, allowHosts: hosts = [] } = options;
    const answering = this[PARTS].dispatch.answering({ token, ttl, hosts });
    const server = await serve(answering, options, () => this.#restores.delete(restore));
    const restore = restoring(() => server[Symbol.dispose]());
    this.#restores.add(restore);
    return server;
  }

  /**
   * The interface for the command line.
   * @internal
   */
  get [COMMAND](): CommandActions {
    return {
      startFrom: (path) => this.#startFrom(sourceOf(path, "seed")),
      secretsIn: secretsAsJson,
      formatEnvironment: (variables, format) =>
        this[PARTS].guard.use(() => formatEnvironment(Object.entries(variables), format)),
      respond: (request) => this[PARTS].dispatch.respond({ ...request, agent: false }),
      nearest: nearestName,
    };
  }

  /** Returns the configuration of an SDK client: `new SecretsManagerClient(fake.clientConfig())`. */
  clientConfig(options: ClientOptions = {}): ClientConfig {
    checkWhere(options, "clientConfig", "maxAttempts");
    const { region = this.region, accountId = this.accountId, maxAttempts } = options;
    return clientConfig(region, accountId, maxAttempts, (headers, body) => this[PARTS].dispatch.send(headers, body));
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

  /**
   * Answers as the Secrets Manager Agent and the Lambda extension, for code in this process that requests
   * `http://localhost:2773` by `fetch` or `http`. Needs `import "fake-secrets-manager/network"`. Returns a function that
   * ends the interception. Sets a missing `AWS_SESSION_TOKEN`, unless `AWS_ACCESS_KEY_ID` is a real key.
   *
   * ```ts
   * using agent = fake.agent();
   * const headers = { "X-Aws-Parameters-Secrets-Token": "any text" };
   * await fetch("http://localhost:2773/secretsmanager/get?secretId=app/db", { headers });
   * ```
   */
  agent(options: AgentOptions = {}): Restore {
    const { port, token, ttl } = agentOptions(options);
    const { guard, dispatch } = this[PARTS];
    guard.use(() => {}); // throws if the fake has been disposed of
    const settings = { token, ttl, hosts: [] };
    const respond = (request: AgentRequest) => dispatch.answerAsAgent(request, settings);
    return this.#ending(interceptAgent({ fake: this, port, token, respond }));
  }

  /** Adds the setup that every interception of AWS needs. */
  #restorable(off: () => void): Restore {
    const endpoint = `https://secretsmanager.${this.region}.amazonaws.com`;
    const withdraw = offerVariables({ SECRETS_MANAGER_ENDPOINT: endpoint });
    const leave = this.#options.allowRequestsToAws === true ? () => {} : guardNetwork();
    return this.#ending(() => {
      off();
      withdraw();
      leave();
    });
  }

  /** Ends an interception when the fake is disposed of, if it has not ended before. */
  #ending(off: () => void): Restore {
    const restore = restoring(() => {
      off();
      this.#restores.delete(restore);
    });
    this.#restores.add(restore);
    return restore;
  }

  /**
   * Creates secrets by name. A value is text, bytes, or an object stored as JSON. If one secret is rejected, none is
   * created.
   *
   * With `{ replace: true }`, an existing secret gets a new version. `region` and `accountId` select another region or
   * account. To set tags, a description, a KMS key or versions, pass `{ $secret: { … } }` instead of a value.
   */
  seed(secrets: Secrets, options: SeedOptions = {}): void {
    const read = readSecrets(secrets, "seed");
    const checked = seedOptions(options);
    const now = this[PARTS].now();
    this[PARTS].guard.use((engine) => engine.seed(read, checked, now));
  }

  /**
   * Creates the secrets of a file: `fake.seedFile("secrets.yaml")`.
   *
   * The extension selects the format: .json, .yaml, .yml, .toml or .env. The file maps names to values: text, a
   * structure (stored as JSON), `{ "$base64": "AAE=" }` for bytes, or `{ "$secret": { … } }` as in `seed`. If one secret is
   * rejected, none is created. YAML needs the package `yaml`, and TOML needs `smol-toml`.
   */
  seedFile(path: string | URL, options: SeedOptions = {}): void {
    const source = sourceOf(path, "seedFile", 'fake.seedFile("secrets.json")');
    const checked = seedOptions(options);
    const { json, parsed } = readSource(source);
    const now = this[PARTS].now();
    this[PARTS].guard.use((engine) => engine.seed_from(source, json, parsed, checked, now));
  }

  /** Empties the fake, and makes the secrets of a source and others its initial secrets. */
  #startFrom(source: SeedFile, others?: Secrets): void {
    const { guard, rotations, now } = this[PARTS];
    const { json, parsed } = readSource(source);
    const time = now();
    guard.use((engine) => engine.start_from(source, json, parsed, others, time));
    rotations.reset();
  }

  /** Resets the fake to its initial `secrets` and seed. A frozen clock runs again. */
  reset(): void {
    const now = this[PARTS].now();
    try {
      this[PARTS].injection.reportUnused();
    } finally {
      this[PARTS].injection.forget();
      this[PARTS].guard.use((engine) => engine.reset(now));
      this[PARTS].rotations.reset();
      this[PARTS].listeners.skip();
    }
  }

  /**
   * Returns the whole state as one JSON document, secret values included.
   *
   * The same state gives the same document, in JavaScript and in Python; its canonical bytes are `JSON.stringify(document)`. Handlers of
   * rotation functions, the log of requests and interceptions are not part of it.
   */
  snapshot(): Snapshot {
    return JSON.parse(this[PARTS].guard.use((engine) => engine.snapshot())) as Snapshot;
  }

  /**
   * Replaces the whole state, including settings, with a snapshot or its JSON text.
   *
   * Register the handlers of its rotation functions again: see `missingHandlers`. An invalid document throws and
   * changes nothing.
   */
  restore(document: Snapshot | string): void {
    const text = textOf(document, "restore");
    this[PARTS].guard.use((engine) => engine.restore(text));
    this[PARTS].injection.forget();
    this[PARTS].listeners.skip();
    this[PARTS].rotations.reset();
  }

  /**
   * Compares the secrets of a snapshot with the current ones, or with those of a later snapshot. Returns the changes,
   * an array that is empty if nothing changed.
   *
   * ```ts
   * const before = fake.snapshot();
   * await deploy();
   * expect(fake.diff(before)).toEqual([]);
   * ```
   *
   * Secret values are redacted unless you pass `reveal: true`. LastAccessedDate and LastChangedDate are not compared.
   */
  diff(before: Snapshot | string, options: DiffOptions<Snapshot | string> = {}): Difference {
    const { after, reveal } = diffOptions(options);
    const [first, second] = [textOf(before, "diff"), after === undefined ? undefined : textOf(after, "diff")];
    const now = this[PARTS].now();
    return differenceOf(this[PARTS].guard.use((engine) => engine.diff(first, second, reveal, now)));
  }

  /** The rotation functions of a restored snapshot, by ARN or type, that have no handler yet. */
  get missingHandlers(): string[] {
    const known = this[PARTS].guard.use((engine) => engine.rotation_functions());
    return known.filter((id) => !this[PARTS].rotations.handlers.has(id));
  }

  /** Returns an independent fake with the same state, options and handlers. It intercepts nothing. */
  clone(): FakeSecretsManager {
    const clone = create(this.#options);
    const { guard, rotations } = this[PARTS];
    clone.restore(guard.use((engine) => engine.snapshot()));
    for (const [id, handler] of rotations.handlers) clone[PARTS].rotations.handlers.set(id, handler);
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
    this[PARTS].guard.use((engine) => engine.kms_key(key.keyId, key.state, key.denied));
  }

  /**
   * Checks a rotation function against the contract of AWS's templates and documentation, on a separate fake. The
   * checks cover retries, tokens, failures at each step, and whether the function prints secret values. Resolves with the results
   * of all checks, or rejects with `RotationCheckError` if a check fails.
   *
   * `secret` is the initial value of secrets, for functions that expect a certain structure. `intercept` lists the
   * client classes of functions that create their own clients.
   */
  async checkRotation(handler: RotationHandler, options: CheckRotationOptions = {}): Promise<readonly CheckResult[]> {
    const results = await this[CHECK_ROTATION](handler, options);
    if (results.some(({ failure }) => failure !== null)) throw new RotationCheckError(results);
    return results;
  }

  /**
   * Does the same as `checkRotation` for all checks or one of them, but resolves even if checks fail.
   * @internal
   */
  async [CHECK_ROTATION](
    handler: RotationHandler,
    options: CheckRotationOptions,
    only?: string,
  ): Promise<CheckResult[]> {
    const { secret, classes } = checkRotationOptions(handler, options);
    const { region, accountId } = this;
    const fake = create({ region, accountId, rotationFunctions: "any", seedFile: null });
    const checker = rotationChecker(secret, only);
    try {
      if (classes.length > 0) fake.intercept(...classes);
      const steps = {
        next: () => fake[PARTS].guard.use((engine) => checker.next(engine, fake[PARTS].now())),
        complete: (raised: string | undefined, output: string) =>
          fake[PARTS].guard.use((engine) => checker.complete(engine, raised, output)),
        findings: () => checker.findings() as CheckResult[],
      };
      return await runAsHandlerOf(fake, 0, () => runChecks(steps, handler, contextFor(region, accountId)));
    } finally {
      fake.dispose();
      checker.free();
    }
  }

  /**
   * Reports injected faults that never occurred, unless they were reported before.
   * @internal
   */
  [REPORT_UNUSED](): void {
    const { guard, injection } = this[PARTS];
    if (guard.isUsable) injection.reportUnused();
  }

  /** Ends all interceptions and frees the memory. `using` calls it at the end of the block. */
  dispose(): void {
    for (const restore of [...this.#restores]) restore();
    try {
      this[REPORT_UNUSED]();
    } finally {
      this[PARTS].guard.end();
    }
  }

  /** The same as `dispose()`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

for (const { prototype } of [Controls, FakeSecretsManager]) checkMethods(prototype, isFake);
