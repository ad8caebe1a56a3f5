/** Snapshots: the state of a fake as a document. One comes in as the first step of a session, and any step can be saved as one. */

import { FakeSecretsManager } from "fake-secrets-manager";
import { EMPTY, type Json, type Members, type Session, type Step } from "../session/session.js";
import { STANDARD } from "./functions.js";
import { end, type Outcome, replay } from "./replay.js";
import { isObject } from "./shapes.js";

const FORMAT = "fake-secrets-manager snapshot";

/** What the page reads in a snapshot. Everything else in it belongs to the engine. */
interface State extends Members {
  readonly settings: {
    readonly seed: string;
    readonly secrets: Json;
    readonly rotationFunctions: string;
    readonly rotationSteps: string;
  };
  readonly clock: { readonly aheadBy: number; readonly frozenAt: number | null };
  readonly latest: number | null;
  readonly store: { readonly accountRegions: ReadonlyArray<{ readonly secrets: readonly Kept[] }> };
}

interface Kept extends Members {
  readonly secret: {
    readonly arn: string;
    readonly lifecycle: "active" | { readonly scheduledForDeletion: { readonly ends: number } };
    readonly versions: ReadonlyArray<{ readonly id: string }>;
  };
}

/** Return whether a parsed JSON text says that it is a snapshot. `missingHandlers` tells whether it is one. */
export function isSnapshot(json: unknown): json is Members {
  return isObject(json) && json.format === FORMAT;
}

/**
 * Return a session that starts with a snapshot: its clock stops at the time of the snapshot, and its rotation functions have the
 * standard handler. Throws a RangeError with the engine's reason if it cannot be restored.
 */
export function sessionOfSnapshot(snapshot: Members): Session {
  const missing = missingHandlers(snapshot);
  const { settings, clock, latest } = snapshot.state as State;
  const now = clock.frozenAt ?? latest ?? Date.now() + clock.aheadBy;
  const frozen = { ...snapshot, state: { ...(snapshot.state as State), clock: { ...clock, frozenAt: now } } };
  const seed = Number(settings.seed);
  return {
    seed: Number.isSafeInteger(seed) ? seed : EMPTY.seed,
    startsAt: new Date(now).toISOString(),
    ...(settings.rotationFunctions === "any" && { rotationFunctions: "any" as const }),
    ...(settings.rotationSteps === "queue" && { rotationSteps: "queue" as const }),
    // Handlers stay registered when the state is replaced, and the last step shows what the snapshot holds.
    steps: [...missing.map((id): Step => ({ onRotate: id, handler: STANDARD })), { restore: frozen }],
  };
}

/** Return the rotation functions that a snapshot names. Throws a RangeError with the engine's reason if it cannot be restored. */
export function missingHandlers(snapshot: Members): readonly string[] {
  const fake = new FakeSecretsManager();
  try {
    fake.restore(JSON.stringify(snapshot));
    return fake.missingHandlers;
  } catch (error) {
    throw new RangeError((error as Error).message);
  } finally {
    fake.dispose();
  }
}

/** Return the snapshot after the first `count` steps, as JSON text; `known` has their outcomes. */
export async function snapshotAfter(session: Session, count: number, known: readonly Outcome[]): Promise<string> {
  const replayed = await replay(session, { count, known });
  try {
    return `${JSON.stringify(replayed.fake.snapshot(), null, 2)}\n`;
  } finally {
    end(replayed);
  }
}

/** Return what no operation tells of the secrets in a snapshot: their versions, the oldest first, and when a recovery window ends. */
export function secretsInSnapshot(
  snapshot: Members,
): ReadonlyArray<{ readonly arn: string; readonly versions: readonly string[]; readonly deletion: Date | undefined }> {
  const secrets = (snapshot.state as State).store.accountRegions.flatMap(({ secrets }) => secrets);
  return secrets.map(({ secret: { arn, versions, lifecycle } }) => ({
    arn,
    versions: versions.map(({ id }) => id),
    deletion: lifecycle === "active" ? undefined : new Date(lifecycle.scheduledForDeletion.ends),
  }));
}

/** Return the secret values in a snapshot: the values of versions, and those that `reset()` would seed. */
export function valuesInSnapshot(snapshot: Members): string[] {
  const found = new Set<string>(initialValues((snapshot.state as State).settings.secrets));
  mapValues(snapshot, (value) => {
    found.add(value);
    return value;
  });
  return [...found];
}

/** A map is written `["map", name, value, …]`, a list `["list", item, …]`. */
function initialValues(json: Json): string[] {
  if (typeof json === "string") return [json];
  if (!Array.isArray(json)) return isObject(json) ? Object.values(json).flatMap(initialValues) : [];
  const [kind, ...items] = json;
  return items.filter((_, place) => kind === "list" || place % 2 === 1).flatMap(initialValues);
}

/** Return the snapshot with other values, and with nothing that `reset()` would seed. Binary values are base64 text on both sides. */
export function withValues(snapshot: Members, change: (value: string, isBinary: boolean) => string): Members {
  const changed = mapValues(snapshot, change) as Members & { readonly state: State };
  return { ...changed, state: { ...changed.state, settings: { ...changed.state.settings, secrets: null } } };
}

/** A value is the only member of an object and is named `text` or `binary`. */
function mapValues(json: Json, change: (value: string, isBinary: boolean) => string): Json {
  if (Array.isArray(json)) return json.map((item) => mapValues(item, change));
  if (!isObject(json)) return json;
  const entries = Object.entries(json);
  const [name, value] = entries.length === 1 ? (entries[0] as [string, Json]) : [];
  if ((name === "text" || name === "binary") && typeof value === "string")
    return { [name]: change(value, name === "binary") };
  return Object.fromEntries(entries.map(([name, member]) => [name, mapValues(member, change)]));
}
