/** Replays a session: a new fake with the session's seed and start time, and the steps in order. */

import {
  type Event,
  FakeSecretsManager,
  type OperationName,
  type RotationContext,
  type RotationEvent,
  type RotationStep,
  type Secrets,
  type Where,
} from "fake-secrets-manager";
import { isFault, type Json, type Members, type Session, type Step } from "../session/session.js";
import { type HandlerRunner, type HandlerWatch, runInWorker } from "./handler-worker.js";
import { ask, type Invocation, type InvokedCall, playAgain } from "./invocation.js";
import { fromEngine, toBytes } from "./values.js";
import { type Exchange, send } from "./wire.js";

/** The result of one step. */
export interface Outcome {
  readonly step: Step;
  /** The time on the clock after the step, in milliseconds. */
  readonly at: number;
  /** For a call: request and response. */
  readonly exchange?: Exchange;
  /** The fake rejected the step itself: misuse of a control, not a response of the service. */
  readonly problem?: string;
  /** The rotation functions that ran in this step. */
  readonly invocations: readonly Invocation[];
  /** For `advance`: the events in that time. */
  readonly happened: readonly Event[];
  /** For `runRotations`: the rotation steps that ran. */
  readonly ran: readonly RotationStep[];
  /** All rotations so far, in the format of a case file. */
  readonly rotations: readonly Json[];
}

export interface Replay {
  readonly fake: FakeSecretsManager;
  readonly outcomes: readonly Outcome[];
}

export interface ReplayOptions {
  /** The number of steps to run; all of them by default. */
  readonly count?: number;
  /** Outcomes of the first steps in an earlier replay. In these steps no rotation function runs; its recorded calls are repeated. */
  readonly known?: readonly Outcome[];
  readonly runner?: HandlerRunner;
  readonly watch?: HandlerWatch;
}

/** Makes a fake and runs the steps of the session. The caller disposes of the fake with `end`. */
export async function replay(session: Session, options: ReplayOptions = {}): Promise<Replay> {
  const run = new Run(session, options);
  for (const step of session.steps.slice(0, options.count ?? session.steps.length)) await run.perform(step);
  return run;
}

/** A replay in progress: a fake with the settings of a session, and the steps that have run. */
export class Run implements Replay {
  readonly fake: FakeSecretsManager;
  readonly outcomes: Outcome[] = [];
  readonly #functions: Functions;
  readonly #stepsQueued: boolean;
  #host: number;

  constructor({ seed, startsAt, rotationFunctions, rotationSteps }: Session, options: ReplayOptions = {}) {
    this.#host = Date.parse(startsAt);
    // The host's time appears only in the Date header of responses. It follows the stopped clock.
    this.fake = new FakeSecretsManager({ seed, now: () => this.#host, rotationFunctions, rotationSteps });
    this.fake.freeze(this.#host);
    this.#functions = new Functions(this.fake, options);
    this.#stepsQueued = rotationSteps === "queue";
  }

  async perform(step: Step): Promise<Outcome> {
    const result = await run(this.fake, this.#functions, step, this.#stepsQueued);
    this.#host = this.fake.now().getTime();
    const common = { step, at: this.#host, happened: [], ran: [] };
    const outcome = { ...common, ...result, invocations: this.#functions.turn(), rotations: logOf(this.fake) };
    this.outcomes.push(outcome);
    return outcome;
  }
}

/** Frees the memory of a fake. Clears its faults first, because the package warns about unused ones, which are normal here. */
export function end({ fake }: Replay): void {
  fake.clearFaults();
  fake.dispose();
}

async function run(
  fake: FakeSecretsManager,
  functions: Functions,
  step: Step,
  stepsQueued: boolean,
): Promise<Partial<Outcome>> {
  try {
    if ("call" in step || "raw" in step) return { exchange: await send(fake, step, stepsQueued) };
    if ("advance" in step) return { happened: await fake.advance(step.advance) };
    if ("runRotations" in step) return { ran: await fake.runRotations(step.runRotations) };
    if ("seed" in step) fake.seed(toBytes(step.seed) as Secrets);
    else if ("onRotate" in step) functions.add(step.onRotate, step.handler);
    else if ("freeze" in step) fake.freeze(step.freeze);
    else if ("restore" in step) fake.restore(JSON.stringify(step.restore));
    else if ("kmsKey" in step) fake.kmsKey(step.kmsKey, { state: step.state, denied: step.denied });
    else if (isFault(step))
      fake.fail(step.fail as OperationName, step.with as never, { message: step.message, times: step.times });
    else fake.fail(step.fail, { times: step.times });
    return {};
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** The rotation functions of one replay. */
class Functions {
  readonly #fake: FakeSecretsManager;
  readonly #known: readonly Outcome[];
  readonly #runner: HandlerRunner;
  readonly #watch: HandlerWatch | undefined;
  #place = 0;
  #invocations: Invocation[] = [];

  constructor(fake: FakeSecretsManager, { known = [], runner = runInWorker, watch }: ReplayOptions) {
    this.#fake = fake;
    this.#known = known;
    this.#runner = runner;
    this.#watch = watch;
  }

  add(name: string, text: string): void {
    this.#fake.onRotate(name, (event, context) => this.#invoke(text, event, context));
  }

  /** Return the invocations since the last call. */
  turn(): readonly Invocation[] {
    const invocations = this.#invocations;
    this.#invocations = [];
    this.#place += 1;
    return invocations;
  }

  #invoke(text: string, event: RotationEvent, context: RotationContext): void | Promise<void> {
    const before = this.#known[this.#place]?.invocations[this.#invocations.length];
    if (before === undefined) return this.#run(text, event, context);
    this.#invocations.push(before);
    playAgain(this.#fake, before);
  }

  async #run(text: string, event: RotationEvent, context: RotationContext): Promise<void> {
    const calls: InvokedCall[] = [];
    const answer = (call: string, request: Members, where: Where) => {
      const asked = ask(this.#fake, call, request, where);
      calls.push(asked);
      return asked;
    };
    const ended = await this.#runner(text, event, context, answer, this.#watch);
    this.#invocations.push({ function: context.invokedFunctionArn, event, calls, ...ended });
    if (ended.error !== undefined) throw new Error(ended.error);
  }
}

/** The log of rotations. An error is its message, at the step that failed. */
function logOf({ rotations }: FakeSecretsManager): readonly Json[] {
  const inWords = ({ error, ...step }: RotationStep) =>
    error === undefined ? step : { ...step, error: (error as Error).message };
  return rotations.map(({ error, ...run }) => fromEngine({ ...run, steps: run.steps.map(inWords) }));
}
