/** The chosen secret: what it is, its picture, the same as a table, and what the last step changed. */

import type { ComponentChildren } from "preact";
import { type Change, versionName } from "../engine/changes.js";
import type { Outcome } from "../engine/replay.js";
import type { Secret, World } from "../engine/world.js";
import { Picture } from "../picture/Picture.js";
import { Icon } from "./Icon.js";
import { answeredVersion, counted, meanwhile, moment, unchanged, valueText } from "./words.js";

interface Props {
  readonly world: World;
  readonly secret: Secret | undefined;
  readonly changes: readonly Change[];
  readonly outcome: Outcome | undefined;
  readonly revealed: boolean;
  readonly reveal: (revealed: boolean) => void;
  readonly reserve: { readonly versions: number; readonly labels: number };
  readonly children: ComponentChildren;
}

export function Stage({ world, secret, changes, outcome, revealed, reveal, reserve, children }: Props) {
  return (
    <section class="panel stage" aria-labelledby="stage-title">
      <header>
        <h1 id="stage-title">{secret ? secret.name : "No secret yet"}</h1>
        {secret && <span class="place">{secret.region}</span>}
        <button type="button" class="quiet reveal" aria-pressed={revealed} onClick={() => reveal(!revealed)}>
          <Icon name="eye" /> {revealed ? "Hide values" : "Show values"}
        </button>
      </header>
      <div class="facts">
        {secret ? (
          <Facts secret={secret} now={world.now} />
        ) : (
          <span class="fact">Go on to the next step, or make a secret by CreateSecret.</span>
        )}
      </div>
      <Picture
        key={secret?.key ?? ""}
        secret={secret}
        revealed={revealed}
        now={world.now}
        reserve={reserve}
        answered={answeredVersion(outcome)}
      />
      {children}
      <div class="changes" aria-live="polite">
        <Changes changes={changes} outcome={outcome} nameOf={(id) => versionName(secret?.versions ?? [], id)} />
      </div>
      {secret && <VersionTable secret={secret} revealed={revealed} />}
    </section>
  );
}

function Changes(props: { changes: readonly Change[]; outcome: Outcome | undefined; nameOf: (id: string) => string }) {
  const { changes, outcome, nameOf } = props;
  const lines = [...(outcome ? meanwhile(outcome) : []), ...changes.map(({ text }) => text)];
  if (lines.length === 0) return <p class="none">{unchanged(outcome, nameOf)}</p>;
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Facts({ secret, now }: { secret: Secret; now: Date }) {
  const { deletedOn, replicas, primaryRegion, rotation, tags, description, owningService, policy } = secret;
  return (
    <>
      {deletedOn && <Countdown until={deletedOn} now={now} />}
      {primaryRegion && <span class="fact">replica of {primaryRegion}</span>}
      {replicas.map(({ region, status, message }) => (
        <span class={`fact ${status === "Failed" ? "bad" : ""}`} key={region} title={message}>
          replica in {region}: {status}
        </span>
      ))}
      {rotation && (
        <span class="fact">
          rotation {rotation.enabled ? "on" : "off"}
          {rotation.next && `, next ${moment(rotation.next).slice(0, 10)}`}
        </span>
      )}
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

/** How long until a secret that is scheduled for deletion is gone. */
function Countdown({ until, now }: { until: Date; now: Date }) {
  const days = (until.getTime() - now.getTime()) / 86_400_000;
  const left = days >= 1 ? counted(Math.ceil(days), "day") : counted(Math.max(0, Math.ceil(days * 24)), "hour");
  return (
    <span class="fact countdown" data-countdown={left}>
      deletion in {left}{" "}
      <meter min={0} max={30} value={Math.min(30, Math.max(0, days))} aria-label={`${left} of at most 30 days left`} />
    </span>
  );
}

function VersionTable({ secret, revealed }: { secret: Secret; revealed: boolean }) {
  return (
    <details class="as-text">
      <summary>The same as a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scroll" tabIndex={0} aria-label="Versions as a table">
        <table>
          <thead>
            <tr>
              {["", "Version", "Labels", "Made", "Last accessed", "Value"].map((title) => (
                <th key={title} scope="col">
                  {title || <span class="unseen">Number</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {secret.versions.map((version, place) => (
              <tr key={version.id} data-version={version.id}>
                <th scope="row">v{place + 1}</th>
                <td>
                  <code>{version.id}</code>
                </td>
                <td>{version.labels.join(", ") || "none: deprecated"}</td>
                <td>{version.created ? moment(version.created) : ""}</td>
                <td>{version.lastAccessed ? version.lastAccessed.toISOString().slice(0, 10) : "never"}</td>
                <td>
                  <code>{valueText(version.value, revealed)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
