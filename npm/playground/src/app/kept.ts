/** State of forms that outlives them: what is typed is there again after a visit to the first page. Each session has its own. */

import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";

/** The id of the open draft. */
export const Scope = createContext(0);

const kept = new Map<string, unknown>();

/** As `useState`, with the value that the open session had when the component was removed. */
export function useKept<Value>(name: string, initial: Value): [Value, (value: Value) => void] {
  const key = `${useContext(Scope)} ${name}`;
  const [value, setValue] = useState(() => (kept.has(key) ? (kept.get(key) as Value) : initial));
  const latest = useRef({ key, value });
  latest.current = { key, value };
  useEffect(() => () => void kept.set(latest.current.key, latest.current.value), []);
  return [value, setValue];
}
