/** Snapshots: the state of a fake as a JSON document. Import opens one as a session, and Export saves one after any step. */

import { FakeSecretsManager } from "fake-secrets-manager";
import { EMPTY, type Json, type Members, type Session, type Step } from "../session/session.js";
import { STANDARD } from "./functions.js";
import { end, type Outcome, replay } from "./replay.js";
import { isObject } from "./shapes.js";

const FORMAT = "fake-secrets-manager snapshot";

/** The part of a snapshot that the page reads. Only the engine reads the rest. */
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

/** Return whether parsed JSON has the format name of a snapshot. `missingHandlers` checks the rest. */
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
    // Handlers stay registered when the state is replaced. Restoring comes last, so that the last step shows the content of the snapshot.
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

/** Return facts about the secrets in a snapshot that no operation returns: their versions in order, and the ends of recovery windows. */
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

/** Return the snapshot with replaced values, and without the secrets that `reset()` would seed. Binary values are base64 text. */
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
