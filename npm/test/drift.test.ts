/** Our declaration of the API against the installed AWS SDK's, fact by fact. A difference is fixed, or listed here with its reason. */
import { expect, test } from "vitest";
import { type Facts, ours, theirs } from "./support/facts.js";

const YOUNGER = "younger than this SDK; in the model of botocore 1.44.5 and in the API reference";
const known: ReadonlyArray<readonly [place: string, reason: string]> = [
  ["AssociateCrossAccountReplica", YOUNGER],
  ["CreateSecret.input.CrossAccountPrimaryARN", YOUNGER],
  ["DeleteResourcePolicy.input.PolicyName", YOUNGER],
  ["DeleteResourcePolicy.output.PolicyName", YOUNGER],
  ["DescribeSecret.output.CrossAccountPrimary", YOUNGER],
  ["DescribeSecret.output.CrossAccountReplicas", YOUNGER],
  ["DisassociateCrossAccountReplica", YOUNGER],
  ["GetResourcePolicy.input.PolicyName", YOUNGER],
  ["GetResourcePolicy.output.PolicyName", YOUNGER],
  ["ListResourcePolicies", YOUNGER],
  ["PutResourcePolicy.input.PolicyName", YOUNGER],
  ["PutResourcePolicy.output.PolicyName", YOUNGER],
  ["ReplicaRestrictionType=NoRestriction", YOUNGER],
  ["ReplicaRestrictionType=SameOrg", YOUNGER],
  ["StatusType=Detached", YOUNGER],
  ["StatusType=Pending", YOUNGER],
];

test("the fake declares everything that AWS's SDK declares", () => {
  const { added, differing, ahead } = differences(ours(), theirs());
  const told = [
    ...section("AWS added, and the fake does not know:", added),
    ...section("The fake says otherwise than the SDK:", differing),
    ...section("The fake knows, and the SDK does not:", ahead),
  ];
  const advice = "Change core/src/model or core/src/ops, or list the place in test/drift.test.ts with a reason.";
  expect(told.length === 0 ? "" : [...told, advice].join("\n")).toBe("");
});

// Fails if a listed difference is gone, so that it is removed from the list.
test("a listed difference still exists", () => {
  const all = Object.values(differences(ours(), theirs(), [])).flat();
  const gone = known.filter(([place]) => !all.some((fact) => fact.place === place));
  expect(gone, "take these out of the list: the SDK and the fake agree by now").toEqual([]);
});

interface Difference {
  readonly place: string;
  readonly told: string;
}

function differences(mine: Facts, sdk: Facts, listed = known) {
  const silent = ({ place }: Difference) => !listed.some(([one]) => within(place, one));
  const only = (facts: Facts, others: Facts) =>
    [...facts].filter(([place]) => !others.has(place)).map(([place, fact]) => ({ place, told: `${place}: ${fact}` }));
  const differing = [...mine].flatMap(([place, fact]) => {
    const other = sdk.get(place);
    return other === undefined || other === fact ? [] : [{ place, told: `${place}: ${fact}, in the SDK ${other}` }];
  });
  return {
    added: only(sdk, mine).filter(silent),
    differing: differing.filter(silent),
    ahead: only(mine, sdk).filter(silent),
  };
}

/** Whether a place is the listed one, or lies in it: a member of the operation, an item of the list. */
function within(place: string, listed: string): boolean {
  return place === listed || (place.startsWith(listed) && /^[.[{ ]/.test(place.slice(listed.length)));
}

function section(title: string, found: readonly Difference[]): string[] {
  return found.length === 0 ? [] : [title, ...found.map(({ told }) => `  ${told}`)];
}
