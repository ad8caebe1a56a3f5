/**
 * Rotations: the functions of a fake, and who runs them. The engine says which step comes next and holds nothing while a handler runs.
 *
 * Everything here is on the spot as long as no handler gives a promise: a generator yields what is to be waited for, and nothing else.
 */

import type { Engine } from "../generated/engine.js";
import type { Guard } from "./guard.js";
import { inChargeOf, isInside } from "./in-charge.js";
import { kindOf, misuse } from "./misuse.js";
import {
  type Happening,
  type Rotation,
  type RotationContext,
  type RotationEvent,
  RotationFailed,
  type RotationHandler,
  type RotationStep,
  type StagingLabels,
} from "./rotation.js";
import { isThenable, type Rest, start, type Work } from "./work.js";

type Writable<Of> = { -readonly [Name in keyof Of]: Of[Name] };
type OpenStep = Writable<RotationStep>;
type OpenRotation = Omit<Writable<Rotation>, "steps"> & { steps: OpenStep[] };

/** How the engine begins a step; one that is to fail says why. */
interface Turn {
  readonly function: string;
  readonly kind: Rotation["kind"];
  readonly event: RotationEvent;
  readonly started: Date;
  readonly labels: StagingLabels;
  readonly fails: string | null;
}

interface Over {
  readonly outcome: "succeeded" | "failed" | "abandoned";
  readonly ended: Date;
}

interface StepEnd {
  readonly ended: Date;
  readonly labels: StagingLabels;
  readonly outcome: Over["outcome"] | null;
}

/** What happened while somebody listened. */
interface Listener {
  readonly steps: RotationStep[];
  readonly happenings: Happening[];
}

/** What belongs to one life of the fake: a reset ends it, and whoever is still at work finds that the life is another. */
class Life {
  readonly log: Rotation[] = [];
  readonly runs = new Map<number, OpenRotation>();
  /** What goes on behind doors that did not wait. */
  readonly background = new Set<PromiseLike<void>>();
  /** What was thrown there. */
  readonly failures: unknown[] = [];
}

/** The rotations of one fake. */
export class Rotations {
  readonly #fake: object;
  readonly #guard: Guard<Engine>;
  readonly #now: () => number;
  readonly #raise: boolean;
  /** The registered handlers, by the ARN or type of their function. */
  readonly handlers = new Map<string, RotationHandler>();
  readonly #listeners = new Set<Listener>();
  #life = new Life();

  constructor(fake: object, guard: Guard<Engine>, now: () => number, raise: boolean) {
    this.#fake = fake;
    this.#guard = guard;
    this.#now = now;
    this.#raise = raise;
  }

  get log(): readonly Rotation[] {
    return this.#life.log;
  }

  /** Makes a function known; gives what steps call it by. */
  add(arnNameOrType: string, handler: RotationHandler): string {
    const example = 'fake.onRotate("rotate", async ({ Step, SecretId, ClientRequestToken }) => {…})';
    if (typeof arnNameOrType !== "string") {
      throw misuse(`onRotate was given ${kindOf(arnNameOrType)}`, "the ARN or name of a function", example);
    }
    if (typeof handler !== "function") {
      throw misuse(`onRotate was given ${kindOf(handler)} as handler`, "a function", example);
    }
    const id = this.#guard.use((engine) => engine.add_rotation_function(arnNameOrType));
    this.handlers.set(id, handler);
    return id;
  }

  /** Forgets all rotations: the engine has done so too. */
  reset(): void {
    this.#life = new Life();
  }

  /** Lets happen what has come due. */
  catchUp(): Rest {
    return this.#isDue() ? start(this.#catchingUp()) : undefined;
  }

  /** Runs what a call has started. */
  runStarted(run: number): Rest {
    const failures: unknown[] = [];
    return start(this.#raising(this.#drive(run, failures), failures));
  }

  /** Runs what waits in the queue, up to a step or to its end, and waits for what goes on in the background. Gives the steps that ran. */
  runQueued(until: string | undefined): Promise<RotationStep[]> {
    // Whoever misspells the step is told at once.
    this.#guard.use((engine) => engine.queued_runs(until));
    const work = async () => {
      await this.catchUp();
      const failures: unknown[] = [];
      await start(this.#raising(this.#drivingAll(until, failures), failures));
      await this.#background();
    };
    return this.#listen(work).then(({ steps }) => steps);
  }

  /** Lets a change of the clock have its effect; gives what happened by itself. The part that needs no waiting is over on return. */
  turn(clock: () => void): Promise<Happening[]> {
    this.#tell();
    clock();
    return this.#listen(() => this.catchUp()).then(({ happenings }) => happenings);
  }

  /** Lets something go on in the background, for a door that cannot wait. */
  leave(rest: Rest): void {
    if (rest === undefined) return;
    const { background, failures } = this.#life;
    const over = rest.then(
      () => void background.delete(over),
      (error: unknown) => {
        background.delete(over);
        failures.push(error);
      },
    );
    background.add(over);
  }

  /** A handler waits for nothing that goes on around it: it might wait for itself. */
  async #background(): Promise<void> {
    if (isInside(this.#fake)) return;
    const { background, failures } = this.#life;
    while (background.size > 0) await Promise.all(background);
    if (failures.length > 0) throw failures.splice(0)[0];
  }

  async #listen(work: () => Rest): Promise<Listener> {
    const listener: Listener = { steps: [], happenings: [] };
    this.#listeners.add(listener);
    try {
      await work();
      this.#tell();
    } finally {
      this.#listeners.delete(listener);
    }
    return listener;
  }

  /** Tells everybody who listens what has happened meanwhile. */
  #tell(): void {
    const told = this.#guard.use((engine) => engine.take_happenings()) as Array<Happening & { secret_id: string }>;
    const happenings = told.map(({ at, event, secret_id: secretId }) => ({ at, event, secretId }));
    for (const listener of this.#listeners) listener.happenings.push(...happenings);
  }

  *#catchingUp(): Work {
    const failures: unknown[] = [];
    yield* this.#raising(this.#drivingDue(failures), failures);
  }

  /** What failed is raised when all the rest is done. */
  *#raising(work: Work<unknown>, failures: readonly unknown[]): Work {
    yield* work;
    if (this.#raise && failures.length > 0) throw failures[0];
  }

  /** The engine gives one run after the other; when the last is over, the clock is back at the present. */
  *#drivingDue(failures: unknown[]): Work {
    for (;;) {
      const run = this.#use((engine, now) => engine.come_due(now));
      if (run === 0) return;
      const over = yield* this.#drive(run, failures);
      // Somebody else is at it, who will not come back to what is due.
      if (!over) return this.#guard.use((engine) => engine.stop_catching_up());
    }
  }

  *#drivingAll(until: string | undefined, failures: unknown[]): Work {
    const life = this.#life;
    for (const run of this.#guard.use((engine) => engine.queued_runs(until))) {
      if (life === this.#life) yield* this.#drive(run, failures, until);
    }
  }

  /** Runs the steps of a run, up to one or to the end. Gives whether it is over. */
  *#drive(run: number, failures: unknown[], until?: string): Work<boolean> {
    const life = this.#life;
    while (until === undefined || this.#guard.use((engine) => engine.next_step(run)) !== until) {
      const turn: Turn | Over | null | undefined = this.#use((engine, now) => engine.begin_step(run, now));
      if (turn === null) return false;
      if (turn === undefined) return true;
      if (!("event" in turn)) {
        finish(life.runs.get(run), turn);
        return true;
      }
      const over = yield* this.#step(run, turn, failures);
      if (over || life !== this.#life) return true;
    }
    return false;
  }

  /** Gives whether the run is over with it. */
  *#step(run: number, turn: Turn, failures: unknown[]): Work<boolean> {
    const life = this.#life;
    const rotation = open(life, run, turn);
    const step: OpenStep = {
      step: turn.event.Step,
      outcome: "running",
      started: turn.started,
      labelsBefore: turn.labels,
    };
    rotation.steps.push(step);
    const thrown = yield* this.#invoke(turn);
    if (life !== this.#life) return true;
    const end: StepEnd | undefined = this.#use((engine, now) => engine.end_step(run, thrown !== undefined, now));
    if (end === undefined) return true;
    Object.assign(step, { outcome: thrown ? "failed" : "succeeded", ended: end.ended, labelsAfter: end.labels });
    if (thrown) {
      rotation.error = step.error = thrown.value;
      failures.push(new RotationFailed(rotation));
    }
    for (const listener of this.#listeners) listener.steps.push(step);
    if (end.outcome === null) return false;
    finish(rotation, { outcome: end.outcome, ended: end.ended });
    return true;
  }

  /** Gives what the handler threw, which may be anything: undefined too. */
  *#invoke(turn: Turn): Work<{ value: unknown } | undefined> {
    if (turn.fails !== null) return { value: new Error(turn.fails) };
    const handler = this.handlers.get(turn.function);
    try {
      const given = inChargeOf(this.#fake, () => handler?.(turn.event, contextOf(turn)));
      if (isThenable(given)) yield given;
      return undefined;
    } catch (value) {
      return { value };
    }
  }

  #isDue(): boolean {
    return this.#use((engine, now) => engine.is_due(now));
  }

  #use<Result>(work: (engine: Engine, now: number) => Result): Result {
    const now = this.#now();
    return this.#guard.use((engine) => work(engine, now));
  }
}

/** The entry of a run in the log, made at its first step. */
function open(life: Life, run: number, { event, function: id, kind, started }: Turn): OpenRotation {
  const known = life.runs.get(run);
  if (known !== undefined) return known;
  const rotation: OpenRotation = {
    secretId: event.SecretId,
    token: event.ClientRequestToken,
    function: id,
    kind,
    outcome: "running",
    started,
    steps: [],
  };
  life.runs.set(run, rotation);
  life.log.push(rotation);
  return rotation;
}

function finish(rotation: OpenRotation | undefined, over: Over): void {
  if (rotation !== undefined) Object.assign(rotation, over);
}

/** The longest that Lambda lets a function run; the fake sets no limit. */
const REMAINING = 900_000;

function contextOf({ function: id, event }: Turn): RotationContext {
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
