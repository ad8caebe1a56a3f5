/** The selected secret: the picture of it and its replicas, the changes of the last step, and a table of versions. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { versionName } from "../engine/changes.js";
import { evidenceOf } from "../engine/evidence.js";
import type { Secret } from "../engine/inventory.js";
import { isError } from "../engine/wire.js";
import { labelClasses } from "../picture/colours.js";
import { deprecatedCount, FOLD_FROM, type Reserve } from "../picture/layout.js";
import { type Pick, Picture } from "../picture/Picture.js";
import type { Drop } from "../picture/useDrag.js";
import type { Scene } from "../session/player.js";
import type { Call, Step } from "../session/session.js";
import { Facts } from "./Facts.js";
import { Icon } from "./Icon.js";
import { Proposal } from "./Proposal.js";
import { StrengthBadge } from "./StrengthBadge.js";
import { answeredVersion, laneTitle, meanwhile, moment, shortId, unchanged, valueText } from "./words.js";

interface Props {
  readonly scene: Scene;
  readonly secret: Secret | undefined;
  readonly revealed: boolean;
  readonly reveal: (revealed: boolean) => void;
  readonly reserve: Reserve;
  readonly picked: Pick | undefined;
  readonly pick: (pick: Pick | undefined) => void;
  readonly perform: (...steps: Step[]) => void;
  readonly children: ComponentChildren;
}

export function Stage({ scene, secret, revealed, reveal, reserve, picked, pick, perform, children }: Props) {
  const { inventory, outcomes, position } = scene;
  const outcome = outcomes[position - 1];
  const family = inventory.secrets.filter((one) => one.family === secret?.family);
  const [unfolded, setUnfolded] = useState<string>();
  const [proposed, propose] = useState<Drop>();
  const folded = unfolded !== secret?.family;
  const deprecated = deprecatedCount(family);
  const proposal = proposed && callFor(proposed, family);
  useEffect(() => propose(undefined), [scene.session, position]);
  return (
    <section
      class="panel stage"
      aria-labelledby="stage-title"
      id="stage"
      data-steps={`${scene.workspace.open} ${position} ${scene.session.steps.length}`}
    >
      <header>
        <h1 id="stage-title" title={secret?.name}>
          {secret ? secret.name : "No secret yet"}
        </h1>
        {secret && <span class="place">{family.length > 1 ? laneTitle(secret) : secret.region}</span>}
        <button type="button" class="quiet reveal" aria-pressed={revealed} onClick={() => reveal(!revealed)}>
          <Icon name="eye" /> {revealed ? "Hide values" : "Show values"}
        </button>
      </header>
      {children}
      <div class="facts">
        {secret ? (
          <Facts secret={secret} scene={scene} perform={perform} />
        ) : (
          <span class="fact">
            {scene.session.steps.length > position
              ? "Go to the next step, or call CreateSecret."
              : "Call CreateSecret."}
          </span>
        )}
      </div>
      <Picture
        key={secret?.family ?? ""}
        family={family}
        focus={secret?.key}
        revealed={revealed}
        now={inventory.now}
        reserve={reserve}
        answered={answeredVersion(outcome, inventory.secrets)}
        classes={labelClasses(outcomes)}
        folded={folded}
        unfold={() => setUnfolded(secret?.family)}
        picked={picked}
        pick={pick}
        drop={propose}
      />
      {deprecated >= FOLD_FROM && (
        <button type="button" class="quiet fold" onClick={() => setUnfolded(folded ? secret?.family : undefined)}>
          {folded ? `Show ${deprecated} deprecated versions` : "Hide the deprecated versions"}
        </button>
      )}
      <Picked picked={picked} family={family} clear={() => pick(undefined)} />
      {proposal && (
        <Proposal
          call={proposal}
          run={() => {
            propose(undefined);
            perform(proposal);
          }}
          cancel={() => propose(undefined)}
        />
      )}
      <Result scene={scene} nameOf={(id) => versionName(secret?.versions ?? [], id)} />
      <div class="below">{secret && <VersionTable secret={secret} revealed={revealed} />}</div>
    </section>
  );
}

/** The call that moves a label to another version. */
function callFor({ secret: key, label, from, to }: Drop, family: readonly Secret[]): Call | undefined {
  const secret = family.find((one) => one.key === key);
  if (!secret) return undefined;
  const { name, region, account } = secret;
  return {
    call: "UpdateSecretVersionStage",
    with: { SecretId: name, VersionStage: label, MoveToVersionId: to, RemoveFromVersionId: from },
    ...(region !== "us-east-1" && { region }),
    ...(account !== "123456789012" && { account }),
  };
}

/** The result of the last step: its error, the moves of labels, then all other changes. The list is never cut. */
function Result({ scene, nameOf }: { scene: Scene; nameOf: (id: string) => string }) {
  const { changes, outcomes, position } = scene;
  const outcome = outcomes[position - 1];
  const moves = changes.filter(({ label }) => label !== undefined).map(({ text }) => text);
  const others = changes.filter(({ label }) => label === undefined).map(({ text }) => text);
  const lines = [...moves, ...(outcome ? meanwhile(outcome) : []), ...others];
  const error = outcome?.exchange && isError(outcome.exchange.result) ? outcome.exchange.result.fails : undefined;
  const evidence = error && evidenceOf(error);
  // The list never gets lower, so that the content below does not move up and down.
  const element = useRef<HTMLDivElement>(null);
  const [least, setLeast] = useState(0);
  useEffect(() => setLeast((height) => Math.max(height, Math.min(element.current?.offsetHeight ?? 0, 400))), [scene]);
  return (
    <div class="changes" role="status" aria-live="polite" ref={element} style={{ minHeight: `max(7.4em, ${least}px)` }}>
      {error && (
        <p class="error-line" data-error={error.code}>
          <strong>{error.code}</strong> {error.message || "(no message)"}{" "}
          {evidence && <StrengthBadge strength={evidence.strength} />}
        </p>
      )}
      {lines.length === 0 ? (
        <p class="none">{unchanged(outcome, nameOf)}</p>
      ) : (
        <ul>
          {lines.map((line, place) => (
            <li key={place} class={place < moves.length ? "move" : undefined}>
              {line}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The version and label that the forms use. */
function Picked({ picked, family, clear }: { picked: Pick | undefined; family: readonly Secret[]; clear: () => void }) {
  const version = family.find(({ key }) => key === picked?.secret)?.versions.find(({ id }) => id === picked?.version);
  const parts = [
    ...(picked?.label !== undefined ? [`the label ${picked.label}`] : []),
    ...(version ? [`v${version.number} (${shortId(version.id)})`] : []),
  ];
  if (parts.length === 0) return null;
  return (
    <p class="picked" data-picked={parts.length}>
      The form uses {parts.join(" and ")}.{" "}
      <button type="button" class="quiet" onClick={clear}>
        Clear
      </button>
    </p>
  );
}

function VersionTable({ secret, revealed }: { secret: Secret; revealed: boolean }) {
  return (
    <details class="as-text">
      <summary>The versions as a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scroll" tabIndex={0} aria-label="Versions as a table">
        <table>
          <thead>
            <tr>
              {["", "Version", "Labels", "Created", "Last accessed", "Value"].map((title) => (
                <th key={title} scope="col">
                  {title || <span class="unseen">Number</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {secret.versions.map((version) => (
              <tr key={version.id} data-row={version.id}>
                <th scope="row">v{version.number}</th>
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
