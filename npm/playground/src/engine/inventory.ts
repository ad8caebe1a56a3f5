/**
 * The state that the page shows: all secrets in all accounts and Regions of a session, read with the fake's public operations. Reading a
 * value changes LastAccessedDate, so this replays the session on a second fake and discards it.
 */

import type { FakeSecretsManager, OperationName, Where } from "fake-secrets-manager";
import { DEFAULT_PLACE, type Json, type Members, type RotationStepName, type Session } from "../session/session.js";
import { end, type Outcome, replay } from "./replay.js";
import { secretsInSnapshot } from "./snapshots.js";
import { isError, type Place } from "./wire.js";

export interface Inventory {
  readonly now: Date;
  readonly secrets: readonly Secret[];
}

export interface Secret extends Place {
  /** Account, region and ARN. */
  readonly key: string;
  /** The end of the ARN, which is the same for a primary and its replicas, even after a promotion. */
  readonly family: string;
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly created: Date | undefined;
  /** When DeleteSecret was called, and when the recovery window ends. */
  readonly deletion: { readonly from: Date; readonly to: Date } | undefined;
  /** The oldest first. */
  readonly versions: readonly Version[];
  readonly replicas: readonly Replica[];
  /** The Region of the primary, if this is a replica. */
  readonly primaryRegion: string | undefined;
  readonly rotation: Rotation | undefined;
  /** The rotation step that waits for `runRotations`. */
  readonly waiting: { readonly step: RotationStepName; readonly token: string } | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly kmsKeyId: string | undefined;
  readonly owningService: string | undefined;
  readonly policy: string | undefined;
}

export interface Version {
  readonly id: string;
  /** The number in v1, v2, …. It does not change when older versions are deleted, and is the same in primary and replicas. */
  readonly number: number;
  readonly created: Date | undefined;
  readonly labels: readonly string[];
  readonly lastAccessed: Date | undefined;
  readonly value: Value;
}

export type Value = { readonly text: string } | { readonly bytes: Uint8Array } | { readonly absent: string };

/** Stands for a value that cannot be read, because its secret is scheduled for deletion or its KMS key is disabled. */
export const UNREADABLE = "unreadable";

export interface Replica {
  readonly region: string;
  readonly status: string;
  readonly message: string | undefined;
}

export interface Rotation {
  readonly enabled: boolean;
  readonly functionArn: string | undefined;
  readonly rules: Readonly<Record<string, unknown>> | undefined;
  readonly last: Date | undefined;
  readonly next: Date | undefined;
}

/** Return the inventory after the first `count` steps; `known` has their outcomes. */
export async function inventoryAfter(session: Session, count: number, known: readonly Outcome[]): Promise<Inventory> {
  const replayed = await replay(session, { count, known });
  const { fake, outcomes } = replayed;
  // Faults are for the user's calls, not for the reads of the page.
  fake.clearFaults();
  const said = answered(outcomes);
  const places = new Map(placesOf(session, count).map((place) => [`${place.account} ${place.region}`, place]));
  const secrets: Secret[] = [];
  for (const place of places.values()) {
    for (const secret of secretsAt(fake, place, said)) {
      secrets.push(secret);
      for (const { region } of secret.replicas) places.set(`${place.account} ${region}`, { ...place, region });
    }
  }
  const now = fake.now();
  const waiting = await waitingSteps(fake, session, count);
  end(replayed);
  return { now, secrets: numbered(secrets, said).map((secret) => ({ ...secret, waiting: waiting.get(secret.arn) })) };
}

/** The pending steps, by the ARN of the secret. To find them, each rotation fails at its next step, on a fake that is discarded. */
async function waitingSteps(fake: FakeSecretsManager, { steps, rotationSteps }: Session, count: number) {
  const waiting = new Map<string, NonNullable<Secret["waiting"]>>();
  const registered = steps.slice(0, count).flatMap((step) => ("onRotate" in step ? [step.onRotate] : []));
  const functions = [...registered, ...fake.missingHandlers];
  if (rotationSteps !== "queue" || functions.length === 0) return waiting;
  const before = fake.rotations.map(({ steps }) => steps.length);
  for (const name of functions) {
    fake.onRotate(name, () => {
      throw new Error("only finds the pending step");
    });
  }
  await fake.runRotations();
  for (const [place, { secretId, token, steps }] of fake.rotations.entries()) {
    const next = steps[before[place] ?? 0];
    if (next && !waiting.has(secretId)) waiting.set(secretId, { step: next.step, token });
  }
  return waiting;
}

/** Facts that only responses and snapshots contain: all versions of each family, in order, and the dates of scheduled deletions. */
interface Answered {
  readonly versions: ReadonlyMap<string, readonly string[]>;
  readonly deletions: ReadonlyMap<string, Date>;
}

function answered(outcomes: readonly Outcome[]): Answered {
  const versions = new Map<string, string[]>();
  const deletions = new Map<string, Date>();
  const add = (arn: Json | undefined, id: Json | undefined) => {
    if (typeof arn !== "string" || typeof id !== "string") return;
    const ids = versions.get(familyOf(arn)) ?? [];
    if (!ids.includes(id)) versions.set(familyOf(arn), [...ids, id]);
  };
  for (const { step, exchange, rotations } of outcomes) {
    if ("restore" in step) {
      for (const { arn, versions, deletion } of secretsInSnapshot(step.restore)) {
        for (const id of versions) add(arn, id);
        if (deletion) deletions.set(arn, deletion);
      }
    }
    if (exchange && !isError(exchange.result)) {
      const { ARN, VersionId, DeletionDate } = exchange.result.gives;
      add(ARN, VersionId);
      if (typeof ARN === "string" && typeof DeletionDate === "string") deletions.set(ARN, new Date(DeletionDate));
    }
    for (const { secretId, token } of rotations as readonly Members[]) add(secretId, token);
  }
  return { versions, deletions };
}

/** Numbers the versions of the secrets, from v1 in each family. */
function numbered(secrets: readonly Secret[], said: Answered): Secret[] {
  const orders = new Map<string, string[]>();
  const orderOf = (family: string) => {
    const known = orders.get(family);
    if (known) return known;
    const all = secrets.filter((secret) => secret.family === family).flatMap(({ versions }) => versions);
    const order = inOrder(all, said.versions.get(family) ?? []);
    orders.set(family, order);
    return order;
  };
  // Some versions of replicas have no date; the date in the primary is used.
  const all = secrets.flatMap(({ versions }) => versions);
  const created = new Map(all.flatMap(({ id, created }) => (created ? [[id, created] as const] : [])));
  return secrets.map((secret) => {
    const order = orderOf(secret.family);
    const versions = secret.versions.map((version) => ({
      ...version,
      number: order.indexOf(version.id) + 1,
      created: version.created ?? created.get(version.id),
    }));
    return { ...secret, versions: versions.sort((one, other) => one.number - other.number) };
  });
}

/** Sorts the ids in the order of the responses that contain them. All other ids are inserted by date. */
function inOrder(versions: readonly Version[], named: readonly string[]): string[] {
  const created = new Map(versions.map(({ id, created }) => [id, Number(created ?? Number.MAX_VALUE)]));
  const others = [...created.keys()].filter((id) => !named.includes(id));
  const order = [...named];
  for (const id of others.sort((one, other) => (created.get(one) ?? 0) - (created.get(other) ?? 0))) {
    const later = order.findIndex((other) => (created.get(other) ?? 0) > (created.get(id) ?? 0));
    order.splice(later < 0 ? order.length : later, 0, id);
  }
  return order;
}

function familyOf(arn: string): string {
  return arn.split(":").slice(6).join(":");
}

/** The accounts and Regions in the calls, ARNs and credentials of the steps. */
function placesOf(session: Session, count: number): Place[] {
  const steps = session.steps.slice(0, count);
  const called = steps.map((step) => ({
    account: ("call" in step && step.account) || DEFAULT_PLACE.account,
    region: ("call" in step && step.region) || DEFAULT_PLACE.region,
  }));
  const text = JSON.stringify(steps);
  const arns = text.matchAll(/arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):(\d{12}):/g);
  const scopes = text.matchAll(/Credential=(\d{12})\/\d+\/([a-z0-9-]+)\//g);
  return [
    DEFAULT_PLACE,
    ...called,
    ...[...arns].map(([, region = "", account = ""]) => ({ account, region })),
    ...[...scopes].map(([, account = "", region = ""]) => ({ account, region })),
  ];
}

function secretsAt(fake: FakeSecretsManager, place: Place, said: Answered): Secret[] {
  const where = { accountId: place.account, region: place.region };
  const listed = allPages(fake, "ListSecrets", { IncludePlannedDeletion: true }, where, "SecretList");
  return listed.map(({ ARN }) => secretOf(fake, place, where, ARN, said));
}

// biome-ignore-start lint/suspicious/noExplicitAny: responses of operations that are called by name
function secretOf(fake: FakeSecretsManager, place: Place, where: Where, arn: string, said: Answered): Secret {
  const about: any = fake.call("DescribeSecret", { SecretId: arn }, where);
  const versions = versionsOf(fake, where, about);
  return {
    ...place,
    key: `${place.account} ${place.region} ${arn}`,
    family: familyOf(arn),
    arn,
    name: about.Name,
    description: about.Description,
    created: about.CreatedDate,
    // DeletedDate is the time of the call. Only that call's response has the end of the recovery window.
    deletion: about.DeletedDate && { from: about.DeletedDate, to: said.deletions.get(arn) ?? about.DeletedDate },
    versions,
    replicas: (about.ReplicationStatus ?? []).map((one: any) => ({
      region: one.Region,
      status: one.Status,
      message: one.StatusMessage,
    })),
    primaryRegion: about.PrimaryRegion === place.region ? undefined : about.PrimaryRegion,
    rotation: rotationOf(about),
    waiting: undefined,
    tags: Object.fromEntries((about.Tags ?? []).map((tag: any) => [tag.Key ?? "", tag.Value ?? ""])),
    kmsKeyId: about.KmsKeyId,
    owningService: about.OwningService,
    policy: attempt(() => (fake.call("GetResourcePolicy", { SecretId: arn }, where) as any).ResourcePolicy),
  };
}

function rotationOf(about: any): Rotation | undefined {
  if (about.RotationEnabled === undefined && about.RotationLambdaARN === undefined) return undefined;
  return {
    enabled: about.RotationEnabled === true,
    functionArn: about.RotationLambdaARN,
    rules: about.RotationRules,
    last: about.LastRotatedDate,
    next: about.NextRotationDate,
  };
}

function versionsOf(fake: FakeSecretsManager, where: Where, about: any): Version[] {
  const request = { SecretId: about.ARN, IncludeDeprecated: true };
  const listed = attempt(() => allPages(fake, "ListSecretVersionIds", request, where, "Versions")) ?? [];
  return [...listed, ...unlisted(about, listed)].map((one) => ({
    id: one.VersionId as string,
    number: 0,
    created: one.CreatedDate as Date | undefined,
    labels: (one.VersionStages ?? []) as string[],
    lastAccessed: one.LastAccessedDate as Date | undefined,
    value: readValue(fake, where, about.ARN, one.VersionId),
  }));
}

/** The versions that ListSecretVersionIds omits: those without a value, and all versions of a secret that is scheduled for deletion. */
function unlisted(about: any, listed: readonly any[]): any[] {
  return Object.entries(about.VersionIdsToStages ?? {})
    .filter(([id]) => !listed.some(({ VersionId }) => VersionId === id))
    .map(([VersionId, VersionStages]) => ({ VersionId, VersionStages }));
}

function readValue(fake: FakeSecretsManager, where: Where, SecretId: string, VersionId: string): Value {
  try {
    const { SecretString, SecretBinary } = fake.call("GetSecretValue", { SecretId, VersionId }, where);
    if (SecretString !== undefined) return { text: SecretString };
    return SecretBinary === undefined ? { absent: "no value" } : { bytes: SecretBinary as Uint8Array };
  } catch (error) {
    const { name } = error as Error;
    return { absent: name === "ResourceNotFoundException" ? "no value yet" : UNREADABLE };
  }
}

function allPages(
  fake: FakeSecretsManager,
  operation: OperationName,
  request: object,
  where: Where,
  list: string,
): any[] {
  const found: any[] = [];
  let NextToken: string | undefined;
  do {
    const page: any = fake.call(operation, { ...request, ...(NextToken && { NextToken }) } as any, where);
    found.push(...(page[list] ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}
// biome-ignore-end lint/suspicious/noExplicitAny: see above

function attempt<Result>(ask: () => Result): Result | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
