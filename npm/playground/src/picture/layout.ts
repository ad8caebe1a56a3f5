/** Where everything stands in the picture of a secret: plain numbers from plain data, so that it can be tested without a browser. */

import type { Version } from "../engine/world.js";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** How wide the cards are. */
  readonly card: number;
  /** The line of time, from its beginning to its end. */
  readonly line: readonly [Point, Point];
  readonly versions: readonly PlacedVersion[];
  readonly tags: readonly PlacedTag[];
}

export interface PlacedVersion extends Point {
  readonly version: Version;
  /** Its dot on the line. */
  readonly dot: Point;
  readonly deprecated: boolean;
}

export interface PlacedTag extends Point {
  readonly label: string;
  readonly versionId: string;
  readonly width: number;
}

export const CARD = { width: 148, narrow: 126, height: 74 };
export const TAG_HEIGHT = 26;
const TAG_STEP = TAG_HEIGHT + 6;
const GAP = 36;
const LEAST_GAP = 12;
const MARGIN = 16;

/** The widest a tag gets; longer labels are cut. */
const TAG_LIMIT = 156;

/** A tag's width, from the number of its letters in the picture's monospaced type. */
export function tagWidth(label: string): number {
  return Math.min(TAG_LIMIT, Math.round(22 + label.length * 7.3));
}

/** What fits into a tag. */
export function tagText(label: string, width: number): string {
  const most = Math.max(2, Math.floor((width - 16) / 7.3));
  return label.length <= most ? label : `${label.slice(0, most - 1)}…`;
}

/** Beside each other where there is room for two, below each other where there is not. */
export function layout(
  versions: readonly Version[],
  room: number,
  reserve: { versions: number; labels: number },
): Layout {
  return room >= Math.min(480, reserve.versions * (CARD.width + GAP) + 2 * MARGIN)
    ? across(versions, room, reserve.labels)
    : downwards(versions, room, reserve.versions);
}

function across(versions: readonly Version[], room: number, labels: number): Layout {
  const gaps = Math.max(1, versions.length - 1);
  const fitting = (room - 2 * MARGIN - CARD.width) / gaps;
  const step = Math.max(CARD.width + LEAST_GAP, Math.min(CARD.width + GAP, fitting));
  const all = (versions.length - 1) * step + CARD.width;
  const width = Math.max(room, all + 2 * MARGIN);
  const highest = Math.max(labels, ...versions.map((version) => version.labels.length));
  const lineY = MARGIN + highest * TAG_STEP + 20;
  // What there is stands in the middle.
  const left = (width - all) / 2;
  const placed = versions.map((version, place) => {
    const x = left + place * step;
    return {
      version,
      x,
      y: lineY + 22,
      dot: { x: x + CARD.width / 2, y: lineY },
      deprecated: version.labels.length === 0,
    };
  });
  const tags = placed.flatMap(({ version, dot }) =>
    version.labels.map((label, place) => {
      const width = tagWidth(label);
      return {
        label,
        versionId: version.id,
        width,
        x: dot.x - width / 2,
        y: lineY - 20 - TAG_HEIGHT - place * TAG_STEP + 4,
      };
    }),
  );
  const line = [
    { x: MARGIN, y: lineY },
    { x: width - MARGIN, y: lineY },
  ] as const;
  return {
    width,
    height: lineY + 22 + CARD.height + MARGIN,
    card: CARD.width,
    line,
    versions: placed,
    tags: sorted(tags),
  };
}

function downwards(versions: readonly Version[], width: number, reserved: number): Layout {
  const lineX = 10;
  const cardX = lineX + 16;
  const card = width < 420 ? CARD.narrow : CARD.width;
  let y = MARGIN;
  const placed: PlacedVersion[] = [];
  const tags: PlacedTag[] = [];
  for (const version of versions) {
    const row = Math.max(CARD.height, version.labels.length * TAG_STEP);
    placed.push({
      version,
      x: cardX,
      y,
      dot: { x: lineX, y: y + CARD.height / 2 },
      deprecated: version.labels.length === 0,
    });
    const tagX = cardX + card + 8;
    version.labels.forEach((label, place) => {
      tags.push({
        label,
        versionId: version.id,
        width: Math.min(tagWidth(label), width - tagX - 2),
        x: tagX,
        y: y + 8 + place * TAG_STEP,
      });
    });
    y += row + 16;
  }
  const height = Math.max(y, MARGIN + Math.min(reserved, 6) * (CARD.height + 16));
  const line = [
    { x: lineX, y: MARGIN },
    { x: lineX, y: height - MARGIN },
  ] as const;
  return { width, height, card, line, versions: placed, tags: sorted(tags) };
}

/** In one order at all times: an element that keeps its place in the document can travel. */
function sorted(tags: readonly PlacedTag[]): PlacedTag[] {
  return [...tags].sort((one, other) => (one.label < other.label ? -1 : 1));
}
