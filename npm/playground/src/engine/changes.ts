/** Describes the differences between two inventories in sentences. Moves of labels come first. */

import { DEFAULT_PLACE } from "../session/session.js";
import { type Inventory, type Secret, UNREADABLE, type Version } from "./inventory.js";

export interface Change {
  /** The keys of the secrets: more than one if the same change happened in several places. */
  readonly secrets: readonly string[];
  /** A move of a label, or a new LastAccessedDate; anything else has no kind. */
  readonly kind?: "move" | "access" | undefined;
  readonly text: string;
}

/** Return the changes from one inventory to the next. If there are several Regions or accounts, each sentence names its own. */
export function changes(before: Inventory, after: Inventory): Change[] {
  const naming = namingFor(before, after);
  const changed = after.secrets.flatMap((secret) => {
    const former = find(before, secret.key);
    return former ? changesOf(former, secret).map((change) => ({ change, secret })) : [];
  });
  const came = after.secrets
    .filter((secret) => !find(before, secret.key))
    .flatMap((secret) => appeared(secret).map((change) => ({ ...change, secrets: [secret.key] })));
  const gone = before.secrets
    .filter((secret) => !find(after, secret.key))
    .map((secret) => ({ secrets: [secret.key], text: `${inPlace(secret)} is permanently deleted.` }));
  const all = [...joined(changed, naming), ...came];
  return [...all.filter(({ kind }) => kind === "move"), ...all.filter(({ kind }) => kind !== "move"), ...gone];
}

type Said = Pick<Change, "kind" | "text">;

/** The words that name the secret in a sentence; empty if there is only one secret. */
interface Naming {
  readonly name: string;
  readonly place: string;
}

/** Changes that read the same in a primary and its replicas become one sentence that names all their places. */
function joined(
  changed: ReadonlyArray<{ readonly change: Said; readonly secret: Secret }>,
  naming: (secret: Secret) => Naming,
): Change[] {
  const groups = new Map<string, Secret[]>();
  const said = new Map<string, Said>();
  for (const { change, secret } of changed) {
    const key = [secret.family, change.kind, change.text].join("\n");
    groups.set(key, [...(groups.get(key) ?? []), secret]);
    said.set(key, change);
  }
  return [...said].map(([key, { kind, text }]) => {
    const secrets = groups.get(key) as Secret[];
    const { name } = naming(secrets[0] as Secret);
    const place = list(secrets.map((secret) => naming(secret).place).filter((one) => one !== ""));
    const words = [name, place && (name ? `in ${place}` : `In ${place}`)].filter((word) => word !== "");
    return { kind, text: words.length ? `${words.join(" ")}: ${text}` : text, secrets: secrets.map((one) => one.key) };
  });
}

/** Return a function that names a secret: by name, Region and account, each only if there are several. */
function namingFor(before: Inventory, after: Inventory): (secret: Secret) => Naming {
  const all = [...before.secrets, ...after.secrets];
  const several = (of: (secret: Secret) => string) => new Set(all.map(of)).size > 1;
  const [names, regions, accounts] = [
    several((one) => one.name),
    several((one) => one.region),
    several((one) => one.account),
  ];
  return ({ name, region, account }) => ({
    name: names ? name : "",
    place: [regions && region, accounts && `account ${account}`].filter(Boolean).join(", "),
  });
}

export function versionName(versions: readonly Version[], id: string): string {
  const version = versions.find((one) => one.id === id);
  return version ? `v${version.number}` : "a version";
}

function appeared(secret: Secret): Said[] {
  const kind = secret.primaryRegion ? `a replica of the secret in ${secret.primaryRegion}` : "a new secret";
  return [said(`${inPlace(secret)} is ${kind}${withVersions(secret)}.`)];
}

function withVersions(secret: Secret): string {
  const { versions } = secret;
  const [first] = versions;
  if (!first) return ", without a version";
  const labels = inOrder(holders(secret));
  if (versions.length === 1)
    return ` with version v${first.number}${labels.length ? `, labeled ${list(labels.map(([label]) => label))}` : ""}`;
  const held = labels.map(([label, id]) => `${label} on ${versionName(versions, id)}`);
  return ` with ${versions.length} versions${held.length ? `: ${list(held)}` : ""}`;
}

function changesOf(before: Secret, after: Secret): Said[] {
  return [
    ...labels(before, after),
    ...deletion(before, after),
    ...versions(before, after),
    ...deprecations(before, after),
    ...replication(before, after),
    ...rotation(before, after),
    ...metadata(before, after),
    ...accesses(before, after),
  ];
}

function labels(before: Secret, after: Secret): Said[] {
  const [was, is] = [holders(before), holders(after)];
  const moved = inOrder(is).flatMap(([label, id]) => {
    const former = was.get(label);
    if (former === id) return [];
    const to = versionName(after.versions, id);
    const text =
      former === undefined
        ? `${label} is attached to ${to}.`
        : `${label} moved from ${nameIn(former, after, before)} to ${to}.`;
    return [{ kind: "move" as const, text }];
  });
  const removed = [...was]
    .filter(([label]) => !is.has(label))
    .map(([label, id]) => ({ kind: "move" as const, text: `${label} was removed from ${nameIn(id, after, before)}.` }));
  return [...moved, ...removed];
}

/** Sorts the labels of the service before those of the user. */
function inOrder(labels: ReadonlyMap<string, string>): ReadonlyArray<readonly [string, string]> {
  const rank = (label: string) => ["AWSCURRENT", "AWSPREVIOUS", "AWSPENDING"].indexOf(label) + 1 || 4;
  return [...labels].sort(([one], [other]) => rank(one) - rank(other));
}

function nameIn(id: string, after: Secret, before: Secret): string {
  return versionName([...after.versions, ...before.versions], id);
}

/** The id of the version that each label is attached to. */
export function holders({ versions }: Pick<Secret, "versions">): Map<string, string> {
  return new Map(versions.flatMap(({ id, labels }) => labels.map((label) => [label, id] as const)));
}

function deletion(before: Secret, after: Secret): Said[] {
  if (!before.deletion && after.deletion)
    return [said(`The secret is scheduled for deletion on ${day(after.deletion.to)}.`)];
  return before.deletion && !after.deletion ? [said("The secret is restored.")] : [];
}

function versions(before: Secret, after: Secret): Said[] {
  const made = after.versions
    .filter(({ id }) => !before.versions.some((version) => version.id === id))
    .map((version) => said(`Version v${version.number} is new${isEmpty(version) ? " and has no value yet" : ""}.`));
  const filled = after.versions
    .filter((version) => {
      const former = before.versions.find(({ id }) => id === version.id);
      return former && isEmpty(former) && !("absent" in version.value);
    })
    .map((version) => said(`Version v${version.number} now has a value.`));
  const pruned = before.versions
    .filter(({ id }) => !after.versions.some((version) => version.id === id))
    .map((version) => said(`Version v${version.number} (${version.id.slice(0, 8)}…) is deleted.`));
  return [...made, ...filled, ...pruned];
}

/** A version of a secret that is scheduled for deletion has a value, although it cannot be read. */
function isEmpty({ value }: Version): boolean {
  return "absent" in value && value.absent !== UNREADABLE;
}

function deprecations(before: Secret, after: Secret): Said[] {
  const labeled = (secret: Secret) =>
    new Set(secret.versions.filter(({ labels }) => labels.length).map(({ id }) => id));
  const still = labeled(after);
  return [...labeled(before)]
    .filter((id) => !still.has(id) && after.versions.some((version) => version.id === id))
    .map((id) => said(`Version ${versionName(after.versions, id)} has no label left, so it is deprecated.`));
}

function replication(before: Secret, after: Secret): Said[] {
  const promoted =
    before.primaryRegion && !after.primaryRegion ? [said("The replica is now a standalone secret.")] : [];
  const came = after.replicas
    .filter(({ region, status }) => !before.replicas.some((one) => one.region === region && one.status === status))
    .map(({ region, status }) => said(`Replica in ${region}: ${status}.`));
  const went = before.replicas
    .filter(({ region }) => !after.replicas.some((one) => one.region === region))
    .map(({ region }) => said(`The replica in ${region} is no longer a replica of this secret.`));
  return [...promoted, ...came, ...went];
}

function rotation(before: Secret, after: Secret): Said[] {
  const { waiting } = after;
  const waits = waiting && before.waiting?.token !== waiting.token;
  return [...schedule(before, after), ...(waits ? [said(`A rotation is waiting for ${waiting.step}.`)] : [])];
}

function schedule(before: Secret, after: Secret): Said[] {
  const [was, is] = [before.rotation, after.rotation];
  if (was?.enabled !== is?.enabled) return [said(is?.enabled ? `Rotation is on${next(after)}.` : "Rotation is off.")];
  if (Number(was?.next ?? 0) !== Number(is?.next ?? 0))
    return is?.next ? [said(`The next rotation is due on ${day(is.next)}.`)] : [];
  return [];
}

function next({ rotation }: Secret): string {
  return rotation?.next ? `; the next one is due on ${day(rotation.next)}` : "";
}

function metadata(before: Secret, after: Secret): Said[] {
  const members = [
    ["description", "The description has changed."],
    ["tags", "The tags have changed."],
    ["kmsKeyId", "The KMS key has changed."],
    ["policy", "The resource policy has changed."],
  ] as const;
  return members
    .filter(([member]) => JSON.stringify(before[member] ?? null) !== JSON.stringify(after[member] ?? null))
    .map(([, text]) => said(text));
}

function accesses(before: Secret, after: Secret): Said[] {
  return after.versions.flatMap(({ id, number, lastAccessed }) => {
    const former = before.versions.find((version) => version.id === id)?.lastAccessed;
    if (!lastAccessed || Number(former ?? 0) === Number(lastAccessed)) return [];
    return [{ kind: "access" as const, text: `LastAccessedDate of v${number} is now ${day(lastAccessed)}.` }];
  });
}

function said(text: string): Said {
  return { text };
}

function find({ secrets }: Inventory, key: string): Secret | undefined {
  return secrets.find((secret) => secret.key === key);
}

function inPlace({ name, region, account }: Secret): string {
  return `${name} in ${region}${account === DEFAULT_PLACE.account ? "" : `, account ${account},`}`;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
