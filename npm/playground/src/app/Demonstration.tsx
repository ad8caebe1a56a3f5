/** The animation on the start page: a secret gets a new value twice, and its labels move. */

import { useEffect, useState } from "preact/hooks";
import type { Secret } from "../engine/inventory.js";
import { Picture } from "../picture/Picture.js";
import { reducedMotion } from "./motion.js";

const START = new Date("2026-01-01T00:00:00.000Z");
const MILLISECONDS = 3200;

interface Moment {
  readonly call: string;
  readonly says: string;
  readonly labels: readonly (readonly string[])[];
}

const MOMENTS: readonly Moment[] = [
  { call: "CreateSecret", says: "The first version gets AWSCURRENT.", labels: [["AWSCURRENT"]] },
  {
    call: "PutSecretValue",
    says: "AWSCURRENT moves to v2. AWSPREVIOUS marks v1.",
    labels: [["AWSPREVIOUS"], ["AWSCURRENT"]],
  },
  {
    call: "PutSecretValue",
    says: "Both labels move. The oldest version has no labels left.",
    labels: [[], ["AWSPREVIOUS"], ["AWSCURRENT"]],
  },
];

export function Demonstration() {
  const still = reducedMotion();
  const [time, setTime] = useState(still ? 1 : 0);
  useEffect(() => {
    if (still) return;
    const timer = setInterval(() => setTime((now) => now + 1), MILLISECONDS);
    return () => clearInterval(timer);
  }, [still]);
  const moment = MOMENTS[time % MOMENTS.length] as Moment;
  const round = Math.floor(time / MOMENTS.length);
  return (
    <div class="demonstration" aria-hidden="true" inert>
      <p>
        <code>{moment.call}</code> {moment.says}
      </p>
      {/* A new picture for each round, so that labels never move back. */}
      <Picture
        key={round}
        family={[secretWith(moment.labels)]}
        focus={undefined}
        revealed
        now={START}
        reserve={{ versions: 3, labels: 1 }}
        answered={undefined}
        classes={new Map()}
        folded
      />
    </div>
  );
}

const VALUES = ["first value", "second value", "third value"];

function secretWith(labels: Moment["labels"]): Secret {
  const versions = labels.map((those, at) => ({
    id: `${["1f3c09e2", "a7b41d05", "c62e8f90"][at]}-7b41`,
    number: at + 1,
    created: new Date(START.getTime() + at * 3_600_000),
    labels: those,
    lastAccessed: undefined,
    value: { text: VALUES[at] ?? "" },
  }));
  return {
    account: "",
    region: "",
    key: "demonstration",
    family: "demonstration",
    arn: "",
    name: "app/db",
    description: undefined,
    created: START,
    deletion: undefined,
    versions,
    replicas: [],
    primaryRegion: undefined,
    rotation: undefined,
    waiting: undefined,
    tags: {},
    kmsKeyId: undefined,
    owningService: undefined,
    policy: undefined,
  };
}
