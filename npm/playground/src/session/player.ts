/** Replays the steps of the open draft, and notifies listeners of the resulting scene. */

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
  withQueuedSteps,
  withSettings,
} from "./workspace.js";

/** Everything that the page shows of a session at one position. */
export interface Scene {
  readonly workspace: Workspace;
  readonly session: Session;
  /** The number of steps that have run; 0 at the start. */
  readonly position: number;
  /** The outcomes of all steps, including those after the position. */
  readonly outcomes: readonly Outcome[];
  readonly inventory: Inventory;
  /** What the last step changed. */
  readonly changes: readonly Change[];
  /** The rotation function that is running, if any. */
  readonly busy: Busy | undefined;
  /** The reason why the last change failed, if it failed. */
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
  /** The outcomes of recent sessions, so that no function runs twice for the same steps. */
  #known: ReadonlyArray<Pick<Scene, "session" | "outcomes">> = [];
  #work: Promise<unknown> = Promise.resolve();
  /** The run of the latest session, to continue it. */
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

  /** Calls the listener with every new scene. Returns a function that stops this. */
  listen(listener: (scene: Scene) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens a session as a new draft. */
  load(draft: Pick<Draft, "title" | "origin" | "session" | "position">): Promise<void> {
    return this.#update((workspace) => withDraft(workspace, draft));
  }

  /** Changes the workspace after all earlier changes. `change` gets the current workspace and returns the new one. */
  update(change: (workspace: Workspace) => Workspace): Promise<void> {
    return this.#update(change);
  }

  open(id: number | undefined): Promise<void> {
    return this.#update((workspace) => withOpen(workspace, id));
  }

  remove(id: number): Promise<void> {
    return this.#update((workspace) => withoutDraft(workspace, id));
  }

  /** Runs the steps again with another seed or start time, as a new draft. */
  change(settings: Partial<Pick<Session, "seed" | "startsAt">>): Promise<void> {
    return this.#update((workspace) => withSettings(workspace, settings));
  }

  queueSteps(wait: boolean): Promise<void> {
    return this.#update((workspace) => withQueuedSteps(workspace, wait));
  }

  /** Performs steps after the current position. Ignores steps while a rotation function runs. */
  perform(...steps: readonly Step[]): Promise<void> {
    const invocations = this.#invocations;
    if (this.#scene.busy) return Promise.resolve();
    return this.#update((workspace) =>
      this.#invocations === invocations ? steps.reduce(withPerformed, workspace) : workspace,
    );
  }

  /** Goes to a position in the session, forwards or backwards. */
  goTo(position: number): Promise<void> {
    return this.#update((workspace) => withPosition(workspace, position));
  }

  /** Moves by a number of steps from the position after all earlier changes. */
  move(by: number): Promise<void> {
    return this.#update((workspace) => withPosition(workspace, (openDraft(workspace)?.position ?? 0) + by));
  }

  undo(): Promise<void> {
    return this.#update(undo);
  }

  redo(): Promise<void> {
    return this.#update(redo);
  }

  /** Stops the running rotation function. Its step fails. */
  stop(): void {
    this.#stop?.();
  }

  /** Runs changes one after the other, because a replay may wait for a rotation function. */
  #update(change: (workspace: Workspace) => Workspace): Promise<void> {
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

  /** The outcomes of all steps. Rotation functions do not run again for steps that an earlier replay has run. */
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

  /** A run of all steps of the session. Continues the latest run if only steps were added. */
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
