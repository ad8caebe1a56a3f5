/** Shows the open draft of a workspace: replays its steps, and tells listeners what the page needs to draw them. */

import { type Change, changes } from "../engine/changes.js";
import type { HandlerWatch } from "../engine/handler-worker.js";
import { type Inventory, inventoryAfter } from "../engine/inventory.js";
import { end, type Outcome, Run } from "../engine/replay.js";
import { commonSteps, EMPTY, type RotationStepName, type Session, type Step } from "./session.js";
import {
  type Draft,
  NO_DRAFTS,
  openDraft,
  redo,
  undo,
  type Workspace,
  withDraft,
  withOpen,
  withoutDraft,
  withPerformed,
  withPosition,
  withSettings,
  withStepsWaiting,
} from "./workspace.js";

/** Everything that the page shows of a session at one place. */
export interface Scene {
  readonly workspace: Workspace;
  readonly session: Session;
  /** How many steps are done: 0 is the start. */
  readonly position: number;
  /** The outcomes of all steps, those after the position too. */
  readonly outcomes: readonly Outcome[];
  readonly inventory: Inventory;
  /** What the last step changed. */
  readonly changes: readonly Change[];
  /** The rotation function that runs now, if one does. */
  readonly busy: Busy | undefined;
  /** Why the last change was not made, if it was not. */
  readonly problem: string | undefined;
}

export interface Busy {
  readonly step: RotationStepName;
  /** From `performance.now()`. */
  readonly since: number;
  readonly calls: number;
}

export class Player {
  #scene: Scene;
  #inventories = new Map<number, Inventory>();
  /** The outcomes of the sessions that were shown last, so that no function runs twice for the same steps. */
  #known: ReadonlyArray<Pick<Scene, "session" | "outcomes">> = [];
  #work: Promise<unknown> = Promise.resolve();
  /** The fake of the session that was shown last, to continue it. */
  #latest: { readonly session: Session; readonly run: Run } | undefined;
  #invocations = 0;
  #stop: (() => void) | undefined;
  readonly #listeners = new Set<(scene: Scene) => void>();

  constructor() {
    const inventory = nothing(EMPTY);
    const shown = {
      session: EMPTY,
      position: 0,
      outcomes: [],
      inventory,
      changes: [],
      busy: undefined,
      problem: undefined,
    };
    this.#scene = { workspace: NO_DRAFTS, ...shown };
  }

  get scene(): Scene {
    return this.#scene;
  }

  /** Calls the listener with every new scene, until the returned function is called. */
  listen(listener: (scene: Scene) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens a session as a new draft. */
  load(draft: Pick<Draft, "title" | "origin" | "session" | "position">): Promise<void> {
    return this.#become((workspace) => withDraft(workspace, draft));
  }

  /** Changes the workspace by a function of the current one, when all earlier work is done. */
  become(change: (workspace: Workspace) => Workspace): Promise<void> {
    return this.#become(change);
  }

  open(id: number | undefined): Promise<void> {
    return this.#become((workspace) => withOpen(workspace, id));
  }

  remove(id: number): Promise<void> {
    return this.#become((workspace) => withoutDraft(workspace, id));
  }

  /** Runs the steps again with another seed or start time, as a new draft. */
  change(settings: Partial<Pick<Session, "seed" | "startsAt">>): Promise<void> {
    return this.#become((workspace) => withSettings(workspace, settings));
  }

  letStepsWait(wait: boolean): Promise<void> {
    return this.#become((workspace) => withStepsWaiting(workspace, wait));
  }

  /** Performs steps after those that are done. Steps that come in while a rotation function runs are dropped, not queued. */
  perform(...steps: readonly Step[]): Promise<void> {
    const invocations = this.#invocations;
    if (this.#scene.busy) return Promise.resolve();
    return this.#become((workspace) =>
      this.#invocations === invocations ? steps.reduce(withPerformed, workspace) : workspace,
    );
  }

  /** Goes to a place in the session, forwards or backwards. */
  goTo(position: number): Promise<void> {
    return this.#become((workspace) => withPosition(workspace, position));
  }

  /** As `goTo`, that many steps from the place where the session stands when its turn comes. */
  move(by: number): Promise<void> {
    return this.#become((workspace) => withPosition(workspace, (openDraft(workspace)?.position ?? 0) + by));
  }

  undo(): Promise<void> {
    return this.#become(undo);
  }

  redo(): Promise<void> {
    return this.#become(redo);
  }

  /** Stops the rotation function that runs now; its step fails. */
  stop(): void {
    this.#stop?.();
  }

  /** One change after the other: a replay may wait for a rotation function. */
  #become(change: (workspace: Workspace) => Workspace): Promise<void> {
    const turn = this.#work.then(() => this.#show(change(this.#scene.workspace)));
    this.#work = turn.catch((error: Error) =>
      this.#tell({ ...this.#scene, problem: `The page cannot show this step: ${error.message}.` }),
    );
    return turn;
  }

  async #show(workspace: Workspace): Promise<void> {
    if (workspace === this.#scene.workspace) return;
    const draft = openDraft(workspace);
    if (!draft) return this.#tell({ ...this.#scene, workspace, problem: undefined });
    const { session, position } = draft;
    try {
      const outcomes = await this.#outcomesOf(session);
      const inventory = await this.#inventoryAt(session, position, outcomes);
      const before = position > 0 ? await this.#inventoryAt(session, position - 1, outcomes) : inventory;
      const changed = changes(before, inventory);
      this.#tell({
        workspace,
        session,
        position,
        outcomes,
        inventory,
        changes: changed,
        busy: undefined,
        problem: undefined,
      });
    } finally {
      this.#stop = undefined;
      if (this.#scene.busy) this.#tell({ ...this.#scene, busy: undefined });
    }
  }

  #tell(scene: Scene): void {
    this.#scene = scene;
    for (const listener of this.#listeners) listener(scene);
  }

  /** The outcomes of all steps. Functions do not run again for steps that an earlier replay has in common with this one. */
  async #outcomesOf(session: Session): Promise<readonly Outcome[]> {
    const shown = this.#scene.session;
    if (session === shown) return this.#scene.outcomes;
    const common = commonSteps(shown, session);
    for (const place of this.#inventories.keys()) if (place > common || common === 0) this.#inventories.delete(place);
    const known = this.#known
      .map(({ session: former, outcomes }) => outcomes.slice(0, commonSteps(former, session)))
      .reduce((longest, outcomes) => (outcomes.length > longest.length ? outcomes : longest), []);
    const outcomes = [...(await this.#runTo(session, known)).outcomes];
    this.#known = [{ session, outcomes }, ...this.#known].slice(0, 12);
    return outcomes;
  }

  /** The run that has done all steps of the session. A session that has only grown continues the latest run. */
  async #runTo(session: Session, known: readonly Outcome[]): Promise<Run> {
    const latest = this.#latest;
    const done = latest?.run.outcomes.length ?? 0;
    const isGrown = latest !== undefined && done > 0 && commonSteps(latest.session, session) === done;
    const run = isGrown ? latest.run : new Run(session, { known, watch: this.#watch });
    if (latest && !isGrown) end(latest.run);
    this.#latest = undefined;
    for (const step of session.steps.slice(run.outcomes.length)) await run.perform(step);
    this.#latest = { session, run };
    return run;
  }

  readonly #watch: HandlerWatch = {
    started: (step, stop) => {
      this.#invocations += 1;
      this.#stop = stop;
      this.#tell({ ...this.#scene, busy: { step, since: performance.now(), calls: 0 } });
    },
    called: () => {
      const { busy } = this.#scene;
      if (busy) this.#tell({ ...this.#scene, busy: { ...busy, calls: busy.calls + 1 } });
    },
  };

  async #inventoryAt(session: Session, position: number, outcomes: readonly Outcome[]): Promise<Inventory> {
    const known = this.#inventories.get(position);
    if (known) return known;
    const inventory = position === 0 ? nothing(session) : await inventoryAfter(session, position, outcomes);
    this.#inventories.set(position, inventory);
    return inventory;
  }
}

function nothing(session: Session): Inventory {
  return { now: new Date(session.startsAt), secrets: [] };
}
