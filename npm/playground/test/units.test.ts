/** Tests without a browser: sessions and branches, the picture's layout, sentences about changes, texts of functions, and evidence. */

import { FakeSecretsManager } from "fake-secrets-manager";
import { describe, expect, test } from "vitest";
import { changes } from "../src/engine/changes.js";
import { evidenceOf, MEANING } from "../src/engine/evidence.js";
import { handlerOf } from "../src/engine/handler-text.js";
import { type Inventory, type Secret, UNREADABLE, type Version } from "../src/engine/inventory.js";
import { withoutValues } from "../src/engine/masking.js";
import { errors, isWellTyped, operations } from "../src/engine/shapes.js";
import { secretsInSnapshot, sessionOfSnapshot, valuesInSnapshot } from "../src/engine/snapshots.js";
import { redacted } from "../src/exporting/redacted.js";
import { exampleBody, filled } from "../src/forms/filling.js";
import { classOf, labelClasses } from "../src/picture/colours.js";
import { FOLD_FROM, type Lane, layout } from "../src/picture/layout.js";
import { Player } from "../src/session/player.js";
import { EMPTY, type Members, type Restore, type Session, type Step } from "../src/session/session.js";
import { withTokens } from "../src/session/tokens.js";
import {
  NO_DRAFTS,
  openDraft,
  ownDrafts,
  redo,
  undo,
  type Workspace,
  withDraft,
  withPerformed,
  withPosition,
  withSettings,
} from "../src/session/workspace.js";

describe("the workspace", () => {
  const own = { title: "Your session", origin: "own", session: EMPTY, position: 0 } as const;
  const step = (days: number): Step => ({ advance: { days } });
  const grown = (...days: number[]): Workspace =>
    days.reduce((workspace, count) => withPerformed(workspace, step(count)), withDraft(NO_DRAFTS, own));
  const shown = (workspace: Workspace) => {
    const { title, session, position } = openDraft(workspace) ?? { title: "", session: EMPTY, position: 0 };
    return { title, position, days: session.steps.map((one) => ("advance" in one ? one.advance.days : undefined)) };
  };

  test("a step at the end appends, a step before the end starts a branch and drops nothing", () => {
    const middle = withPerformed(withPosition(grown(1, 2, 3), 1), step(9));
    expect(shown(middle)).toEqual({ title: "Your session, branch", position: 2, days: [1, 9] });
    expect(ownDrafts(middle).map(({ session }) => session.steps.length)).toEqual([3, 2]);
  });

  test("undo returns from a branch to the session, with its later steps; redo returns to the branch", () => {
    const middle = withPerformed(withPosition(grown(1, 2, 3), 1), step(9));
    const back = undo(middle);
    expect(shown(back)).toEqual({ title: "Your session", position: 1, days: [1, 2, 3] });
    expect(shown(redo(back))).toEqual(shown(middle));
    expect(shown(undo(undo(middle)))).toEqual({ title: "Your session", position: 0, days: [1, 2, 3] });
  });

  test("every branch has a unique title", () => {
    let workspace = grown(1, 2);
    for (const days of [7, 8, 9]) workspace = withPerformed(withPosition(workspace, 0), step(days));
    expect(workspace.drafts.map(({ title }) => title)).toEqual([
      "Your session",
      "Your session, branch",
      "Your session, branch 2",
      "Your session, branch 3",
    ]);
  });

  test("a scenario keeps the user's sessions, and a step in it creates a new session", () => {
    const scenario = {
      title: "Delete",
      origin: "scenario",
      session: { ...EMPTY, steps: [step(1)] },
      position: 1,
    } as const;
    const opened = withDraft(grown(1, 2), scenario);
    expect(ownDrafts(opened).map(({ title }) => title)).toEqual(["Your session"]);
    const changed = withPerformed(opened, step(5));
    expect(shown(changed)).toEqual({ title: "Delete, my version", position: 2, days: [1, 5] });
    expect(ownDrafts(withDraft(changed, scenario)).length).toBe(2);
  });

  test("another seed creates a new session", () => {
    const other = withSettings(grown(1, 2), { seed: 7 });
    expect(openDraft(other)?.session.seed).toBe(7);
    expect(ownDrafts(other).map(({ session }) => session.seed)).toEqual([1, 7]);
  });
});

describe("the player", () => {
  test("reports a session that cannot be shown, keeps its position, and continues", async () => {
    const player = new Player();
    const session: Session = { ...EMPTY, steps: [{ call: "ListSecrets", with: {}, account: "12" }] };
    const draft = { title: "A session", origin: "own", position: 1 } as const;
    await expect(player.load({ ...draft, session })).rejects.toThrow("12");
    expect(player.scene.problem).toMatch(/^The page cannot show this step: .*12/);
    expect(player.scene.workspace.drafts).toEqual([]);
    await player.load({ ...draft, session: { ...EMPTY, steps: [{ advance: { days: 1 } }] } });
    expect(player.scene.problem).toBeUndefined();
    expect(player.scene.position).toBe(1);
  });
});

describe("the layout", () => {
  const WIDTHS = [260, 300, 330, 360, 420, 480, 546, 700, 1000, 1400];

  test.each(WIDTHS)(
    "with a width of %i pixels cards and tags do not overlap, and all are in the picture",
    (available) => {
      for (const lanes of [1, 2, 3]) {
        for (let count = 0; count <= 12; count++) {
          const all = Array.from({ length: lanes }, (_, lane) => laneWith(`lane ${lane}`, count - lane, 5));
          for (const folded of [true, false]) check(all, available, folded);
        }
      }
    },
  );

  test("20 labels on a version, labels of 256 characters and 30 versions fit too", () => {
    for (const available of WIDTHS) {
      check([laneWith("a", 1, 20, 20)], available, true);
      check([{ key: "a", versions: [version(1, ["x".repeat(256), "🗝".repeat(64)])] }], available, true);
      check([laneWith("a", 30, 2)], available, false);
    }
  });

  test("versions keep their positions while versions and labels are added", () => {
    const places = (count: number) =>
      layout([laneWith("a", count, 4)], 900, { versions: 2, labels: 4 }, false).lanes[0]?.versions.map(({ x, y }) => ({
        x,
        y,
      }));
    for (let count = 1; count < 9; count++) expect(places(count + 1)?.slice(0, count)).toEqual(places(count));
  });

  test("a version is in the same column in every lane", () => {
    const primary = [version(1, []), version(2, ["AWSPREVIOUS"]), version(3, ["AWSCURRENT"])];
    const replica = [version(2, ["AWSPREVIOUS"]), version(3, ["AWSCURRENT"])];
    const { lanes } = layout(
      [
        { key: "a", versions: primary },
        { key: "b", versions: replica },
      ],
      900,
      { versions: 3, labels: 1 },
      true,
    );
    const [first, second] = lanes.map(({ versions }) => new Map(versions.map(({ version, x }) => [version.number, x])));
    expect([2, 3].map((number) => second?.get(number))).toEqual([2, 3].map((number) => first?.get(number)));
  });

  test(`${FOLD_FROM} or more deprecated versions are folded`, () => {
    const deprecated = (count: number) => Array.from({ length: count }, (_, place) => version(place + 1, []));
    const shown = (count: number, folded: boolean) => {
      const versions = [...deprecated(count), version(count + 1, ["AWSCURRENT"])];
      const [lane] = layout([{ key: "a", versions }], 900, { versions: 2, labels: 1 }, folded).lanes;
      return { versions: lane?.versions.length, piles: lane?.piles.map((pile) => pile.versions.length) };
    };
    expect(shown(FOLD_FROM - 1, true)).toEqual({ versions: FOLD_FROM, piles: [] });
    expect(shown(FOLD_FROM, true)).toEqual({ versions: 1, piles: [FOLD_FROM] });
    expect(shown(FOLD_FROM, false)).toEqual({ versions: FOLD_FROM + 1, piles: [] });
  });

  test("20 labels look different from each other", () => {
    const labels = Array.from({ length: 20 }, (_, place) => `LABEL${place}`);
    const step: Step = { call: "PutSecretValue", with: { VersionStages: labels } };
    const classes = labelClasses([{ step, at: 0, invocations: [], happened: [], ran: [], rotations: [] }]);
    expect(
      new Set([...labels, "AWSCURRENT", "AWSPREVIOUS", "AWSPENDING"].map((label) => classOf(label, classes))).size,
    ).toBe(23);
  });
});

describe("the sentences", () => {
  const before = inventory(secret("us-east-1", [version(1, ["AWSCURRENT"])]));
  const after = inventory(secret("us-east-1", [version(1, ["AWSPREVIOUS"]), version(2, ["AWSCURRENT"])]));

  test("moves of labels come first", () => {
    expect(changes(before, after).map(({ text }) => text)).toEqual([
      "AWSCURRENT moved from v1 to v2.",
      "AWSPREVIOUS is attached to v1.",
      "Version v2 is new.",
    ]);
  });

  test("each names its Regions if there are several; what happened in all of them is one sentence", () => {
    const both = (one: Inventory, versions: readonly Version[]) =>
      inventory(...one.secrets, secret("eu-west-1", versions));
    const [was, is] = [before.secrets[0]?.versions ?? [], after.secrets[0]?.versions ?? []];
    const texts = (replica: readonly Version[]) =>
      changes(both(before, was), both(after, replica)).map(({ text }) => text);
    expect(texts(is)).toEqual([
      "In us-east-1 and eu-west-1: AWSCURRENT moved from v1 to v2.",
      "In us-east-1 and eu-west-1: AWSPREVIOUS is attached to v1.",
      "In us-east-1 and eu-west-1: Version v2 is new.",
    ]);
    expect(texts([version(1, ["AWSCURRENT", "BLUE"])])).toEqual([
      "In us-east-1: AWSCURRENT moved from v1 to v2.",
      "In us-east-1: AWSPREVIOUS is attached to v1.",
      "In eu-west-1: BLUE is attached to v1.",
      "In us-east-1: Version v2 is new.",
    ]);
  });
});

describe("the sentences about a deletion", () => {
  const deletion = { from: new Date("2026-01-01"), to: new Date("2026-01-08") };
  const readable = secret("us-east-1", [version(1, ["AWSCURRENT"])]);
  const unreadable = readable.versions.map((one) => ({ ...one, value: { absent: UNREADABLE } }));
  const scheduled = { ...readable, deletion, versions: unreadable };
  const said = (before: Secret, after: Secret) => changes(inventory(before), inventory(after)).map(({ text }) => text);

  test("contain its date, and do not mention existing values", () => {
    expect(said(readable, scheduled)).toEqual(["The secret is scheduled for deletion on 2026-01-08."]);
    expect(said(scheduled, readable)).toEqual(["The secret is restored."]);
  });

  test("do not give a value to a version without one", () => {
    const empty = { ...version(2, ["AWSPENDING"]), value: { absent: "no value yet" } };
    const withEmpty = { ...readable, versions: [...readable.versions, empty] };
    const hidden = { ...scheduled, versions: [...unreadable, { ...empty, value: { absent: UNREADABLE } }] };
    expect(said(withEmpty, hidden)).toEqual(["The secret is scheduled for deletion on 2026-01-08."]);
  });
});

describe("texts of rotation functions", () => {
  test.each([
    "async function handler(event) { return event; }",
    "const handler = async (event) => event;",
    "export const handler = async (event) => event;",
    "export async function handler(event) { return event; }",
    "export default async function (event) { return event; }",
    "export default async (event) => event;",
    "export default function rotate(event) { return event; }",
    "const rotate = async (event) => event;\nexport { rotate as handler };",
    "exports.handler = async (event) => event;",
    "module.exports.handler = async (event) => event;",
    "module.exports = { handler: async (event) => event };",
    "module.exports = async (event) => event;",
    "async (event) => event",
    "event => event;",
    "// The standard one\nasync function (event) { return event; }",
    "({ Step, SecretId }) => ({ Step, SecretId })",
    "async function lambda_handler(event) { return event; }",
  ])("%s", async (typed) => {
    const { prelude, text, result } = handlerOf(typed);
    expect(text.split("\n").length, "lines are counted as typed").toBe(typed.split("\n").length);
    const found = new Function("client", `${prelude}${text}\n;return ${result};`)({});
    expect(await found({ Step: "testSecret", SecretId: "app/db" })).toEqual({ Step: "testSecret", SecretId: "app/db" });
  });

  test("a text without a function gives undefined", () => {
    const { prelude, text, result } = handlerOf("const nothing = 1;");
    expect(new Function("client", `${prelude}${text}\n;return ${result};`)({})).toBeUndefined();
  });
});

describe("values", () => {
  test("are masked in free text, and other text is not", () => {
    expect(withoutValues('set the password "hunter2" for app/db', ["hunter2"])).toBe(
      'set the password "••••••••" for app/db',
    );
    expect(withoutValues("x for example", ["x"])).toBe("•••••••• for example");
    expect(withoutValues('got {\\"a\\":1}', ['{"a":1}'])).toBe("got ••••••••");
  });

  test("become placeholders in a link; equal values get equal placeholders", () => {
    const session: Session = {
      ...EMPTY,
      steps: [
        { call: "CreateSecret", with: { Name: "app/db", SecretString: "hunter2" } },
        { call: "PutSecretValue", with: { SecretId: "app/db", SecretString: "hunter2" } },
        { call: "PutSecretValue", with: { SecretId: "app/db", SecretString: '{"password":"hunter3"}' } },
        { call: "PutSecretValue", with: { SecretId: "app/db", SecretBinary: { $base64: "aHVudGVyNA==" } } },
        { seed: { other: "hunter5", json: { password: "hunter6" } } },
        { raw: { target: "secretsmanager.PutSecretValue", body: '{"SecretString" : "hunter\\"7"}' } },
      ],
    };
    const text = JSON.stringify(redacted(session));
    expect(text).not.toMatch(/hunter|aHVudGVy/);
    expect(text).toContain("app/db");
    expect(text.split('"value-1"').length - 1).toBe(2);
    expect(text).toContain('{\\"password\\":\\"value-2\\"}');
  });
});

describe("snapshots", () => {
  const fake = new FakeSecretsManager({ secrets: { "app/db": "hunter2" }, rotationFunctions: "any" });
  fake.onRotate("rotate", () => {});
  const { VersionId } = fake.putSecretValue({ SecretId: "app/db", SecretBinary: new Uint8Array([1, 2, 3]) });
  const snapshot = fake.snapshot() as unknown as Members;

  test("start a session with their settings, a stopped clock, and a handler for each function", () => {
    const { startsAt, rotationFunctions, rotationSteps, steps } = sessionOfSnapshot(snapshot);
    expect({ rotationFunctions, rotationSteps }).toEqual({ rotationFunctions: "any", rotationSteps: undefined });
    expect(Math.abs(Date.parse(startsAt) - Date.now())).toBeLessThan(60_000);
    expect(JSON.stringify(steps.at(-1))).toContain(`"frozenAt":${Date.parse(startsAt)}`);
    expect(steps.slice(0, -1).map((step) => "onRotate" in step && step.onRotate)).toEqual([
      "arn:aws:lambda:us-east-1:123456789012:function:rotate",
    ]);
  });

  test("keep the order of the versions, and list their values", () => {
    expect(secretsInSnapshot(snapshot).map(({ versions }) => versions.at(-1))).toEqual([VersionId]);
    expect(valuesInSnapshot(snapshot).sort()).toEqual(["AQID", "hunter2"]);
  });

  test("get placeholders in a link without values, and can still be restored", () => {
    const link = redacted(sessionOfSnapshot(snapshot));
    const { restore } = link.steps.at(-1) as Restore;
    expect(JSON.stringify(link)).not.toMatch(/hunter2|AQID/);
    using again = new FakeSecretsManager();
    again.restore(JSON.stringify(restore));
    expect(again.getSecretValue({ SecretId: "app/db", VersionStage: "AWSPREVIOUS" }).SecretString).toMatch(/^value-/);
  });
});

describe("forms", () => {
  const versions = [version(1, ["AWSPREVIOUS"]), version(2, ["AWSCURRENT"])];
  const selected = secret("us-east-1", versions);

  test("are filled from the picked label and version", () => {
    expect(filled("UpdateSecretVersionStage", { secret: selected, version: "EXAMPLE1", label: "AWSCURRENT" })).toEqual({
      SecretId: "app/db",
      VersionStage: "AWSCURRENT",
      MoveToVersionId: "EXAMPLE1",
      RemoveFromVersionId: "EXAMPLE2",
    });
    expect(filled("GetSecretValue", { secret: selected, version: "EXAMPLE1" })).toEqual({
      SecretId: "app/db",
      VersionId: "EXAMPLE1",
    });
    expect(filled("GetSecretValue", { secret: selected, label: "AWSPREVIOUS" })).toEqual({
      SecretId: "app/db",
      VersionStage: "AWSPREVIOUS",
    });
    expect(filled("CreateSecret", { secret: selected, version: "EXAMPLE1" })).toEqual({});
  });

  test.each(operations.map(({ name }) => name))("the example request of %s is valid", (name) => {
    const body = JSON.parse(exampleBody(name, { secret: undefined }));
    expect(isWellTyped(name, body)).toBe(true);
    const { input } = operations.find((one) => one.name === name) ?? { input: { members: [] } };
    for (const member of input.members) if (member.required) expect(body).toHaveProperty(member.name);
  });
});

test("every row of the catalogue has evidence; an unknown situation does not", () => {
  expect(errors.length).toBeGreaterThan(80);
  for (const { situation, strength } of errors) {
    expect(evidenceOf({ situation })?.strength).toBe(strength);
    expect(MEANING[strength]).toBeTruthy();
  }
  expect(evidenceOf({ situation: "" })).toBeUndefined();
});

test("a filled-in token is the same in every replay, and differs for every step and seed", () => {
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

function version(number: number, labels: readonly string[]): Version {
  return {
    id: `EXAMPLE${number}`,
    number,
    created: new Date(0),
    labels,
    lastAccessed: undefined,
    value: { text: "x" },
  };
}

/** A lane with at least this many versions, each with 0 to `most` labels. */
function laneWith(key: string, count: number, most: number, least = 0): Lane {
  const labels = (place: number) => least + ((place * 3) % (most - least + 1));
  const versions = Array.from({ length: Math.max(0, count) }, (_, place) =>
    version(
      place + 1,
      Array.from({ length: labels(place) }, (_, label) => `${place}-${"A".repeat(4 + ((label * 6) % 30))}${label}`),
    ),
  );
  return { key, versions };
}

function secret(region: string, versions: readonly Version[]): Secret {
  const place = { account: "123456789012", region };
  const nothing = {
    description: undefined,
    created: undefined,
    deletion: undefined,
    primaryRegion: undefined,
    rotation: undefined,
  };
  const more = { waiting: undefined, kmsKeyId: undefined, owningService: undefined, policy: undefined };
  return {
    ...place,
    ...nothing,
    ...more,
    key: region,
    family: "app/db",
    arn: region,
    name: "app/db",
    versions,
    replicas: [],
    tags: {},
  };
}

function inventory(...secrets: Secret[]): Inventory {
  return { now: new Date(0), secrets };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function check(all: readonly Lane[], available: number, folded: boolean): void {
  const { width, height, card, tagHeight, lanes } = layout(all, available, { versions: 3, labels: 2 }, folded);
  const boxes: Box[] = lanes.flatMap(({ versions, piles, tags }) => [
    ...[...versions, ...piles].map(({ x, y }) => ({ x, y, width: card.width, height: card.height })),
    ...tags.map(({ x, y, width }) => ({ x, y, width, height: tagHeight })),
  ]);
  for (const [place, box] of boxes.entries()) {
    const isInside =
      box.x >= 0 && box.y >= 0 && box.width > 0 && box.x + box.width <= width && box.y + box.height <= height;
    if (!isInside) throw new Error(`${JSON.stringify(box)} is not inside ${width} x ${height}`);
    const other = boxes.slice(place + 1).find((one) => overlap(box, one));
    if (other)
      throw new Error(`${JSON.stringify(box)} and ${JSON.stringify(other)} overlap at a width of ${available}`);
  }
}

function overlap(one: Box, other: Box): boolean {
  const apart = one.x + one.width <= other.x || other.x + other.width <= one.x;
  return !(apart || one.y + one.height <= other.y || other.y + other.height <= one.y);
}
