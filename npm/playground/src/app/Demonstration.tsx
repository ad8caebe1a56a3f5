/** A small picture on the first page: the labels of a secret that is updated again and again. */

import { useEffect, useState } from "preact/hooks";
import type { Secret } from "../engine/world.js";
import { Picture } from "../picture/Picture.js";
import { reducedMotion } from "./motion.js";

const START = new Date("2026-01-01T00:00:00.000Z");
const MOMENTS: ReadonlyArray<readonly string[][]> = [
  [["AWSCURRENT"], []],
  [["AWSPREVIOUS"], ["AWSCURRENT"]],
];

export function Demonstration() {
  const [place, setPlace] = useState(1);
  useEffect(() => {
    if (reducedMotion()) return;
    const timer = setInterval(() => setPlace((now) => (now + 1) % MOMENTS.length), 2600);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="demonstration" aria-hidden="true" inert>
      <Picture
        secret={secretAt(place)}
        revealed={false}
        now={START}
        reserve={{ versions: 2, labels: 1 }}
        answered={undefined}
      />
    </div>
  );
}

function secretAt(place: number): Secret {
  const versions = (MOMENTS[place] ?? []).map((labels, at) => ({
    id: `${"1a"[at]}f3c09e2-7b41`,
    created: new Date(START.getTime() + at * 3_600_000),
    labels,
    lastAccessed: undefined,
    value: labels.length ? { text: "" } : { absent: "no value yet" },
  }));
  return {
    account: "",
    region: "",
    key: "demonstration",
    arn: "",
    name: "app/db",
    description: undefined,
    created: START,
    deletedOn: undefined,
    versions,
    replicas: [],
    primaryRegion: undefined,
    rotation: undefined,
    tags: {},
    kmsKeyId: undefined,
    owningService: undefined,
    policy: undefined,
  };
}
