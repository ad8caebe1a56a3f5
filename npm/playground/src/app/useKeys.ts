/** Keyboard shortcuts: Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y outside text fields; Ctrl+Enter sends the visible form. */

import { useEffect } from "preact/hooks";

interface Keys {
  readonly undo: () => void;
  readonly redo: () => void;
}

export function useKeys({ undo, redo }: Keys): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || document.querySelector("dialog[open]")) return;
      if (event.key === "Enter") {
        event.preventDefault();
        document.querySelector<HTMLFormElement>("[role=tabpanel] > div:not([hidden]) > form")?.requestSubmit();
        return;
      }
      if ((event.target as Element).matches("input:not([type=range]), textarea")) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) redo();
      else undo();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  });
}
