/**
 * What is there: all secrets of all accounts and regions that a session touches, asked of the fake by its public operations.
 * Reading a value leaves a trace (LastAccessedDate), so this looks at a fake of its own, which is thrown away afterwards.
 */

import type { FakeSecretsManager, OperationName, Where } from "fake-secrets-manager";
import { HERE, type Session } from "../session/session.js";
import { clockAfter, end, type Outcome, replay } from "./replay.js";
import { isRefused } from "./wire.js";

export interface World {
  readonly now: Date;
  readonly secrets: readonly Secret[];
}

export interface Place {
  readonly account: string;
  readonly region: string;
}

export interface Secret extends Place {
  /** Account, region and ARN: a replica has the ARN's name in common with its primary. */
  readonly key: string;
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly created: Date | undefined;
  /** When a secret that is scheduled for deletion will be gone. */
  readonly deletedOn: Date | undefined;
  /** In the order of their making. */
  readonly versions: readonly Version[];
  readonly replicas: readonly Replica[];
  /** Where the primary is, if this is a replica. */
  readonly primaryRegion: string | undefined;
  readonly rotation: Rotation | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly kmsKeyId: string | undefined;
  readonly owningService: string | undefined;
  readonly policy: string | undefined;
}

export interface Version {
  readonly id: string;
  readonly created: Date | undefined;
  readonly labels: readonly string[];
  readonly lastAccessed: Date | undefined;
  readonly value: Value;
}

export type Value = { readonly text: string } | { readonly bytes: Uint8Array } | { readonly absent: string };

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

/** The world after the first `count` steps, of which it is known what came of them. */
export async function worldAfter(session: Session, count: number, known: readonly Outcome[]): Promise<World> {
  const replayed = await replay(session, { count, known });
  const { fake, outcomes } = replayed;
  const said = answered(outcomes);
  const places = new Map(placesOf(session, count).map((place) => [`${place.account} ${place.region}`, place]));
  const secrets: Secret[] = [];
  for (const place of places.values()) {
    for (const secret of secretsAt(fake, place, said)) {
      secrets.push(secret);
      for (const { region } of secret.replicas) places.set(`${place.account} ${region}`, { ...place, region });
    }
  }
  end(replayed);
  return { now: clockAfter(session, count), secrets };
}

/** What only the answers tell: in which order versions were made, and when a scheduled deletion is due. */
interface Answered {
  readonly versions: readonly string[];
  readonly deletions: ReadonlyMap<string, Date>;
}

function answered(outcomes: readonly Outcome[]): Answered {
  const versions: string[] = [];
  const deletions = new Map<string, Date>();
  for (const { exchange } of outcomes) {
    if (!exchange || isRefused(exchange.result)) continue;
    const { ARN, VersionId, DeletionDate } = exchange.result.gives;
    if (typeof VersionId === "string") versions.push(VersionId);
    if (typeof ARN === "string" && typeof DeletionDate === "string") deletions.set(ARN, new Date(DeletionDate));
  }
  return { versions, deletions };
}

/** The places that the steps speak of: where they call from, and those of the ARNs in them. */
function placesOf(session: Session, count: number): Place[] {
  const steps = session.steps.slice(0, count);
  const called = steps.map((step) => ({
    account: ("call" in step && step.account) || HERE.account,
    region: ("call" in step && step.region) || HERE.region,
  }));
  const text = JSON.stringify(steps);
  const arns = text.matchAll(/arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):(\d{12}):/g);
  const scopes = text.matchAll(/Credential=(\d{12})\/\d+\/([a-z0-9-]+)\//g);
  return [
    HERE,
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

// biome-ignore-start lint/suspicious/noExplicitAny: answers of operations that are asked for by name
function secretOf(fake: FakeSecretsManager, place: Place, where: Where, arn: string, said: Answered): Secret {
  const about: any = fake.call("DescribeSecret", { SecretId: arn }, where);
  const versions = versionsOf(fake, where, about, said.versions);
  return {
    ...place,
    key: `${place.account} ${place.region} ${arn}`,
    arn,
    name: about.Name,
    description: about.Description,
    created: about.CreatedDate,
    // DeletedDate is the time of the call.
    deletedOn: about.DeletedDate && (said.deletions.get(arn) ?? about.DeletedDate),
    versions,
    replicas: (about.ReplicationStatus ?? []).map((one: any) => ({
      region: one.Region,
      status: one.Status,
      message: one.StatusMessage,
    })),
    primaryRegion: about.PrimaryRegion === place.region ? undefined : about.PrimaryRegion,
    rotation: rotationOf(about),
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

function versionsOf(fake: FakeSecretsManager, where: Where, about: any, order: readonly string[]): Version[] {
  const request = { SecretId: about.ARN, IncludeDeprecated: true };
  const listed = attempt(() => allPages(fake, "ListSecretVersionIds", request, where, "Versions")) ?? [];
  const place = (id: string) => (order.includes(id) ? order.indexOf(id) : order.length);
  const versions = [...listed, ...unlisted(about, listed)].map((one) => ({
    id: one.VersionId as string,
    created: one.CreatedDate as Date | undefined,
    labels: (one.VersionStages ?? []) as string[],
    lastAccessed: one.LastAccessedDate as Date | undefined,
    value: readValue(fake, where, about.ARN, one.VersionId),
  }));
  return versions.sort(
    (one, other) =>
      Number(one.created ?? Number.MAX_VALUE) - Number(other.created ?? Number.MAX_VALUE) ||
      place(one.id) - place(other.id) ||
      (one.id < other.id ? -1 : 1),
  );
}

/** A version without a value is described and not listed; nor is any of a secret that is scheduled for deletion. */
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
    return { absent: name === "ResourceNotFoundException" ? "no value yet" : "not to be read now" };
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
