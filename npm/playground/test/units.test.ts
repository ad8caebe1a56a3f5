/** What needs no browser: where the picture puts things, and how a refusal is known. */

import { expect, test } from "vitest";
import { readCases } from "../../test/cases/case.js";
import { evidenceOf } from "../src/engine/evidence.js";
import type { Version } from "../src/engine/world.js";
import { CARD, layout, TAG_HEIGHT } from "../src/picture/layout.js";
import { EMPTY, type Session } from "../src/session/session.js";
import { withTokens } from "../src/session/tokens.js";

const WIDTHS = [260, 300, 360, 420, 480, 546, 700, 1000, 1400];

test.each(WIDTHS)("in %i pixels no card and no tag lies on another, and all are in the picture", (room) => {
  for (let count = 0; count <= 12; count++) {
    const versions = Array.from({ length: count }, (_, place) => version(place, (place * 3) % 5));
    const { width, height, card, versions: cards, tags } = layout(versions, room, { versions: count, labels: 2 });
    const boxes = [
      ...cards.map(({ x, y }) => ({ x, y, width: card, height: CARD.height })),
      ...tags.map(({ x, y, width }) => ({ x, y, width, height: TAG_HEIGHT })),
    ];
    for (const [place, box] of boxes.entries()) {
      expect(
        box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height,
        JSON.stringify(box),
      ).toBe(true);
      for (const other of boxes.slice(place + 1)) expect(overlap(box, other), JSON.stringify([box, other])).toBe(false);
    }
  }
});

test("every refusal in the cases of the project is found in the catalogue", () => {
  // A case that makes a call fail in words of its own is not the service speaking.
  const cases = readCases().filter(({ steps }) => !steps.some((step) => "message" in step));
  const refusals = cases.flatMap(({ steps }) =>
    steps.flatMap((step) => ("call" in step && step.fails ? [{ status: 400, ...step.fails }] : [])),
  );
  expect(refusals.length).toBeGreaterThan(100);
  const unknown = refusals.filter((refusal) => !evidenceOf(refusal));
  expect(unknown).toEqual([]);
});

test("a token that is filled in is the same in every replay, and another for every step and seed", () => {
  const call = { call: "PutSecretValue", with: { SecretId: "app/db", SecretString: "x" } };
  const session: Session = {
    ...EMPTY,
    steps: [call, call, { advance: { days: 1 } }, { call: "GetSecretValue", with: { SecretId: "app/db" } }],
  };
  const tokens = (seed: number) =>
    withTokens({ ...session, seed }).steps.map((step) => "call" in step && step.with.ClientRequestToken);
  expect(tokens(1)).toEqual(tokens(1));
  expect(tokens(1)[3]).toBeUndefined();
  const all = [...tokens(1).slice(0, 2), ...tokens(2).slice(0, 2)];
  expect(new Set(all).size).toBe(4);
  for (const token of all)
    expect(token).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

function version(place: number, labels: number): Version {
  return {
    id: `EXAMPLE${place}`,
    created: new Date(0),
    labels: Array.from({ length: labels }, (_, label) => `${place}-${"A".repeat(4 + label * 6)}`),
    lastAccessed: undefined,
    value: { text: "x" },
  };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function overlap(one: Box, other: Box): boolean {
  const apart = one.x + one.width <= other.x || other.x + other.width <= one.x;
  return !(apart || one.y + one.height <= other.y || other.y + other.height <= one.y);
}
