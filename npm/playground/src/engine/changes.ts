/** What is different between two moments, in sentences: the text that goes with the moving picture. */

import type { Secret, Version, World } from "./world.js";

export interface Change {
  readonly secret: string;
  readonly text: string;
}

/** The changes from one world to the next, the secrets in the order of the latter. */
export function changes(before: World, after: World): Change[] {
  const gone = before.secrets.filter((secret) => !find(after, secret.key));
  return [
    ...after.secrets.flatMap((secret) => {
      const former = find(before, secret.key);
      const texts = former ? changesOf(former, secret) : [appeared(secret)];
      return texts.map((text) => ({ secret: secret.key, text }));
    }),
    ...gone.map((secret) => ({ secret: secret.key, text: `${inPlace(secret)} is gone for good.` })),
  ];
}

/** What a version is called beside its id: its place in the order of making. */
export function versionName(versions: readonly Version[], id: string): string {
  const place = versions.findIndex((version) => version.id === id);
  return place < 0 ? "a version" : `v${place + 1}`;
}

function appeared(secret: Secret): string {
  const kind = secret.primaryRegion ? `a replica of ${secret.primaryRegion}` : "a new secret";
  const [first] = secret.versions;
  const version = first
    ? ` with version v1${first.labels.length ? `, labelled ${list(first.labels)}` : ""}`
    : " without a version";
  return `${inPlace(secret)} is there, ${kind}${version}.`;
}

function changesOf(before: Secret, after: Secret): string[] {
  return [
    ...deletion(before, after),
    ...versions(before, after),
    ...labels(before, after),
    ...deprecations(before, after),
    ...replication(before, after),
    ...rotation(before, after),
    ...metadata(before, after),
  ];
}

function deletion(before: Secret, after: Secret): string[] {
  if (!before.deletedOn && after.deletedOn)
    return [`${after.name} is scheduled for deletion on ${day(after.deletedOn)}.`];
  return before.deletedOn && !after.deletedOn ? [`${after.name} is restored.`] : [];
}

function versions(before: Secret, after: Secret): string[] {
  const name = (version: Version) => versionName(after.versions, version.id);
  const made = after.versions
    .filter(({ id }) => !before.versions.some((version) => version.id === id))
    .map((version) => `Version ${name(version)} is there${"absent" in version.value ? ", without a value" : ""}.`);
  const filled = after.versions
    .filter((version) => {
      const former = before.versions.find(({ id }) => id === version.id);
      return former && "absent" in former.value && !("absent" in version.value);
    })
    .map((version) => `Version ${name(version)} has got its value.`);
  const pruned = before.versions.filter(({ id }) => !after.versions.some((version) => version.id === id));
  return [...made, ...filled, ...pruned.map((version) => `Version ${version.id.slice(0, 8)}… is gone.`)];
}

function labels(before: Secret, after: Secret): string[] {
  const [was, is] = [holders(before), holders(after)];
  const name = (id: string) => versionName(after.versions, id);
  const moved = [...is].flatMap(([label, id]) => {
    const former = was.get(label);
    if (former === id) return [];
    return [
      former === undefined ? `${label} is on ${name(id)}.` : `${label} moved from ${name(former)} to ${name(id)}.`,
    ];
  });
  const off = [...was].filter(([label]) => !is.has(label));
  return [...moved, ...off.map(([label, id]) => `${label} fell off ${name(id)}.`)];
}

/** Which version each label is on. */
export function holders({ versions }: Secret): Map<string, string> {
  return new Map(versions.flatMap(({ id, labels }) => labels.map((label) => [label, id] as const)));
}

function deprecations(before: Secret, after: Secret): string[] {
  const labelled = (secret: Secret) =>
    new Set(secret.versions.filter(({ labels }) => labels.length).map(({ id }) => id));
  const still = labelled(after);
  return [...labelled(before)]
    .filter((id) => !still.has(id) && after.versions.some((version) => version.id === id))
    .map((id) => `Version ${versionName(after.versions, id)} has no label left: it is deprecated.`);
}

function replication(before: Secret, after: Secret): string[] {
  const promoted =
    before.primaryRegion && !after.primaryRegion ? [`The replica in ${after.region} is a secret of its own now.`] : [];
  const came = after.replicas
    .filter(({ region, status }) => !before.replicas.some((one) => one.region === region && one.status === status))
    .map(({ region, status }) => `Replica in ${region}: ${status}.`);
  const went = before.replicas
    .filter(({ region }) => !after.replicas.some((one) => one.region === region))
    .map(({ region }) => `There is no replica in ${region} any more.`);
  return [...promoted, ...came, ...went];
}

function rotation(before: Secret, after: Secret): string[] {
  const [was, is] = [before.rotation, after.rotation];
  if (was?.enabled !== is?.enabled) return [is?.enabled ? `Rotation is on${next(after)}.` : "Rotation is off."];
  if (Number(was?.next ?? 0) !== Number(is?.next ?? 0))
    return is?.next ? [`The next rotation is due on ${day(is.next)}.`] : [];
  return [];
}

function next({ rotation }: Secret): string {
  return rotation?.next ? `, the next is due on ${day(rotation.next)}` : "";
}

function metadata(before: Secret, after: Secret): string[] {
  const members = [
    ["description", "Description"],
    ["tags", "Tags"],
    ["kmsKeyId", "KmsKeyId"],
    ["policy", "The resource policy"],
  ] as const;
  return members.flatMap(([member, name]) => {
    const [was, is] = [JSON.stringify(before[member] ?? null), JSON.stringify(after[member] ?? null)];
    return was === is ? [] : [`${name} ${member === "tags" ? "have" : "has"} changed.`];
  });
}

function find({ secrets }: World, key: string): Secret | undefined {
  return secrets.find((secret) => secret.key === key);
}

function inPlace({ name, region }: Secret): string {
  return `${name} in ${region}`;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
