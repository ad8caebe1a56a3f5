/** The left column: the user's sessions, the secrets, and the steps of the session. */

import { Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Inventory, Secret } from "../engine/inventory.js";
import type { Scene } from "../session/player.js";
import { DEFAULT_PLACE } from "../session/session.js";
import { type Draft, openDraft, ownDrafts } from "../session/workspace.js";
import { Icon } from "./Icon.js";
import { counted, stepFailure, stepSubject, stepTitle } from "./words.js";

/** The list of the user's sessions. It is absent if there is only one. */
export function Drafts({
  scene,
  open,
  remove,
  restore,
}: {
  scene: Scene;
  open: (id: number) => void;
  remove: (id: number) => void;
  restore: (draft: Draft) => void;
}) {
  const { workspace } = scene;
  const [removed, setRemoved] = useState<Draft>();
  const current = openDraft(workspace);
  const own = ownDrafts(workspace);
  if (!removed && !own.some(({ id }) => id !== current?.id)) return null;
  return (
    <section class="panel drafts" aria-labelledby="drafts-title">
      <h2 id="drafts-title">Your sessions</h2>
      <ul class="choice-list">
        {own.map(({ id, title, session, parent }, place) => (
          <li key={id}>
            <button type="button" aria-pressed={id === current?.id} data-draft={id} onClick={() => open(id)}>
              <span>{title}</span>
              <small>
                {counted(session.steps.length, "step")}
                {parent && ` · branches off after step ${parent.position}`}
              </small>
            </button>
            {id !== current?.id && (
              <button
                type="button"
                class="quiet remove"
                aria-label={`Remove ${title}`}
                onClick={() => {
                  setRemoved(own[place]);
                  remove(id);
                }}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {removed && (
        <p class="removed" role="status">
          {removed.title} is removed.{" "}
          <button
            type="button"
            class="quiet"
            onClick={() => {
              restore(removed);
              setRemoved(undefined);
            }}
          >
            Undo
          </button>
        </p>
      )}
    </section>
  );
}

/** The number of secrets from which the list has a filter. */
const FILTER_FROM = 8;

export function Secrets({
  inventory,
  selected,
  select,
}: {
  inventory: Inventory;
  selected: Secret | undefined;
  select: (key: string) => void;
}) {
  const [filter, setFilter] = useState("");
  const { secrets } = inventory;
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => keepInSight(list.current, "[aria-pressed=true]"), [selected?.key]);
  const filtered =
    secrets.length >= FILTER_FROM ? secrets.filter((one) => searchable(one).includes(filter.toLowerCase())) : secrets;
  return (
    <section class="panel" aria-labelledby="secrets-title">
      <h2 id="secrets-title">
        Secrets{" "}
        {secrets.length > 1 && (
          <small>{filtered.length < secrets.length ? `${filtered.length} of ${secrets.length}` : secrets.length}</small>
        )}
      </h2>
      {secrets.length >= FILTER_FROM && (
        <input
          class="filter"
          type="search"
          placeholder="Name, region, account"
          aria-label="Filter the secrets"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      )}
      {secrets.length === 0 && <p class="none">None.</p>}
      {secrets.length > 0 && filtered.length === 0 && <p class="none">No secret matches.</p>}
      <ul class="choice-list secrets" ref={list}>
        {filtered.map((secret) => (
          <li key={secret.key}>
            <button
              type="button"
              aria-pressed={secret.key === selected?.key}
              data-secret={secret.name}
              data-region={secret.region}
              onClick={() => select(secret.key)}
            >
              <span class="name" title={secret.name}>
                {secret.name}
              </span>
              <small>
                {secret.account === DEFAULT_PLACE.account ? "" : `${secret.account} · `}
                {secret.region} · {stateOf(secret)}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function searchable({ name, region, account }: Secret): string {
  return `${name} ${region} ${account}`.toLowerCase();
}

function stateOf(secret: Secret): string {
  if (secret.deletion) return "to be deleted";
  if (secret.primaryRegion) return "replica";
  return counted(secret.versions.length, "version");
}

interface StepsProps {
  readonly scene: Scene;
  readonly goTo: (position: number) => void;
  readonly disabled: boolean;
}

export function Steps({ scene, goTo, disabled }: StepsProps) {
  const { session, position, outcomes } = scene;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => keepInSight(list.current, "[aria-current]"), [position]);
  // The Tab key stops once at the list; the arrow keys move from step to step.
  const onKeyDown = (event: KeyboardEvent) => {
    const count = session.steps.length;
    const wanted = { ArrowDown: position + 1, ArrowUp: position - 1, Home: 0, End: count }[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    if (disabled || wanted < 0 || wanted > count) return;
    goTo(wanted);
    list.current?.querySelectorAll("button")[wanted]?.focus();
  };
  const button = (place: number) => ({
    type: "button" as const,
    tabIndex: place === position ? 0 : -1,
    "aria-current": place === position ? ("step" as const) : undefined,
    disabled: disabled && place !== position,
    onClick: () => goTo(place),
  });
  return (
    <section class="panel steps" aria-labelledby="steps-title">
      <h2 id="steps-title">Steps</h2>
      <ol ref={list} onKeyDown={onKeyDown}>
        <li>
          <button {...button(0)}>
            <span class="number">0</span>
            <span class="title">Start</span>
          </button>
        </li>
        {session.steps.map((step, place) => {
          const failure = stepFailure(outcomes[place]);
          const subject = stepSubject(step, outcomes[place]);
          return (
            <li key={place} class={place >= position ? "ahead" : undefined}>
              <button {...button(place + 1)}>
                <span class="number">{place + 1}</span>
                <span class="title">
                  {breakable(stepTitle(step))} <small title={subject}>{subject}</small>
                  {failure && <span class="failure">{failure}</span>}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      <p class="kept">
        <small>The URL of this page contains the session with its values. Reloading keeps it.</small>
      </p>
    </section>
  );
}

/** A text that may break between the words of a name such as ReplicateSecretToRegions. */
function breakable(text: string) {
  return text.split(/(?<=[a-z])(?=[A-Z])/).map((word, place) => (
    <Fragment key={place}>
      {place > 0 && <wbr />}
      {word}
    </Fragment>
  ));
}

/** Scrolls the list, not the page, to its current item. */
function keepInSight(list: HTMLElement | null, current: string): void {
  const item = list?.querySelector<HTMLElement>(current);
  if (!list || !item) return;
  const above = item.getBoundingClientRect().top - list.getBoundingClientRect().top;
  const below = above + item.offsetHeight - list.clientHeight;
  if (above < 0) list.scrollTop += above;
  else if (below > 0) list.scrollTop += below;
}
