/**
 * Keeps the workspace in the URL, so that reload, bookmarks and the browser's Back lose nothing. Opening a session adds an entry to the
 * browser's history; a step replaces the current entry.
 */

import { plainWorkspace, readHash, readWorkspace, writeWorkspace } from "../exporting/link.js";
import type { Player } from "../session/player.js";
import { type Workspace, withDraft, withOpen } from "../session/workspace.js";

/** Browsers limit how often a page may change its URL. */
const LEAST_MILLISECONDS = 250;
/** Some browsers drop longer URLs. */
const LONGEST = 500_000;

/** The state of an entry in the browser's history. */
interface Entry {
  readonly open: number | undefined;
  /** The workspace until the URL contains it: packing takes time, and a reload may come first. */
  readonly pending?: object | undefined;
}

/** Whether a reload has left a workspace that the URL does not contain yet. */
export function isPending(): boolean {
  return (history.state as Partial<Entry> | null)?.pending !== undefined;
}

/** Returns a function that stops it. Calls `report` with the reason if a link cannot be opened, and with "" otherwise. */
export function keepInAddress(player: Player, report: (problem: string) => void): () => void {
  let shown: Workspace = player.scene.workspace;
  let fromHistory = false;
  let unsaved = false;
  let written = Promise.resolve();
  let wanted = 0;

  const write = (workspace: Workspace) => {
    wanted += 1;
    const mine = wanted;
    written = written.then(async () => {
      if (mine !== wanted) return;
      const hash = await writeWorkspace(workspace);
      if (mine !== wanted) return;
      unsaved = hash.length > LONGEST;
      history.replaceState(entry(workspace), "", location.pathname + location.search + (unsaved ? "" : hash));
      await new Promise((resolve) => setTimeout(resolve, LEAST_MILLISECONDS));
    });
  };
  const forget = player.listen(({ workspace }) => {
    if (workspace === shown) return;
    if (!fromHistory && isNavigation(shown, workspace)) history.pushState(entry(workspace), "");
    fromHistory = false;
    if (hasNewSteps(shown, workspace))
      history.replaceState({ ...entry(workspace), pending: plainWorkspace(workspace) }, "");
    shown = workspace;
    write(workspace);
  });
  const open = async () => {
    const read = await readHash(location.hash);
    report(read && "problem" in read ? read.problem : "");
    fromHistory = true;
    if (read && "workspace" in read) await player.update((workspace) => merged(workspace, read.workspace));
    else await player.open(undefined);
    fromHistory = false;
  };
  const restore = async () => {
    try {
      const left = readWorkspace((history.state as Entry).pending);
      fromHistory = true;
      await player.update((workspace) => merged(workspace, left));
      fromHistory = false;
    } catch {
      await open();
    }
  };
  const onPopState = async ({ state }: PopStateEvent) => {
    // A pending write belongs to the entry that the browser has left.
    wanted += 1;
    const { open: id } = (state ?? {}) as Partial<Entry>;
    const known = player.scene.workspace.drafts.some((draft) => draft.id === id);
    if (!known && id !== undefined) return isPending() ? restore() : open();
    if (state === null && location.hash !== "") return open();
    fromHistory = true;
    await player.open(id);
    fromHistory = false;
  };
  const onBeforeUnload = (event: BeforeUnloadEvent) => {
    if (unsaved) event.preventDefault();
  };
  if (isPending()) restore();
  else if (location.hash !== "") open();
  addEventListener("popstate", onPopState);
  addEventListener("beforeunload", onBeforeUnload);
  return () => {
    forget();
    removeEventListener("popstate", onPopState);
    removeEventListener("beforeunload", onBeforeUnload);
  };
}

/** Positions change too often to be written at once: browsers limit it. */
function hasNewSteps(before: Workspace, after: Workspace): boolean {
  return after.drafts.some(({ session }) => !before.drafts.some((one) => one.session === session));
}

function entry({ open }: Workspace): Entry {
  return { open };
}

/** Whether the user navigated. Starting a branch, and undoing that, counts as a step. */
function isNavigation(before: Workspace, after: Workspace): boolean {
  if (before.open === after.open) return false;
  if (before.open === undefined || after.open === undefined) return true;
  const parentOf = ({ drafts, open }: Workspace) => drafts.find(({ id }) => id === open)?.parent?.id;
  return parentOf(after) !== before.open && parentOf(before) !== after.open;
}

/** Adds the draft of a link to those of the page, or opens it if the page already has it. */
function merged(workspace: Workspace, read: Workspace): Workspace {
  if (workspace.drafts.length === 0) return read;
  const draft = read.drafts.find(({ id }) => id === read.open);
  if (!draft) return withOpen(workspace, undefined);
  const text = JSON.stringify(draft.session);
  const same = workspace.drafts.find(({ session }) => JSON.stringify(session) === text);
  return same ? withOpen(workspace, same.id) : withDraft(workspace, draft);
}
