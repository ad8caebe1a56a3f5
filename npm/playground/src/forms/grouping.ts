/** The order of operations and members in the forms. Operations without a group come last. */

import { type DescribedMember, operationNamed, operations } from "../engine/shapes.js";

const GROUPS: ReadonlyArray<readonly [title: string, names: readonly string[]]> = [
  ["Secrets", ["CreateSecret", "UpdateSecret", "DescribeSecret", "ListSecrets", "DeleteSecret", "RestoreSecret"]],
  [
    "Values and versions",
    [
      "GetSecretValue",
      "PutSecretValue",
      "UpdateSecretVersionStage",
      "ListSecretVersionIds",
      "BatchGetSecretValue",
      "GetRandomPassword",
    ],
  ],
  ["Rotation", ["RotateSecret", "CancelRotateSecret"]],
  ["Replication", ["ReplicateSecretToRegions", "RemoveRegionsFromReplication", "StopReplicationToReplica"]],
  ["Tags", ["TagResource", "UntagResource"]],
  ["Resource policies", ["PutResourcePolicy", "GetResourcePolicy", "ValidateResourcePolicy", "DeleteResourcePolicy"]],
];

export const operationGroups = withTheRest();

function withTheRest() {
  const grouped = GROUPS.map(([title, names]) => ({ title, names: names.filter(operationNamed) }));
  const known = new Set(grouped.flatMap(({ names }) => names));
  const rest = operations.map(({ name }) => name).filter((name) => !known.has(name));
  return rest.length ? [...grouped, { title: "More", names: rest }] : grouped;
}

/** Optional members that people often use. */
const OFTEN = new Set(["SecretString", "VersionStages", "RotationLambdaARN", "RotationRules"]);

/** Return the members to show first, and those to collapse. */
export function split(members: readonly DescribedMember[]): [DescribedMember[], DescribedMember[]] {
  const few = members.length <= 4;
  const first = members.filter(({ name, required }) => few || required || OFTEN.has(name));
  return [first, members.filter((member) => !first.includes(member))];
}
