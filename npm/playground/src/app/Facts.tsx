/** Facts about a secret other than its versions: deletion, replication, rotation, tags. */

import type { Rotation, Secret } from "../engine/inventory.js";
import type { Scene } from "../session/player.js";
import type { Step } from "../session/session.js";
import { counted, moment } from "./words.js";

const DAY = 86_400_000;
/** The key of a secret without KmsKeyId. */
const DEFAULT_KEY = "alias/aws/secretsmanager";

export function Facts({
  secret,
  scene,
  perform,
}: {
  secret: Secret;
  scene: Scene;
  perform: (...steps: Step[]) => void;
}) {
  const { deletion, replicas, primaryRegion, rotation, tags, description, owningService, policy, kmsKeyId } = secret;
  const { now } = scene.inventory;
  return (
    <>
      {deletion && <Countdown {...deletion} now={now} />}
      {primaryRegion && <span class="fact">replica of {primaryRegion}</span>}
      {replicas.map(({ region, status, message }) => (
        <span class={`fact ${status === "Failed" ? "bad" : ""}`} key={region} title={message}>
          replica in {region}: {status}
        </span>
      ))}
      {rotation && <RotationFact secret={secret} rotation={rotation} scene={scene} perform={perform} />}
      {kmsKeyId && kmsKeyId !== DEFAULT_KEY && <span class="fact">KMS key {kmsKeyId}</span>}
      {owningService && <span class="fact">owned by {owningService}</span>}
      {policy && <span class="fact">resource policy</span>}
      {Object.entries(tags).map(([key, value]) => (
        <span class="fact" key={key}>
          {key}: {value}
        </span>
      ))}
      {description && <span class="description">{description}</span>}
    </>
  );
}

/** Whether rotation is on, and its next event: a pending step, a due rotation, or the date of the next rotation. */
function RotationFact({
  secret,
  rotation,
  scene,
  perform,
}: {
  secret: Secret;
  rotation: Rotation;
  scene: Scene;
  perform: (...steps: Step[]) => void;
}) {
  const { enabled, next } = rotation;
  const { waiting } = secret;
  const due = enabled && next !== undefined && next <= scene.inventory.now;
  if (!waiting)
    return (
      <span class={due ? "fact due" : "fact"}>
        rotation {enabled ? "on" : "off"}
        {enabled && next && (due ? `, due since ${day(next)}` : `, next ${day(next)}`)}
      </span>
    );
  return (
    <span class="fact due" data-waiting={waiting.step}>
      rotation is waiting for {waiting.step}
      <button type="button" disabled={scene.busy !== undefined} onClick={() => perform({ runRotations: {} })}>
        Run it
      </button>
    </span>
  );
}

/** How much of the recovery window has passed. */
function Countdown({ from, to, now }: { from: Date; to: Date; now: Date }) {
  const days = (to.getTime() - now.getTime()) / DAY;
  const left = days >= 1 ? counted(Math.ceil(days), "day") : counted(Math.max(0, Math.ceil(days * 24)), "hour");
  const whole = Math.max(1, to.getTime() - from.getTime());
  const passed = Math.max(0, Math.min(1, (now.getTime() - from.getTime()) / whole));
  return (
    <span class="fact countdown" data-countdown={left}>
      deletion in {left}{" "}
      <meter
        min={0}
        max={1}
        value={passed}
        aria-label={`${Math.round(passed * 100)}% of the recovery window has passed`}
      />
    </span>
  );
}

function day(date: Date): string {
  return moment(date).slice(0, 10);
}
