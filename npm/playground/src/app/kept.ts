/**
 * State of forms that outlives them: the text that a user typed is there again after a visit to the gallery. Each session has its own. A branch
 * begins with the state of the session that it branches off from.
 */

import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";

/** The ids of the open draft and of the draft that it branches off from. */
export const Scope = createContext<{ readonly id: number; readonly parent: number | undefined }>({
  id: 0,
  parent: undefined,
});

const PAGE = { id: 0, parent: undefined };

const kept = new Map<string, unknown>();

/** Removes the state of a draft, whose id can be used again. */
export function forget(id: number): void {
  for (const key of kept.keys()) if (key.startsWith(`${id} `)) kept.delete(key);
}

/** As `useState`, with a value for each session, or with one for all sessions. */
export function useKept<Value>(
  name: string,
  initial: Value,
  scope: "session" | "page" = "session",
): [Value, (value: Value) => void] {
  const draft = useContext(Scope);
  const { id, parent } = scope === "page" ? PAGE : draft;
  const key = `${id} ${name}`;
  const of = (key: string): Value => (kept.has(key) ? (kept.get(key) as Value) : initial);
  const [state, setState] = useState(() => ({ id, value: of(key) }));
  let current = state;
  if (state.id !== id) {
    kept.set(`${state.id} ${name}`, state.value);
    const isNewBranch = parent === state.id && !kept.has(key);
    current = { id, value: isNewBranch ? state.value : of(key) };
    setState(current);
  }
  const latest = useRef(current);
  latest.current = current;
  useEffect(() => () => void kept.set(`${latest.current.id} ${name}`, latest.current.value), [name]);
  return [current.value, (value) => setState({ id, value })];
}
