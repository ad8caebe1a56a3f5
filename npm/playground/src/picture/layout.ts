/** Computes the positions of everything in the picture, without the DOM, so tests need no browser. */

import type { Version } from "../engine/inventory.js";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A primary, a replica, or a standalone secret. */
export interface Lane {
  readonly key: string;
  readonly versions: readonly Version[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Whether versions are side by side; otherwise they are one below the other. */
  readonly across: boolean;
  readonly card: { readonly width: number; readonly height: number };
  readonly tagHeight: number;
  readonly lanes: readonly PlacedLane[];
}

export interface PlacedLane {
  readonly key: string;
  /** The position of the lane's title; absent if the picture has one lane. */
  readonly title: Point | undefined;
  /** The timeline, from its start to its end. */
  readonly line: readonly [Point, Point];
  readonly versions: readonly PlacedVersion[];
  readonly piles: readonly PlacedPile[];
  readonly tags: readonly PlacedTag[];
}

export interface PlacedVersion extends Point {
  readonly version: Version;
  /** Its dot on the timeline. */
  readonly dot: Point;
  readonly deprecated: boolean;
}

/** Deprecated versions that are folded into one card. */
export interface PlacedPile extends Point {
  readonly versions: readonly Version[];
  readonly dot: Point;
}

export interface PlacedTag extends Point {
  readonly label: string;
  readonly versionId: string;
  readonly width: number;
}

/** The space to reserve from the start, so that nothing jumps later. */
export interface Reserve {
  readonly versions: number;
  readonly labels: number;
}

export const CARD = { width: 148, narrow: 126, height: 74 };
const TAG = { height: 26, step: 32 };
/** The number of labels on one version from which tags are smaller. */
const CROWDED = { from: 7, height: 20, step: 23 };
const GAP = 36;
const LEAST_GAP = 12;
const MARGIN = 16;
const TITLE = 24;

/** The number of deprecated versions from which they are folded. */
export const FOLD_FROM = 8;

/** The width of the widest tag; longer labels are truncated. */
const TAG_LIMIT = 156;
const LETTER = 7.3;

/** Return a tag's width from the number of letters in the picture's monospaced font. */
export function tagWidth(label: string): number {
  return Math.min(TAG_LIMIT, Math.round(22 + [...label].length * LETTER));
}

/** Return the part of a label that fits into a tag. */
export function tagText(label: string, width: number): string {
  return cut(label, Math.max(2, Math.floor((width - 16) / LETTER)));
}

/** Truncate a text to a number of characters, including the ellipsis. */
export function cut(text: string, most: number): string {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
}

/** The number of versions that have no label in any lane. */
export function deprecatedCount(lanes: readonly Lane[]): number {
  return columnsOf(lanes, false).filter(({ deprecated }) => deprecated).length;
}

/** Places versions side by side if there is space, one below the other otherwise. A column has the same version in every lane. */
export function layout(lanes: readonly Lane[], available: number, reserve: Reserve, folded: boolean): Layout {
  const columns = columnsOf(lanes, folded && deprecatedCount(lanes) >= FOLD_FROM);
  const most = Math.max(0, ...lanes.flatMap(({ versions }) => versions.map(({ labels }) => labels.length)));
  const tag = Math.max(most, reserve.labels) >= CROWDED.from ? CROWDED : TAG;
  const enough = Math.min(480, Math.max(2, reserve.versions) * (CARD.width + GAP) + 2 * MARGIN);
  return available >= enough
    ? across(lanes, columns, available, reserve, tag)
    : downwards(lanes, columns, available, reserve, tag);
}

/** One version, or several that are folded. */
interface Column {
  readonly ids: readonly string[];
  readonly deprecated: boolean;
}

function columnsOf(lanes: readonly Lane[], fold: boolean): Column[] {
  const numbers = new Map<string, number>();
  const labeled = new Set<string>();
  for (const { id, number, labels } of lanes.flatMap(({ versions }) => versions)) {
    numbers.set(id, number);
    if (labels.length) labeled.add(id);
  }
  const ids = [...numbers].sort(([, one], [, other]) => one - other).map(([id]) => id);
  const columns: Column[] = [];
  for (const id of ids) {
    const deprecated = !labeled.has(id);
    const last = columns.at(-1);
    if (fold && deprecated && last?.deprecated) columns[columns.length - 1] = { ids: [...last.ids, id], deprecated };
    else columns.push({ ids: [id], deprecated });
  }
  return columns;
}

/** The content of each column of a lane. */
function cells({ versions }: Lane, columns: readonly Column[]) {
  return columns.map(({ ids }) => versions.filter(({ id }) => ids.includes(id)));
}

function across(
  lanes: readonly Lane[],
  columns: readonly Column[],
  available: number,
  reserve: Reserve,
  tag: typeof TAG,
): Layout {
  const fitting = Math.floor((available - 2 * MARGIN + LEAST_GAP) / (CARD.width + LEAST_GAP));
  const spread = fitting > 1 ? (available - 2 * MARGIN - CARD.width) / (fitting - 1) : CARD.width + GAP;
  const step = Math.max(CARD.width + LEAST_GAP, Math.min(CARD.width + GAP, spread));
  const width = Math.max(available, (columns.length - 1) * step + CARD.width + 2 * MARGIN);
  let y = 0;
  const placed = lanes.map((lane): PlacedLane => {
    const title = lanes.length > 1 ? { x: MARGIN, y: y + TITLE - 6 } : undefined;
    const highest = Math.max(
      lanes.length > 1 ? 1 : reserve.labels,
      1,
      ...lane.versions.map(({ labels }) => labels.length),
    );
    const lineY = y + (title ? TITLE : MARGIN) + highest * tag.step + 16;
    y = lineY + 22 + CARD.height + MARGIN;
    const versions: PlacedVersion[] = [];
    const piles: PlacedPile[] = [];
    const tags: PlacedTag[] = [];
    cells(lane, columns).forEach((found, place) => {
      const x = MARGIN + place * step;
      const spot = { x, y: lineY + 22, dot: { x: x + CARD.width / 2, y: lineY } };
      const [version] = found;
      if (!version) return;
      if ((columns[place]?.ids.length ?? 0) > 1) {
        piles.push({ ...spot, versions: found });
        return;
      }
      versions.push({ ...spot, version, deprecated: version.labels.length === 0 });
      version.labels.forEach((label, row) => {
        const width = tagWidth(label);
        tags.push({
          label,
          versionId: version.id,
          width,
          x: spot.dot.x - width / 2,
          y: lineY - 14 - tag.height - row * tag.step,
        });
      });
    });
    const line = [
      { x: MARGIN, y: lineY },
      { x: width - MARGIN, y: lineY },
    ] as const;
    return { key: lane.key, title, line, versions, piles, tags: sorted(tags) };
  });
  return {
    width,
    height: Math.max(y, emptyHeight(reserve, tag)),
    across: true,
    card: CARD,
    tagHeight: tag.height,
    lanes: placed,
  };
}

/** The height of a picture without a secret. */
function emptyHeight({ labels }: Reserve, tag: typeof TAG): number {
  return 2 * MARGIN + labels * tag.step + 38 + CARD.height;
}

function downwards(
  lanes: readonly Lane[],
  columns: readonly Column[],
  width: number,
  reserve: Reserve,
  tag: typeof TAG,
): Layout {
  const lineX = 10;
  const cardX = lineX + 16;
  const card = { width: width < 420 ? CARD.narrow : CARD.width, height: CARD.height };
  const tagX = cardX + card.width + 8;
  let y = 0;
  const placed = lanes.map((lane): PlacedLane => {
    const title = lanes.length > 1 ? { x: 0, y: y + TITLE - 4 } : undefined;
    y += title ? TITLE + 8 : MARGIN;
    const top = y;
    const versions: PlacedVersion[] = [];
    const piles: PlacedPile[] = [];
    const tags: PlacedTag[] = [];
    cells(lane, columns).forEach((found, place) => {
      const [version] = found;
      if (!version) return;
      const spot = { x: cardX, y, dot: { x: lineX, y: y + CARD.height / 2 } };
      if ((columns[place]?.ids.length ?? 0) > 1) {
        piles.push({ ...spot, versions: found });
      } else {
        versions.push({ ...spot, version, deprecated: version.labels.length === 0 });
        const above = Math.max(0, (CARD.height - version.labels.length * tag.step + (tag.step - tag.height)) / 2);
        version.labels.forEach((label, row) => {
          const available = Math.max(24, width - tagX - 2);
          const spotY = spot.y + above + row * tag.step;
          tags.push({ label, versionId: version.id, width: Math.min(tagWidth(label), available), x: tagX, y: spotY });
        });
      }
      y += Math.max(CARD.height, version.labels.length * tag.step) + MARGIN;
    });
    const line = [
      { x: lineX, y: top },
      { x: lineX, y: Math.max(top + 1, y - MARGIN) },
    ] as const;
    return { key: lane.key, title, line, versions, piles, tags: sorted(tags) };
  });
  const height = Math.max(y, MARGIN + Math.min(reserve.versions, 3) * (CARD.height + MARGIN));
  return { width: Math.max(width, tagX + 28), height, across: false, card, tagHeight: tag.height, lanes: placed };
}

/** Sorts the elements always in the same order: an element that keeps its place in the document can be animated. */
function sorted(tags: readonly PlacedTag[]): PlacedTag[] {
  return [...tags].sort((one, other) => (one.label < other.label ? -1 : 1));
}
