/** Fills forms from the selection on the page, and writes example requests for the raw form. */

import type { Secret } from "../engine/inventory.js";
import { type DescribedMember, type DescribedShape, operationNamed } from "../engine/shapes.js";
import type { Json } from "../session/session.js";
import type { Drafts } from "./draft.js";

/** The selection on the page: a secret, and a version or label of it. */
export interface Selection {
  readonly secret: Secret | undefined;
  readonly version?: string | undefined;
  readonly label?: string | undefined;
}

/** Return the initial content of a form. */
export function filled(operation: string, { secret, version, label }: Selection): Drafts {
  const names = operationNamed(operation)?.input.members.map(({ name }) => name) ?? [];
  const has = (name: string) => names.includes(name);
  if (!secret) return {};
  const drafts: Record<string, string> = {};
  if (has("SecretId")) drafts.SecretId = secret.name;
  if (operation === "UpdateSecretVersionStage") return { ...drafts, ...move(secret, version, label) };
  if (label !== undefined && has("VersionStage")) drafts.VersionStage = label;
  else if (version !== undefined && has("VersionId")) drafts.VersionId = version;
  return drafts;
}

/** Whether a form of the operation holds the selected version or label. */
export function usesSelection(operation: string, selection: Selection): boolean {
  const { secret } = selection;
  return JSON.stringify(filled(operation, selection)) !== JSON.stringify(filled(operation, { secret }));
}

/** Moves the picked label to the picked version. Without a picked label, moves AWSCURRENT. */
function move(secret: Secret, version: string | undefined, label: string | undefined): Drafts {
  if (version === undefined && label === undefined) return {};
  const stage = label ?? "AWSCURRENT";
  const holder = secret.versions.find(({ labels }) => labels.includes(stage))?.id;
  const target = version !== undefined && version !== holder ? version : undefined;
  return {
    VersionStage: stage,
    ...(target && { MoveToVersionId: target }),
    ...(holder && { RemoveFromVersionId: holder }),
  };
}

/** A token that no version of the secret has. */
function exampleToken(secret: Secret | undefined): string {
  const tokens = Array.from({ length: 200 }, (_, place) => `EXAMPLE${place + 1}-90ab-cdef-fedc-ba987EXAMPLE`);
  return tokens.find((token) => !secret?.versions.some(({ id }) => id === token)) ?? (tokens[0] as string);
}

/** Example values, by the member's name. */
const EXAMPLES: Readonly<Record<string, Json>> = {
  Name: "app/db",
  SecretString: "a new value",
  VersionStage: "AWSCURRENT",
  ResourcePolicy: '{"Version":"2012-10-17","Statement":[]}',
  Tags: [{ Key: "team", Value: "blue" }],
  TagKeys: ["team"],
  SecretIdList: ["app/db"],
  AddReplicaRegions: [{ Region: "eu-west-1" }],
  RemoveReplicaRegions: ["eu-west-1"],
  RotationRules: { AutomaticallyAfterDays: 30 },
};

/** Optional members that an example contains. */
const WANTED = new Set(["SecretString", "RotationRules"]);

/** Return the text of a request body that fits its operation and what is selected. */
export function exampleBody(operation: string, selection: Selection): string {
  const { secret } = selection;
  const members = operationNamed(operation)?.input.members ?? [];
  const entries = members
    .filter(
      (member) => member.required || member.idempotencyToken || WANTED.has(member.name) || inFocus(operation, member),
    )
    .map((member): [string, Json] => [member.name, example(member, secret)]);
  return JSON.stringify({ ...Object.fromEntries(entries), ...filled(operation, selection) }, null, 2);
}

function inFocus(operation: string, { name }: DescribedMember): boolean {
  return operation === "BatchGetSecretValue" && name === "SecretIdList";
}

function example({ name, shape, idempotencyToken }: DescribedMember, secret: Secret | undefined): Json {
  if (idempotencyToken) return exampleToken(secret);
  if (name === "SecretId" || name === "SecretIdList") {
    const id = secret?.name ?? "app/db";
    return name === "SecretId" ? id : [id];
  }
  return EXAMPLES[name] ?? byShape(shape);
}

function byShape(shape: DescribedShape): Json {
  switch (shape.type) {
    case "structure":
      return Object.fromEntries(
        shape.members.filter(({ required }) => required).map((one) => [one.name, byShape(one.shape)]),
      );
    case "list":
      return [];
    case "map":
      return {};
    case "boolean":
      return true;
    case "integer":
    case "long":
      return "min" in shape ? (shape.min ?? 1) : 1;
    default:
      return "enum" in shape ? (shape.enum?.[0] ?? "text") : "text";
  }
}
