/** Replaying a session: a new fake with its seed and its time, and the steps one after the other. */

import {
  FakeSecretsManager,
  type Event,
  type RotationContext,
  type RotationEvent,
  type RotationStep,
  type Secrets,
} from "fake-secrets-manager";
import { type Advance, type Json, type Session, type Step, UNITS } from "../session/session.js";
import { type HandlerRunner, runInWorker } from "./handler-worker.js";
import { ask, type Invocation, type InvokedCall, playAgain } from "./invocation.js";
import { fromEngine, toBytes } from "./values.js";
import { type Exchange, send } from "./wire.js";

/** What came of one step. */
export interface Outcome {
  readonly step: Step;
  /** Of a call: what went over the wire. */
  readonly exchange?: Exchange;
  /** The fake itself refused the step; this is no answer of the service. */
  readonly problem?: string;
  /** What rotation functions did meanwhile. */
  readonly invocations: readonly Invocation[];
  /** Of the clock: what happened by itself on the way. */
  readonly happened: readonly Event[];
  /** Of runRotations: the steps of rotations that ran. */
  readonly ran: readonly RotationStep[];
  /** All rotations so far, as a case writes them. */
  readonly rotations: readonly Json[];
}

export interface Replay {
  readonly fake: FakeSecretsManager;
  readonly outcomes: readonly Outcome[];
}

export interface ReplayOptions {
  /** How many steps; all of them unless told. */
  readonly count?: number;
  /** What came of the first steps in an earlier replay: what functions did there is done again, and they are not invoked. */
  readonly known?: readonly Outcome[];
  readonly runner?: HandlerRunner;
}

/** Makes a fake and runs the steps of the session. The caller ends the fake with `end`. */
export async function replay(session: Session, options: ReplayOptions = {}): Promise<Replay> {
  const { seed, startsAt, rotationFunctions, rotationSteps, steps } = session;
  const start = Date.parse(startsAt);
  const fake = new FakeSecretsManager({ seed, now: () => start, rotationFunctions, rotationSteps });
  fake.freeze(start);
  const functions = new Functions(fake, options);
  const outcomes: Outcome[] = [];
  for (const step of steps.slice(0, options.count ?? steps.length)) {
    const came = await run(fake, functions, step);
    outcomes.push({ step, happened: [], ran: [], ...came, invocations: functions.turn(), rotations: logOf(fake) });
  }
  return { fake, outcomes };
}

/** Gives a fake's memory back. Not every browser knows `Symbol.dispose`. */
export function end({ fake }: Replay): void {
  if (Symbol.dispose) fake[Symbol.dispose]();
}

async function run(fake: FakeSecretsManager, functions: Functions, step: Step): Promise<Partial<Outcome>> {
  try {
    if ("call" in step || "raw" in step) return { exchange: await send(fake, step) };
    if ("advance" in step) return { happened: await fake.advance(step.advance) };
    if ("runRotations" in step) return { ran: await fake.runRotations(step.runRotations) };
    if ("seed" in step) fake.seed(toBytes(step.seed) as Secrets);
    else if ("onRotate" in step) functions.add(step.onRotate, step.handler);
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
  #place = 0;
  #invocations: Invocation[] = [];

  constructor(fake: FakeSecretsManager, { known = [], runner = runInWorker }: ReplayOptions) {
    this.#fake = fake;
    this.#known = known;
    this.#runner = runner;
  }

  add(name: string, text: string): void {
    this.#fake.onRotate(name, (event, context) => this.#invoke(text, event, context));
  }

  /** What was invoked since the last turn. */
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
    const ended = await this.#runner(text, event, context, (call, request, where) => {
      const asked = ask(this.#fake, call, request, where);
      calls.push(asked);
      return asked;
    });
    this.#invocations.push({ function: context.invokedFunctionArn, event, calls, ...ended });
    if (ended.error !== undefined) throw new Error(ended.error);
  }
}

/** The log of rotations: an error by its message, and only at the step that failed. */
function logOf({ rotations }: FakeSecretsManager): readonly Json[] {
  const inWords = ({ error, ...step }: RotationStep) =>
    error === undefined ? step : { ...step, error: (error as Error).message };
  return rotations.map(({ error, ...run }) => fromEngine({ ...run, steps: run.steps.map(inWords) }));
}

/** The session's time after its first `count` steps. */
export function clockAfter(session: Session, count: number): Date {
  const steps = session.steps.slice(0, count);
  const start = Date.parse(session.startsAt);
  return new Date(steps.reduce((time, step) => ("advance" in step ? time + span(step) : time), start));
}

const MILLISECONDS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000, milliseconds: 1 };

function span({ advance }: Advance): number {
  return UNITS.reduce((sum, unit) => sum + (advance[unit] ?? 0) * MILLISECONDS[unit], 0);
}
