/** The secrets of the world, and the steps of the session. */

import { useEffect, useRef } from "preact/hooks";
import type { Outcome } from "../engine/replay.js";
import { isRefused } from "../engine/wire.js";
import type { Secret, World } from "../engine/world.js";
import type { Scene } from "../session/player.js";
import { HERE } from "../session/session.js";
import { stepSubject, stepTitle } from "./words.js";

export function Secrets({
  world,
  selected,
  select,
}: {
  world: World;
  selected: Secret | undefined;
  select: (key: string) => void;
}) {
  return (
    <section class="panel" aria-labelledby="secrets-title">
      <h2 id="secrets-title">Secrets</h2>
      {world.secrets.length === 0 && <p class="none">None yet.</p>}
      <ul class="secrets">
        {world.secrets.map((secret) => (
          <li key={secret.key}>
            <button
              type="button"
              aria-pressed={secret.key === selected?.key}
              data-secret={secret.name}
              data-region={secret.region}
              onClick={() => select(secret.key)}
            >
              <span class="name">{secret.name}</span>
              <small>
                {secret.account === HERE.account ? "" : `${secret.account} · `}
                {secret.region} · {stateOf(secret)}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function stateOf(secret: Secret): string {
  if (secret.deletedOn) return "to be deleted";
  if (secret.primaryRegion) return "replica";
  return `${secret.versions.length} ${secret.versions.length === 1 ? "version" : "versions"}`;
}

export function Steps({ scene, goTo }: { scene: Scene; goTo: (position: number) => void }) {
  const { session, position, outcomes } = scene;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => keepInSight(list.current), [position]);
  return (
    <section class="panel steps" aria-labelledby="steps-title">
      <h2 id="steps-title">Steps</h2>
      <ol ref={list}>
        <li>
          <button type="button" aria-current={position === 0 ? "step" : undefined} onClick={() => goTo(0)}>
            <span class="number">0</span>
            <span class="title">Beginning</span>
          </button>
        </li>
        {session.steps.map((step, place) => (
          <li key={place} class={place >= position ? "ahead" : undefined}>
            <button
              type="button"
              aria-current={position === place + 1 ? "step" : undefined}
              onClick={() => goTo(place + 1)}
            >
              <span class="number">{place + 1}</span>
              <span class="title">
                {stepTitle(step)} <small>{stepSubject(step)}</small>
                {refused(outcomes[place]) && <span class="refused">refused</span>}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Scrolls the list, and not the page, to the step where one stands. */
function keepInSight(list: HTMLElement | null): void {
  const step = list?.querySelector<HTMLElement>("[aria-current]");
  if (!list || !step) return;
  const above = step.getBoundingClientRect().top - list.getBoundingClientRect().top;
  const below = above + step.offsetHeight - list.clientHeight;
  if (above < 0) list.scrollTop += above;
  else if (below > 0) list.scrollTop += below;
}

function refused(outcome: Outcome | undefined): boolean {
  return outcome?.problem !== undefined || (outcome?.exchange !== undefined && isRefused(outcome.exchange.result));
}
