/**
 * The sessions of the page. Steps are only added: a step that is performed before the end of a session starts a branch and leaves the
 * session unchanged. Undo and redo only change the position, so nothing is lost.
 */

import type { Session, Step } from "./session.js";
import { withStep } from "./session.js";
import { withToken } from "./tokens.js";

/** The origin of a draft: created by the user, a scenario, a link or a file. */
export type Origin = "own" | "scenario" | "link" | "file";

export interface Draft {
  readonly id: number;
  readonly title: string;
  readonly origin: Origin;
  readonly session: Session;
  /** The number of steps that have run. */
  readonly position: number;
  /** The draft that this one branches off from, and the number of steps before the branch. */
  readonly parent?: { readonly id: number; readonly position: number };
}

/** A position in a draft. */
export interface Place {
  readonly id: number;
  readonly position: number;
}

export interface Workspace {
  readonly drafts: readonly Draft[];
  /** The draft that the page shows; undefined for the start page. */
  readonly open: number | undefined;
  /** The positions that undo has left, the latest last. */
  readonly undone: readonly Place[];
}

export const NO_DRAFTS: Workspace = { drafts: [], open: undefined, undone: [] };

export function openDraft({ drafts, open }: Workspace): Draft | undefined {
  return drafts.find(({ id }) => id === open);
}

/** The drafts with the user's own work, the latest last. Excludes scenarios, which can be opened again. */
export function ownDrafts({ drafts }: Workspace): readonly Draft[] {
  return drafts.filter(({ origin, session }) => origin !== "scenario" && session.steps.length > 0);
}

/** Opens a session as a new draft. Drops scenarios and empty drafts, because the user can open them again. */
export function withDraft(
  workspace: Workspace,
  draft: Pick<Draft, "title" | "origin" | "session" | "position">,
): Workspace {
  const id = nextId(workspace);
  const kept = workspace.drafts.filter((one) => one.origin !== "scenario" && one.session.steps.length > 0);
  return { drafts: [...kept, { id, ...draft, title: unique(draft.title, kept) }], open: id, undone: [] };
}

/** Performs a step in the open draft. Appends it at the end of the user's own draft, and starts a branch anywhere else. */
export function withPerformed(workspace: Workspace, step: Step): Workspace {
  const draft = openDraft(workspace);
  if (!draft) return workspace;
  const { session, position, origin, title, id } = draft;
  const grown = withStep(session, position, withToken(step, session.seed, position));
  const next = position + 1;
  if (origin !== "scenario" && position === session.steps.length) {
    const drafts = workspace.drafts.map((one) => (one.id === id ? { ...one, session: grown, position: next } : one));
    return { ...workspace, drafts, undone: [] };
  }
  const branch: Draft = {
    id: nextId(workspace),
    title: unique(origin === "scenario" ? `${title}, my version` : branchTitle(title), workspace.drafts),
    origin: "own",
    session: grown,
    position: next,
    parent: { id, position },
  };
  return { drafts: [...workspace.drafts, branch], open: branch.id, undone: [] };
}

/** Runs the same steps with other settings, as a new draft. */
export function withSettings(workspace: Workspace, settings: Partial<Pick<Session, "seed" | "startsAt">>): Workspace {
  const draft = openDraft(workspace);
  if (!draft) return workspace;
  const copy: Draft = {
    id: nextId(workspace),
    title: unique(draft.title, workspace.drafts),
    origin: "own",
    session: { ...draft.session, ...settings },
    position: draft.position,
  };
  return { drafts: [...workspace.drafts, copy], open: copy.id, undone: [] };
}

/** Sets whether rotation steps are queued for `runRotations`. */
export function withQueuedSteps(workspace: Workspace, wait: boolean): Workspace {
  const drafts = workspace.drafts.map((draft) => {
    if (draft.id !== workspace.open) return draft;
    const { rotationSteps, ...session } = draft.session;
    return { ...draft, session: wait ? { ...session, rotationSteps: "queue" as const } : session };
  });
  return { ...workspace, drafts };
}

/** Goes to a position of the open draft. */
export function withPosition(workspace: Workspace, position: number): Workspace {
  const draft = openDraft(workspace);
  return draft ? atPlace(workspace, { id: draft.id, position }) : workspace;
}

/** Opens another draft at its own position. */
export function withOpen(workspace: Workspace, id: number | undefined): Workspace {
  return { ...workspace, open: id, undone: [] };
}

export function withoutDraft(workspace: Workspace, id: number): Workspace {
  const drafts = workspace.drafts.filter((one) => one.id !== id);
  const open = workspace.open === id ? drafts.at(-1)?.id : workspace.open;
  return { drafts, open, undone: [] };
}

/** Restores a removed draft. */
export function withRestored(workspace: Workspace, draft: Draft): Workspace {
  const drafts = [...workspace.drafts.filter(({ id }) => id !== draft.id), draft];
  return { ...workspace, drafts: drafts.sort((one, other) => one.id - other.id) };
}

/** Undoes the last step. Undoing the first step of a branch opens the draft that it branches off from. */
export function undo(workspace: Workspace): Workspace {
  const draft = openDraft(workspace);
  if (!draft || draft.position === 0) return workspace;
  const { id, position, parent } = draft;
  const before =
    parent && position === parent.position + 1 && workspace.drafts.some((one) => one.id === parent.id)
      ? parent
      : { id, position: position - 1 };
  return { ...atPlace(workspace, before), undone: [...workspace.undone, { id, position }] };
}

/** Returns to the position that the last undo left. */
export function redo(workspace: Workspace): Workspace {
  const place = workspace.undone.at(-1);
  if (place === undefined) {
    const draft = openDraft(workspace);
    return draft ? withPosition(workspace, draft.position + 1) : workspace;
  }
  return { ...atPlace(workspace, place), undone: workspace.undone.slice(0, -1) };
}

function atPlace(workspace: Workspace, { id, position }: Place): Workspace {
  const drafts = workspace.drafts.map((one) =>
    one.id === id ? { ...one, position: Math.max(0, Math.min(position, one.session.steps.length)) } : one,
  );
  return { ...workspace, drafts, open: id };
}

function nextId({ drafts }: Workspace): number {
  return Math.max(0, ...drafts.map(({ id }) => id)) + 1;
}

function branchTitle(title: string): string {
  return `${title.replace(/, branch( \d+)?$/, "")}, branch`;
}

/** The title, numbered if another draft has it. */
function unique(title: string, drafts: readonly Draft[]): string {
  const taken = new Set(drafts.map((one) => one.title));
  if (!taken.has(title)) return title;
  for (let number = 2; ; number += 1) if (!taken.has(`${title} ${number}`)) return `${title} ${number}`;
}
