/** Dragging a label onto a version: the pointer moves the tag, and a drop proposes the call that would move the label. */

import { useRef, useState } from "preact/hooks";

/** A label dropped onto a version of the same secret. */
export interface Drop {
  readonly secret: string;
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

interface Dragged {
  readonly secret: string;
  readonly label: string;
  readonly from: string;
}

interface Spot {
  readonly secret: string;
  readonly version: string;
}

/** A pointer that moves fewer pixels is a click. */
const LEAST = 6;

export function useDrag(drop: ((drop: Drop) => void) | undefined) {
  const start = useRef<{ readonly x: number; readonly y: number; readonly dragged: Dragged } | undefined>(undefined);
  const [state, setState] = useState<{
    readonly dragged: Dragged;
    readonly by: { x: number; y: number };
    readonly target: Spot | undefined;
  }>();
  const onPointerDown = (event: PointerEvent) => {
    const tag = (event.target as Element).closest<SVGElement>("[data-label]");
    const secret = tag?.closest<SVGElement>("[data-lane]")?.dataset.lane;
    const { label, on } = tag?.dataset ?? {};
    if (event.button !== 0 || !secret || !label || !on) return;
    start.current = { x: event.clientX, y: event.clientY, dragged: { secret, label, from: on } };
  };
  const onPointerMove = (event: PointerEvent) => {
    const begun = start.current;
    if (!begun) return;
    const by = { x: event.clientX - begun.x, y: event.clientY - begun.y };
    if (!state && Math.hypot(by.x, by.y) < LEAST) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    setState({ dragged: begun.dragged, by, target: targetAt(event, begun.dragged) });
  };
  const end = (event: PointerEvent) => {
    const begun = start.current;
    start.current = undefined;
    if (!state || !begun) return;
    setState(undefined);
    // The click after a drag must not pick anything.
    const element = event.currentTarget as Element;
    const swallow = (click: Event) => click.stopPropagation();
    element.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => element.removeEventListener("click", swallow, { capture: true }), 0);
    const target = event.type === "pointerup" ? targetAt(event, begun.dragged) : undefined;
    if (target) drop?.({ ...begun.dragged, to: target.version });
  };
  return {
    dragged: state?.dragged,
    by: state?.by,
    target: state?.target,
    handlers: drop ? { onPointerDown, onPointerMove, onPointerUp: end, onPointerCancel: end } : {},
  };
}

/** The version under the pointer: by its card, its dot, or the column above it. */
function targetAt({ clientX, clientY }: PointerEvent, { secret, from }: Dragged): Spot | undefined {
  for (const element of document.elementsFromPoint(clientX, clientY)) {
    const version = element.closest<SVGElement>("[data-version]")?.dataset.version;
    const lane = element.closest<SVGElement>("[data-lane]")?.dataset.lane;
    if (version && lane === secret) return version === from ? undefined : { secret, version };
  }
  return undefined;
}
