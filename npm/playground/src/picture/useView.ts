/** The visible part of the picture: its width, and the scroll position that follows moving labels. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { reducedMotion } from "../app/motion.js";
import type { Layout, PlacedTag } from "./layout.js";

type Frame = { readonly current: HTMLElement | null };

/** The width that is available for the picture. */
export function useWidth(frame: Frame): number {
  const [width, setWidth] = useState(720);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () => setWidth(Math.max(1, Math.floor(element.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}

/** Scrolls the picture to a label that has moved (AWSCURRENT first) or to a new version; initially to the version of the last response. */
export function useFollow(frame: Frame, layout: Layout, focus: string | undefined, answered: string | undefined): void {
  const former = useRef<ReadonlyMap<string, string> | undefined>(undefined);
  useEffect(() => {
    const spots = spotsOf(layout);
    const before = former.current;
    former.current = new Map([...spots].map(([key, { on }]) => [key, on]));
    const element = frame.current;
    if (!element) return;
    const moved = [...spots]
      .filter(([key, { on }]) => before?.get(key) !== on)
      .sort(([one], [other]) => weight(other, focus) - weight(one, focus));
    // Initially everything is new: the version of the last response matters most.
    const first = before === undefined && focus !== undefined ? spots.get(`${focus} version ${answered}`) : undefined;
    const spot = first ?? moved[0]?.[1];
    if (spot) bringIntoView(element, spot, before === undefined);
  });
}

interface Spot {
  readonly on: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Labels and versions by key, with the version of each. */
function spotsOf({ lanes, card, tagHeight }: Layout): Map<string, Spot> {
  return new Map(
    lanes.flatMap(({ key, tags, versions }) => [
      ...tags.map((tag: PlacedTag) => {
        const holder = versions.find(({ version }) => version.id === tag.versionId);
        const left = Math.min(tag.x, holder?.x ?? tag.x);
        return [
          `${key} label ${tag.label}`,
          { on: tag.versionId, x: left, y: tag.y, width: card.width, height: tagHeight },
        ] as const;
      }),
      ...versions.map(
        ({ version, x, y }) =>
          [`${key} version ${version.id}`, { on: version.id, x, y, width: card.width, height: card.height }] as const,
      ),
    ]),
  );
}

function weight(key: string, focus: string | undefined): number {
  const lane = focus !== undefined && key.startsWith(focus) ? 10 : 0;
  if (key.endsWith("label AWSCURRENT")) return lane + 3;
  return lane + (key.includes(" label ") ? 2 : 1);
}

function bringIntoView(element: HTMLElement, { x, y, width, height }: Spot, atOnce: boolean): void {
  const margin = 24;
  const left = target(element.scrollLeft, element.clientWidth, x - margin, width + 2 * margin);
  const top = target(element.scrollTop, element.clientHeight, y - margin, height + 2 * margin);
  if (left === element.scrollLeft && top === element.scrollTop) return;
  element.scrollTo({ left, top, behavior: atOnce || reducedMotion() ? "auto" : "smooth" });
}

/** The scroll position that shows a range; the current one if it already does. */
function target(scroll: number, visible: number, start: number, length: number): number {
  if (start >= scroll && start + length <= scroll + visible) return scroll;
  return Math.max(0, start < scroll ? start : start + length - visible);
}
