/** The session on the table: where it stands, what came of each step, and how to go to another place in it. */

import { type Change, changes } from "../engine/changes.js";
import { end, type Outcome, replay } from "../engine/replay.js";
import { type World, worldAfter } from "../engine/world.js";
import { commonSteps, EMPTY, type Session, type Step, withStep } from "./session.js";
import { withToken } from "./tokens.js";

/** All that the page shows of a session at one place. */
export interface Scene {
  readonly session: Session;
  /** How many steps are done: 0 is the beginning. */
  readonly position: number;
  /** Of all steps, those after the position too. */
  readonly outcomes: readonly Outcome[];
  readonly world: World;
  /** What the last step changed. */
  readonly changes: readonly Change[];
}

export class Player {
  #scene: Scene;
  #worlds = new Map<number, World>();
  #work: Promise<unknown> = Promise.resolve();
  readonly #listeners = new Set<(scene: Scene) => void>();

  constructor() {
    this.#scene = { session: EMPTY, position: 0, outcomes: [], world: nothing(EMPTY), changes: [] };
  }

  get scene(): Scene {
    return this.#scene;
  }

  /** Calls the listener with every new scene, until the function that it returns is called. */
  listen(listener: (scene: Scene) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts another session on the table. */
  load(session: Session, position = session.steps.length): Promise<void> {
    return this.#inTurn(() => this.#show(session, position));
  }

  /** The same steps under other settings: another seed, another time, or rotations whose steps wait. */
  change(settings: {
    readonly seed?: number;
    readonly startsAt?: string;
    readonly stepsWait?: boolean;
  }): Promise<void> {
    return this.#inTurn(() => {
      const { rotationSteps, ...former } = this.#scene.session;
      const { stepsWait = rotationSteps === "queue", ...others } = settings;
      const session = { ...former, ...others, ...(stepsWait && { rotationSteps: "queue" as const }) };
      return this.#show(session, this.#scene.position);
    });
  }

  /** Does one more step after those that are done; what was undone before is given up. */
  perform(step: Step): Promise<void> {
    return this.#inTurn(() => {
      const { session, position } = this.#scene;
      return this.#show(withStep(session, position, withToken(step, session.seed, position)), position + 1);
    });
  }

  /** Goes to a place in the session, forwards or backwards. */
  goTo(position: number): Promise<void> {
    return this.#inTurn(() => this.#show(this.#scene.session, position));
  }

  /** As `goTo`, so many steps from where it stands when its turn comes. */
  move(by: number): Promise<void> {
    return this.#inTurn(() => this.#show(this.#scene.session, this.#scene.position + by));
  }

  /** One thing after the other: replaying may wait for a rotation function. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#work.then(work);
    this.#work = turn.catch(() => {});
    return turn;
  }

  async #show(session: Session, wanted: number): Promise<void> {
    const position = Math.max(0, Math.min(wanted, session.steps.length));
    const outcomes = await this.#outcomesOf(session);
    const world = await this.#worldAt(session, position, outcomes);
    const before = position > 0 ? await this.#worldAt(session, position - 1, outcomes) : world;
    this.#scene = { session, position, outcomes, world, changes: changes(before, world) };
    for (const listener of this.#listeners) listener(this.#scene);
  }

  /** What came of all steps. What is alike at the beginning is known: functions are not invoked again there. */
  async #outcomesOf(session: Session): Promise<readonly Outcome[]> {
    const former = this.#scene;
    if (session === former.session) return former.outcomes;
    const common = commonSteps(former.session, session);
    for (const place of this.#worlds.keys()) if (place > common || common === 0) this.#worlds.delete(place);
    const replayed = await replay(session, { known: former.outcomes.slice(0, common) });
    end(replayed);
    return replayed.outcomes;
  }

  async #worldAt(session: Session, position: number, outcomes: readonly Outcome[]): Promise<World> {
    const known = this.#worlds.get(position);
    if (known) return known;
    const world = position === 0 ? nothing(session) : await worldAfter(session, position, outcomes);
    this.#worlds.set(position, world);
    return world;
  }
}

function nothing(session: Session): World {
  return { now: new Date(session.startsAt), secrets: [] };
}
