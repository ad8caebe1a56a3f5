/** Keeps the focus on a button that is disabled while a step runs. If it stays disabled, the focus goes to another button of its group. */

import { useEffect, useRef } from "preact/hooks";
import type { Scene } from "../session/player.js";

export function useKeptFocus(scene: Scene): void {
  const last = useRef<EventTarget | null>(null);
  useEffect(() => {
    const enter = ({ target }: FocusEvent) => {
      last.current = target;
    };
    const leave = ({ target }: FocusEvent) => {
      // The user has moved the focus, unless the button has been disabled.
      if (!(target instanceof HTMLButtonElement && target.disabled)) last.current = null;
    };
    document.addEventListener("focusin", enter);
    document.addEventListener("focusout", leave);
    return () => {
      document.removeEventListener("focusin", enter);
      document.removeEventListener("focusout", leave);
    };
  }, []);
  useEffect(() => {
    const button = last.current;
    const { activeElement } = document;
    if (!(button instanceof HTMLButtonElement) || (activeElement !== document.body && activeElement !== button)) return;
    const enabled = button.disabled ? button.parentElement?.querySelector<HTMLElement>("button:enabled") : button;
    enabled?.focus({ preventScroll: true });
  }, [scene]);
}
