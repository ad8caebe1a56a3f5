/** How requests reach the engine of one fake: direct calls, the wire API, SDK clients and servers. */

import type { Engine } from "../generated/engine.js";
import { largestBody } from "./engine.js";
import { connectionError, wait } from "./faults.js";
import type { Guard } from "./guard.js";
import { invocationOf } from "./handler-context.js";
import { type Body, bytesOf, type HttpResponse, type RequestHeaders, readAnswer, writeHead } from "./http.js";
import type { Injection } from "./injection.js";
import type { Listeners } from "./listeners.js";
import type { AgentRequest } from "./network-interception.js";
import { warn } from "./node.js";
import type { Where } from "./options.js";
import { RotationFailed } from "./rotation.js";
import type { Rotations } from "./rotations.js";
import type { Answering, ServerAnswer, ServerRequest } from "./server.js";
import { type EngineError, serviceError } from "./service-error.js";

/** The origin of a request, as the engine numbers it. */
const SDK = 0;
const DIRECT = 1;
const WIRE = 2;
const ROTATION_STEP = 3;

/** The parts of a fake that answer requests. */
export interface Parts {
  readonly fake: object;
  readonly guard: Guard<Engine>;
  readonly rotations: Rotations;
  readonly injection: Injection;
  readonly listeners: Listeners;
  readonly now: () => number;
}

/** What a server or `fake.agent()` allows. A fake can have several of them, and the engine has the settings of one. */
export interface ListenerSettings {
  readonly token: string | undefined;
  readonly ttl: number;
  readonly hosts: readonly string[];
}

const ANY: ListenerSettings = { token: undefined, ttl: 300, hosts: [] };

export class Dispatch {
  readonly #parts: Parts;
  /** The settings that the engine has. */
  #settings = ANY;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Answers a direct call. */
  call<Response>(operation: string, request: object | undefined, where: Where): Response {
    return this.#answer((engine, now) => {
      this.#from(engine, DIRECT, operation, () => request ?? {});
      return engine.call(operation, request ?? {}, where.accountId, where.region, now);
    });
  }

  /** Answers a direct call without side effects. */
  peek<Response>(operation: string, request: object): Response {
    return this.#answer((engine, now) => engine.peek(operation, request, now));
  }

  /** Answers a raw request of the wire API. */
  handle(headers: RequestHeaders, body: Body): HttpResponse {
    return unlessBroken(this.#read(this.#atOnce(this.#asking(WIRE, headers, body))));
  }

  /**
   * Does the same as `handle` for an SDK client, which can wait for due rotations and for the rotation that it starts.
   */
  async send(headers: RequestHeaders, body: Body): Promise<HttpResponse> {
    const answer = this.#read(await this.#inTime(this.#asking(SDK, headers, body)));
    if (answer.fault !== undefined && answer.fault.delay > 0) await wait(answer.fault.delay);
    return unlessBroken(answer);
  }

  #asking(origin: number, headers: RequestHeaders, body: Body) {
    const head = writeHead(headers);
    const bytes = bytesOf(body);
    return (engine: Engine, now: number) => {
      this.#from(engine, origin, operationIn(head), () => parsed(bytes));
      return engine.handle(head, bytes, now);
    };
  }

  /** Tells the engine the origin of the next request, and which faults with a predicate select it. */
  #from(engine: Engine, origin: number, operation: string, request: () => unknown): void {
    const from = invocationOf(this.#parts.fake) !== undefined ? ROTATION_STEP : origin;
    const selecting = this.#parts.injection.select(engine, operation, request);
    if (from !== WIRE || selecting.length > 0) engine.set_source(from, selecting);
  }

  /** Gives the engine the settings of the listener that answers next. Throws if they are invalid. */
  #configure(engine: Engine, settings: ListenerSettings): void {
    if (settings === this.#settings) return;
    engine.allow_hosts([...settings.hosts]);
    engine.configure_agent(settings.token, settings.ttl);
    this.#settings = settings;
  }

  /** The interface for a server. Throws if its settings are invalid. */
  answering(settings: ListenerSettings): Answering {
    const { guard, now } = this.#parts;
    guard.use((engine) => this.#configure(engine, settings));
    return {
      respond: (request) => this.respond(request, settings),
      tooLarge: () => readAnswer(guard.use((engine) => engine.too_large(now()))),
      largestBody,
      environment: (url, agentPort) => {
        const variables: [string, string][] = guard.use((engine) => {
          this.#configure(engine, settings);
          return engine.environment(url, agentPort);
        });
        return Object.fromEntries(variables);
      },
    };
  }

  /** Answers a request to the Secrets Manager Agent in this process. */
  async answerAsAgent({ headers, ...request }: AgentRequest, settings: ListenerSettings): Promise<HttpResponse> {
    const answer = await this.respond({ ...request, head: writeHead(headers), agent: true }, settings);
    if (answer.delay !== undefined && answer.delay > 0) await wait(answer.delay);
    const { connection } = answer;
    return unlessBroken({ ...answer, ...(connection === undefined ? {} : { fault: { delay: 0, connection } }) });
  }

  /** Answers a request of the server, and processes due events before and after it. */
  async respond(
    { method, target, head, body, agent }: ServerRequest,
    settings: ListenerSettings = ANY,
  ): Promise<ServerAnswer> {
    const { guard, rotations, injection, listeners } = this.#parts;
    let answered: Answered | undefined;
    const operation = target.startsWith("/_fake/") ? "" : operationIn(head);
    const ask = (engine: Engine, now: number) => {
      this.#configure(engine, settings);
      const selecting = injection.select(engine, operation, () => parsed(body));
      if (selecting.length > 0) engine.set_source(WIRE, selecting);
      const answer = engine.respond(method, target, head, body, agent, now);
      const [delay, connection] = engine.take_transport_fault() as [number, string | undefined];
      answered = { answer, followUp: engine.take_follow_up() as Answered["followUp"], delay, connection };
    };
    try {
      await this.#inTime(ask);
    } catch (error) {
      // Rotation failures are thrown only to callers in this process. A client of the service is not told.
      if (!(error instanceof RotationFailed)) throw error;
      if (answered === undefined) await this.#inTime(ask);
    }
    const { answer, followUp, delay, connection } = answered as unknown as Answered;
    const [what, milliseconds] = followUp ?? [];
    if (what === "reset") {
      injection.forget();
      listeners.skip();
      rotations.reset();
    }
    if (what === undefined || what === "reset") return { ...readAnswer(answer), delay, connection };
    const events = await rotations.moveClock((engine, now) =>
      what === "advance" ? engine.drive_advance(milliseconds ?? 0, now) : engine.drive_freeze(milliseconds, now),
    );
    listeners.tell();
    const at = Float64Array.from(events, (event) => event.at.getTime());
    const names = events.map(({ event }) => event);
    const ids = events.map(({ secretId }) => secretId);
    const now = this.#parts.now();
    return readAnswer(guard.use((engine) => engine.moved(at, names, ids, now)));
  }

  #answer<Response>(ask: (engine: Engine, now: number) => unknown[]): Response {
    const [response, error] = this.#atOnce(ask);
    if (error !== undefined) {
      this.#warn();
      throw serviceError(error as EngineError);
    }
    return (response ?? {}) as Response;
  }

  /** Warns about probable mistakes of the test, each once until `reset()`: for example, a secret that exists in another region. */
  #warn(): void {
    for (const hint of this.#parts.guard.use((engine) => engine.take_hints())) warn(hint);
  }

  /** Reads a response of the wire API. */
  #read(bytes: Uint8Array): HttpResponse {
    const answer = readAnswer(bytes);
    if (answer.status !== 200) this.#warn();
    return answer;
  }

  /** Asks the engine for a sync caller. Async rotation functions continue in the background. */
  #atOnce<Answer>(ask: (engine: Engine, now: number) => Answer): Answer {
    const answer = this.#parts.rotations.answerAtOnce(ask);
    this.#parts.listeners.tell();
    return answer;
  }

  /**
   * Asks the engine for an async caller: due rotations run before the request, and the rotation that it starts before
   * the response.
   */
  async #inTime<Answer>(ask: (engine: Engine, now: number) => Answer): Promise<Answer> {
    const answer = await this.#parts.rotations.answer(ask);
    this.#parts.listeners.tell();
    return answer;
  }
}

/** The engine's answer to a request of the server. */
interface Answered {
  readonly answer: Uint8Array;
  readonly followUp: ["advance" | "freeze" | "reset", number | undefined] | undefined;
  readonly delay: number;
  readonly connection: string | undefined;
}

/** The operation in the X-Amz-Target line of a request head; "" for a request that names no operation of Secrets Manager. */
function operationIn(head: string): string {
  return /^x-amz-target:\s*secretsmanager\.(\w+)/im.exec(head)?.[1] ?? "";
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function unlessBroken(answer: HttpResponse): HttpResponse {
  if (answer.fault === undefined) return answer;
  const { fault, ...rest } = answer;
  const error = fault.connection === undefined ? undefined : connectionError(fault.connection);
  if (error !== undefined) throw error;
  return rest;
}
