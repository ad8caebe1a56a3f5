/**
 * Rotations: invokes the handlers of a fake, and keeps the exceptions that they threw. The engine decides what runs and in which order, and
 * keeps the log. It is not borrowed while a handler runs.
 *
 * Everything here is synchronous unless a handler returns a promise: the generators yield only promises that must be awaited.
 */

import type { Engine } from "../generated/engine.js";
import type { Guard } from "./guard.js";
import { invocationOf, keepsContext, runAsHandlerOf } from "./handler-context.js";
import { kindOf, misuse } from "./misuse.js";
import { warn } from "./node.js";
import {
  type Event,
  type Rotation,
  type RotationContext,
  RotationFailed,
  type RotationHandler,
  type RotationStep,
} from "./rotation.js";
import type { Invocation, LogEntry, OpenRotation, Report } from "./rotation-records.js";
import { Unawaited } from "./unawaited.js";
import { isThenable, type Pending, start, type Work } from "./work.js";

type Begin = (engine: Engine, now: number) => number;

/** How long a caller waits for another one that makes no progress. Then it is answered from the current state: it may be part of that work. */
const WAIT_LIMIT = 2_000;
/**
 * The limit on platforms that cannot tell whether the caller is the handler that it waits for. It is longer than most
 * handlers need.
 */
const LONG_WAIT_LIMIT = 10_000;
// Saved now, because tests can replace the globals with fake timers later.
const { setTimeout: later, clearTimeout: notLater } = globalThis;

/** The rotations of one fake. */
export class Rotations {
  readonly #fake: object;
  readonly #guard: Guard<Engine>;
  readonly #now: () => number;
  readonly #raise: boolean;
  /** The registered handlers, by the ARN or type of their function. */
  readonly handlers = new Map<string, RotationHandler>();
  /** The objects of the log, by number. */
  #log = new Map<number, OpenRotation>();
  #version = 0;
  /** The exceptions of handlers, by log entry and step, until the log has an object for them. */
  readonly #thrown = new Map<string, unknown>();
  /** Called when another caller has made progress. */
  readonly #waiting = new Set<() => void>();
  /** The work that continues in the background after synchronous calls. */
  readonly #background = new Set<PromiseLike<void>>();
  /** The number of the oldest rotation that the engine keeps. */
  #first = 0;
  readonly #unawaited = new Unawaited();
  /** The invocation whose handler is awaited. Used on platforms that do not keep the context across an await. */
  #awaited = 0;

  constructor(fake: object, guard: Guard<Engine>, now: () => number, raise: boolean) {
    this.#fake = fake;
    this.#guard = guard;
    this.#now = now;
    this.#raise = raise;
  }

  /** The newest 10,000 rotations since the last reset. */
  get log(): readonly Rotation[] {
    this.#readLog();
    return [...this.#log].sort(([one], [other]) => one - other).map(([, rotation]) => rotation as Rotation);
  }

  /** Registers a handler. Returns the engine's id of the function. */
  add(arnNameOrType: string, handler: RotationHandler): string {
    const example = 'fake.onRotate("rotate", async ({ Step, SecretId, ClientRequestToken }) => {…})';
    if (typeof arnNameOrType !== "string") {
      throw misuse(`onRotate was given ${kindOf(arnNameOrType)}`, "the ARN or name of a function", example);
    }
    if (typeof handler !== "function") {
      throw misuse(`onRotate was given ${kindOf(handler)} as handler`, "a function", example);
    }
    if (handler.length > 2) {
      throw misuse(
        `onRotate was given a handler with ${handler.length} parameters, of which the fake passes only event and context`,
        "a function that returns a promise instead of a function with a callback",
        example,
      );
    }
    const id = this.#guard.use((engine) => engine.add_rotation_function(arnNameOrType));
    this.handlers.set(id, handler);
    return id;
  }

  /** Clears the log after the engine was reset or its state replaced. */
  reset(): void {
    this.#log = new Map();
    this.#version = 0;
    this.#first = 0;
    this.#thrown.clear();
    this.#unawaited.clear();
    this.#wake();
  }

  /** Warns about what the test did not wait for, at its end. */
  reportUnawaited(): void {
    this.#unawaited.report(this.#inside());
  }

  /** Tells the engine from which handler the next call comes. */
  enter(engine: Engine): void {
    engine.enter(this.#inside());
  }

  /** Answers a call that cannot wait. Async handlers continue in the background. */
  answerAtOnce<Answer>(ask: (engine: Engine, now: number) => Answer): Answer {
    if (!this.#isReady()) {
      const pending = start(this.#processing((engine, now) => engine.drive_due(now), false));
      this.#leave(pending);
    }
    const { answer, run } = this.#ask(ask);
    if (run > 0) this.#leave(start(this.#processing((engine, now) => engine.drive_run(run, now), false)));
    return answer;
  }

  /** Answers a call after the due work has run, and returns after the rotation that the call started has ended. */
  async answer<Answer>(ask: (engine: Engine, now: number) => Answer): Promise<Answer> {
    let canWait = true;
    while (canWait && !this.#isReady()) {
      await start(
        this.#processing(
          (engine, now) => engine.drive_due(now),
          true,
          () => {
            canWait = false;
          },
        ),
      );
    }
    const { answer, run } = this.#ask(ask);
    if (run > 0) await start(this.#processing((engine, now) => engine.drive_run(run, now), true));
    return answer;
  }

  /** Changes the clock, processes due events, and returns the events that occurred. All synchronous work is done when it returns. */
  changeClock(begin: Begin): Promise<Event[]> {
    let events: Event[] = [];
    let hasBegun = false;
    const beginning: Begin = (engine, now) => {
      const drive = begin(engine, now);
      hasBegun = true;
      return drive;
    };
    const process = function* (this: Rotations): Work {
      const report = yield* this.#drive(beginning, true);
      events = report.events.map(({ at, event, secret_id: secretId }) => ({ at, event, secretId }));
      this.#raiseFailure(report);
    };
    try {
      return Promise.resolve(start(process.call(this))).then(() => events);
    } catch (error) {
      // An invalid duration throws; a later failure rejects.
      if (!hasBegun) throw error;
      return Promise.reject(error);
    }
  }

  /** The same for a client of a server, which is not told about failed rotations. */
  async moveClock(begin: Begin): Promise<Event[]> {
    let events: Event[] = [];
    const process = function* (this: Rotations): Work {
      const report = yield* this.#drive(begin, true);
      events = report.events.map(({ at, event, secret_id: secretId }) => ({ at, event, secretId }));
    };
    await start(process.call(this));
    return events;
  }

  /** The same for a caller that cannot wait. */
  changeClockAtOnce(begin: Begin): void {
    this.#leave(start(this.#processing(begin, true)));
  }

  /** Runs the queue up to a step or to its end, and waits for background work. Returns the steps that ended. */
  runQueued(until: string | undefined): Promise<RotationStep[]> {
    let steps: RotationStep[] = [];
    const run = function* (this: Rotations): Work {
      const report = yield* this.#drive((engine, now) => engine.drive_queue(until, now), true);
      this.#readLog();
      steps = report.steps.flatMap(([entry, place]) => this.#log.get(entry)?.steps[place] ?? []) as RotationStep[];
      this.#raiseFailure(report);
    };
    const pending = start(run.call(this));
    // A handler must not wait for background work, because it is part of that work.
    const isInside = invocationOf(this.#fake) !== undefined;
    return (async () => {
      await pending;
      if (isInside || !(await this.#backgroundIsOver())) return steps;
      if (this.#unawaited.failures.length > 0) throw this.#unawaited.failures.splice(0)[0];
      return steps;
    })();
  }

  /** Waits for background work. Returns false if it makes no progress, because the caller may be part of it. */
  async #backgroundIsOver(): Promise<boolean> {
    while (this.#background.size > 0) {
      const over = Promise.all(this.#background).then(() => true);
      if (keepsContext()) await over;
      else {
        const progress = this.#progress(LONG_WAIT_LIMIT);
        if (!(await Promise.race([over, progress.made.then(progress.isMade)]))) return false;
      }
    }
    return true;
  }

  #ask<Answer>(ask: (engine: Engine, now: number) => Answer): { answer: Answer; run: number } {
    return this.#use((engine, now) => ({ answer: ask(engine, now), run: engine.take_started() }));
  }

  #isReady(): boolean {
    return this.#use((engine, now) => engine.is_ready(now));
  }

  /** Continues some work in the background. */
  #leave(pending: Pending): void {
    if (pending === undefined) return;
    const over = pending.then(
      () => void this.#background.delete(over),
      (error: unknown) => {
        this.#background.delete(over);
        this.#unawaited.failures.push(error);
      },
    );
    this.#background.add(over);
  }

  *#processing(begin: Begin, canWait: boolean, onTimeout?: () => void): Work {
    const report = yield* this.#drive(begin, canWait, onTimeout);
    this.#raiseFailure(report);
  }

  /** Invokes handlers until the drive is over. */
  *#drive(begin: Begin, canWait: boolean, onTimeout?: () => void): Work<Report> {
    const within = this.#inside();
    const drive = this.#use((engine, now) => begin(engine, now));
    let report: Report | undefined;
    try {
      for (;;) {
        const next: Invocation | null | undefined = this.#use((engine, now) =>
          engine.next_invocation(drive, canWait, now),
        );
        if (next === undefined) break;
        if (next !== null) yield* this.#invoke(next, within);
        else {
          const progress = this.#progress();
          yield progress.made;
          if (!progress.isMade()) {
            canWait = false;
            onTimeout?.();
          }
        }
      }
    } finally {
      report = this.#use((engine, now) => engine.end_drive(drive, now)) as Report;
      this.#wake();
    }
    for (const { is_failure: isFailure, text } of report.warnings) {
      if (!(isFailure && this.#raise)) warn(text);
    }
    return report;
  }

  *#invoke(invocation: Invocation, within: number): Work {
    const { id, entry, place } = invocation;
    let [kind, message]: [string?, string?] = [];
    const handler = this.handlers.get(invocation.function);
    try {
      if (handler === undefined) {
        throw misuse(
          `the rotation function ${invocation.function} has no handler`,
          "onRotate() for each of missingHandlers",
          'fake.onRotate("rotate", handler)',
        );
      }
      const returned = runAsHandlerOf(this.#fake, id, () => handler(invocation.event, contextOf(invocation)));
      if (isThenable(returned)) {
        this.#awaited = id;
        this.#unawaited.running.add(invocation);
        yield returned;
      }
    } catch (thrown) {
      this.#thrown.set(`${entry} ${place}`, thrown);
      [kind, message] = describe(thrown);
    } finally {
      this.#awaited = within;
      this.#unawaited.running.delete(invocation);
    }
    this.#use((engine, now) => engine.complete(id, kind, message, now));
    this.#wake();
    // Updates the existing objects, because callers may hold them.
    if (this.#log.size > 0 || this.#thrown.size > 1_000) this.#readLog();
  }

  /** A promise that resolves when another caller makes progress, or after the time limit. */
  #progress(waitLimit = WAIT_LIMIT): { made: Promise<void>; isMade: () => boolean } {
    let isMade = false;
    const made = new Promise<void>((resolve) => {
      const timer = later(done, waitLimit);
      (timer as { unref?(): void }).unref?.();
      const wake = () => {
        isMade = true;
        done();
      };
      const waiting = this.#waiting;
      waiting.add(wake);
      function done() {
        notLater(timer);
        waiting.delete(wake);
        resolve();
      }
    });
    return { made, isMade: () => isMade };
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #raiseFailure({ failed }: Report): void {
    const first = failed[0];
    if (!this.#raise || first === undefined) return;
    this.#readLog();
    const rotation = this.#log.get(first);
    if (rotation !== undefined) throw new RotationFailed(rotation as Rotation);
  }

  /** Updates the objects from the engine's log. */
  #readLog(): void {
    const changes = this.#guard.use((engine) => engine.rotations(this.#version)) as {
      version: number;
      first: number;
      entries: LogEntry[];
    };
    this.#version = changes.version;
    for (const entry of changes.entries) this.#update(entry);
    if (changes.first > this.#first) {
      this.#first = changes.first;
      for (const number of this.#log.keys()) {
        if (number < changes.first) this.#log.delete(number);
      }
    }
    if (changes.entries.length === 0) return;
    for (const key of this.#thrown.keys()) {
      if (Number.parseInt(key, 10) < changes.first) this.#thrown.delete(key);
    }
  }

  #update({ number, steps, note, ended, outcome, ...entry }: LogEntry): void {
    const rotation: OpenRotation = this.#log.get(number) ?? {
      secretId: entry.secret_id,
      token: entry.token,
      function: entry.function,
      kind: entry.kind,
      outcome,
      started: entry.started,
      steps: [],
    };
    this.#log.set(number, rotation);
    rotation.outcome = outcome;
    if (ended !== null) rotation.ended = ended;
    if (note !== null) rotation.note = note;
    for (const [place, found] of steps.entries()) {
      const { step, started, labels_before: labelsBefore, labels_after: labelsAfter, error } = found;
      rotation.steps[place] ??= { step, outcome: "running", started, labelsBefore };
      const open = rotation.steps[place];
      open.outcome = found.outcome;
      if (found.ended !== null) open.ended = found.ended;
      if (labelsAfter !== null) open.labelsAfter = labelsAfter;
      if (error === null || open.errorText !== undefined) continue;
      open.errorText = error.message === "" ? error.kind : `${error.kind}: ${error.message}`;
      const key = `${number} ${place}`;
      open.error = this.#thrown.has(key) ? this.#thrown.get(key) : new Error(error.message);
      rotation.error = open.error;
      this.#thrown.delete(key);
    }
  }

  /** The invocation of this fake whose handler makes the current call, or 0. */
  #inside(): number {
    return invocationOf(this.#fake) ?? (keepsContext() ? 0 : this.#awaited);
  }

  #use<Result>(work: (engine: Engine, now: number) => Result): Result {
    const now = this.#now();
    const within = this.#inside();
    return this.#guard.use((engine) => {
      engine.enter(within);
      return work(engine, now);
    });
  }
}

/** The type and message of a thrown value, which may be anything. */
function describe(thrown: unknown): [kind: string, message: string] {
  try {
    if (typeof thrown === "object" && thrown !== null && "message" in thrown) {
      const { name, message } = thrown as Error;
      return [String(name ?? "Error"), String(message)];
    }
    return [thrown === null ? "null" : typeof thrown, String(thrown)];
  } catch {
    return ["Error", ""];
  }
}

/** Lambda's longest timeout. The fake sets no limit. */
const REMAINING = 900_000;

function contextOf({ function: id, event }: Invocation): RotationContext {
  const functionName = id.slice(id.lastIndexOf(":") + 1);
  return {
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: id,
    awsRequestId: globalThis.crypto?.randomUUID?.() ?? event.ClientRequestToken,
    memoryLimitInMB: "128",
    logGroupName: `/aws/lambda/${functionName}`,
    getRemainingTimeInMillis: () => REMAINING,
  };
}
