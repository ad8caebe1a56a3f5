/** The selected secret: the picture of it and its replicas, the changes of the last step, and a table of versions. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Change, versionName } from "../engine/changes.js";
import { evidenceOf } from "../engine/evidence.js";
import type { Secret } from "../engine/inventory.js";
import type { Outcome } from "../engine/replay.js";
import { isError } from "../engine/wire.js";
import { usesSelection } from "../forms/filling.js";
import { scenarios } from "../gallery.js";
import { labelClasses } from "../picture/colours.js";
import { deprecatedCount, FOLD_FROM, type Reserve } from "../picture/layout.js";
import { type Pick, Picture } from "../picture/Picture.js";
import type { Drop } from "../picture/useDrag.js";
import type { Scene } from "../session/player.js";
import type { Call, Step } from "../session/session.js";
import { type Draft, openDraft } from "../session/workspace.js";
import { Facts } from "./Facts.js";
import { hiding } from "./hiding.js";
import { Icon } from "./Icon.js";
import { Proposal } from "./Proposal.js";
import { StrengthBadge } from "./StrengthBadge.js";
import {
  answeredVersion,
  isRead,
  laneTitle,
  meanwhile,
  moment,
  placeOf,
  responseVersion,
  shortId,
  unchanged,
  valueText,
} from "./words.js";

/** The form beside the picture: its operation, whether it is in view, and how to choose another. */
interface Form {
  readonly operation: string;
  readonly inView: boolean;
  readonly choose: (operation: string) => void;
}

interface Props {
  readonly scene: Scene;
  readonly secret: Secret | undefined;
  readonly revealed: boolean;
  readonly reveal: (revealed: boolean) => void;
  readonly reserve: Reserve;
  readonly picked: Pick | undefined;
  readonly pick: (pick: Pick | undefined) => void;
  readonly perform: (...steps: Step[]) => void;
  readonly form: Form;
  readonly children: ComponentChildren;
}

export function Stage({ scene, secret, revealed, reveal, reserve, picked, pick, perform, form, children }: Props) {
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
          {secret ? secret.name : "No secrets"}
        </h1>
        {secret && <span class="place">{family.length > 1 ? laneTitle(secret) : placeOf(secret)}</span>}
        <button type="button" class="quiet reveal" aria-pressed={revealed} onClick={() => reveal(!revealed)}>
          <Icon name="eye" /> {revealed ? "Hide values" : "Show values"}
        </button>
      </header>
      {children}
      <div class="facts">
        {secret ? (
          <Facts secret={secret} scene={scene} perform={perform} />
        ) : (
          <span class="none">
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
      <Picked picked={picked} family={family} form={form} clear={() => pick(undefined)} />
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
      <Result scene={scene} revealed={revealed} nameOf={(id) => versionName(secret?.versions ?? [], id)} />
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

interface ResultLine {
  readonly text: string;
  readonly kind?: "move" | "failed" | undefined;
}

/** The moves of labels first, then what ran, then everything else. Empty if the step changed nothing. */
function linesOf(
  changes: readonly Change[],
  outcome: Outcome | undefined,
  shown: (text: string) => string,
  nameOf: (id: string) => string,
): ResultLine[] {
  if (!outcome) return [];
  const ofKind = (kind: Change["kind"]) => changes.filter((change) => change.kind === kind);
  const read = isRead(outcome) ? ofKind("access") : [];
  const lines = [
    ...ofKind("move").map(({ text }) => ({ text, kind: "move" as const })),
    ...meanwhile(outcome, shown).map(({ text, failed }) => ({ text, kind: failed ? ("failed" as const) : undefined })),
    ...[...ofKind(undefined), ...read].map(({ text }) => ({ text })),
  ];
  const version = lines.length > 0 && isRead(outcome) ? responseVersion(outcome) : undefined;
  return version === undefined ? lines : [{ text: `The response has ${nameOf(version)}.` }, ...lines];
}

/** The result of the last step: its error, the moves of labels, then all other changes. The list is never cut. */
function Result({ scene, revealed, nameOf }: { scene: Scene; revealed: boolean; nameOf: (id: string) => string }) {
  const { changes, outcomes, position } = scene;
  const outcome = outcomes[position - 1];
  const lines = linesOf(changes, outcome, hiding(scene, revealed), nameOf);
  const error = outcome?.exchange && isError(outcome.exchange.result) ? outcome.exchange.result.fails : undefined;
  const evidence = error && evidenceOf(error);
  const about = aboutOf(openDraft(scene.workspace));
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
        <p class="none">
          {outcome ? unchanged(outcome, nameOf) : (about ?? "This is the start. Nothing has happened yet.")}
        </p>
      ) : (
        <ul>
          {lines.map((line, place) => (
            <li key={place} class={line.kind}>
              {line.text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The description of a scenario, shown before its first step. */
function aboutOf(draft: Draft | undefined): string | undefined {
  const scenario = draft?.origin === "scenario" ? scenarios.find(({ title }) => title === draft.title) : undefined;
  return scenario?.story.about;
}

/** The version and label that the forms use. If the chosen operation uses neither, others are offered. */
function Picked({
  picked,
  family,
  form,
  clear,
}: {
  picked: Pick | undefined;
  family: readonly Secret[];
  form: Form;
  clear: () => void;
}) {
  const secret = family.find(({ key }) => key === picked?.secret);
  const version = secret?.versions.find(({ id }) => id === picked?.version);
  const parts = [
    ...(picked?.label !== undefined ? [`the label ${picked.label}`] : []),
    ...(version ? [`v${version.number} (${shortId(version.id)})`] : []),
  ];
  if (parts.length === 0) return null;
  const isUsed =
    form.inView && usesSelection(form.operation, { secret, version: picked?.version, label: picked?.label });
  const use = (operation: string) => (
    <button type="button" class="quiet" key={operation} onClick={() => form.choose(operation)}>
      {operation}
    </button>
  );
  return (
    <p class="picked" data-picked={parts.length}>
      {isUsed ? `The form uses ${parts.join(" and ")}.` : `Use ${parts.join(" and ")} in`}{" "}
      {!isUsed && (
        <>
          {use("GetSecretValue")} or {use("UpdateSecretVersionStage")}{" "}
        </>
      )}
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
              {["", "Version", "Labels", "Created (UTC)", "Last accessed", "Value"].map((title) => (
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
                  <code title={version.id}>{version.id}</code>
                </td>
                <td>{version.labels.join(", ") || "none: deprecated"}</td>
                <td>{version.created ? moment(version.created).replace(" UTC", "") : ""}</td>
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
