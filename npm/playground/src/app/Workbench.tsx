/** The open session: the picture in the middle, the forms beside it, request and response below. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Secret } from "../engine/inventory.js";
import { isError } from "../engine/wire.js";
import { OperationForm } from "../forms/OperationForm.js";
import { RawForm } from "../forms/RawForm.js";
import type { Reserve } from "../picture/layout.js";
import { isPicked, type Pick } from "../picture/Picture.js";
import type { Player, Scene } from "../session/player.js";
import type { Step } from "../session/session.js";
import { withRestored } from "../session/workspace.js";
import type { Arrival } from "./App.js";
import { BusyBar } from "./BusyBar.js";
import { ClockPanel } from "./ClockPanel.js";
import { FaultsPanel } from "./FaultsPanel.js";
import { forget, useKept } from "./kept.js";
import { Drafts, Secrets, Steps } from "./Rail.js";
import { RotationPanel } from "./RotationPanel.js";
import { Stage } from "./Stage.js";
import { Tabs } from "./Tabs.js";
import { Transport } from "./Transport.js";
import { useKeptFocus } from "./useKeptFocus.js";
import { useKeys } from "./useKeys.js";
import { usePlaying } from "./usePlaying.js";
import { useScene } from "./useScene.js";
import { WirePanel } from "./WirePanel.js";
import { subjectOf } from "./words.js";

const PANELS = [
  { name: "operation", title: "Operation" },
  { name: "raw", title: "Raw" },
  { name: "clock", title: "Clock" },
  { name: "rotation", title: "Rotation" },
  { name: "faults", title: "Faults" },
] as const;
type Panel = (typeof PANELS)[number]["name"];

interface Props {
  readonly player: Player;
  readonly arrival: Arrival;
  readonly embedded: boolean;
}

export function Workbench({ player, arrival, embedded }: Props) {
  const scene = useScene(player);
  const { session, position, inventory, busy } = scene;
  const [playing, setPlaying] = usePlaying(player, scene);
  const [panel, setPanel] = useKept<Panel>("panel", "operation", "page");
  const [operation, setOperation] = useKept("operation", "CreateSecret", "page");
  const [revealed, setRevealed] = useState(false);
  const [selected, select] = useSelected(scene);
  const [picked, pick] = usePicked(scene, selected);
  const blocked = busy !== undefined;
  useEffect(() => {
    setPlaying(arrival.playing);
    // Keyboard users continue from here.
    const first = document.querySelector<HTMLElement>(arrival.playing ? "[data-playing]" : "form.operation input");
    if (!embedded) first?.focus({ preventScroll: true });
    // On a narrow page the form of an empty session is below the empty picture.
    if (!embedded && session.steps.length === 0 && first && first.getBoundingClientRect().bottom > innerHeight)
      first.closest(".panel")?.scrollIntoView({ block: "start" });
  }, [arrival]);
  const stop =
    <Given extends unknown[]>(work: (...given: Given) => void) =>
    (...given: Given) => {
      setPlaying(false);
      work(...given);
    };
  const undo = stop(() => player.undo());
  const redo = stop(() => player.redo());
  const goTo = stop((place: number) => player.goTo(place));
  const showResult = useResultInView(scene);
  const perform = stop((...steps: Step[]) => {
    showResult();
    player.perform(...steps);
  });
  const togglePlay = async () => {
    if (!playing && position === session.steps.length) await player.goTo(0);
    setPlaying(!playing);
  };
  useKeys({ undo, redo });
  useKeptFocus(scene);
  const suggestions = useMemo(() => suggestionsFrom(scene, selected), [scene, selected]);
  const reserve = useMemo(() => reserveFor(scene), [session]);
  const selection = { secret: selected, version: picked?.version, label: picked?.label };
  const form = {
    operation,
    inView: panel === "operation" || panel === "raw",
    choose: (name: string) => {
      setOperation(name);
      setPanel(panel === "raw" ? "raw" : "operation");
    },
  };
  const transport = (
    <>
      <Transport scene={scene} playing={playing} undo={undo} redo={redo} goTo={goTo} togglePlay={togglePlay} />
      {busy && <BusyBar key={busy.since} busy={busy} stop={() => player.stop()} />}
    </>
  );
  const stage = (
    <Stage
      scene={scene}
      secret={selected}
      revealed={revealed}
      reveal={setRevealed}
      reserve={reserve}
      picked={picked}
      pick={(one) => {
        if (one && one.secret !== selected?.key) select(one.secret);
        pick(one);
      }}
      perform={perform}
      form={form}
    >
      {transport}
    </Stage>
  );
  if (embedded)
    return (
      <main class="workbench" id="main">
        <div class="middle">{stage}</div>
        <p class="open-here">
          <a href={location.pathname} target="_blank" rel="noreferrer" onClick={linkHere}>
            Open in the playground
          </a>
        </p>
      </main>
    );
  return (
    <main class="workbench" id="main">
      <div class="rail">
        <Drafts
          scene={scene}
          open={stop((id: number) => player.open(id))}
          remove={(id) => {
            forget(id);
            return player.remove(id);
          }}
          restore={(draft) => player.update((workspace) => withRestored(workspace, draft))}
        />
        <Secrets inventory={inventory} selected={selected} select={select} />
        <Steps scene={scene} goTo={goTo} disabled={blocked} />
      </div>
      <div class="middle">
        {stage}
        <WirePanel scene={scene} revealed={revealed} goTo={goTo} />
      </div>
      <section class="panel doing" aria-labelledby="doing-title">
        <h2 id="doing-title">Add a step</h2>
        <Tabs label="Add a step" tabs={PANELS} chosen={panel} choose={setPanel}>
          {/* All panels stay mounted, so that typed text is not lost. */}
          <div hidden={panel !== "operation"}>
            <OperationForm
              operation={operation}
              choose={setOperation}
              selection={selection}
              suggestions={suggestions}
              revealed={revealed}
              perform={perform}
              disabled={blocked}
            />
          </div>
          <div hidden={panel !== "raw"}>
            <RawForm
              operation={operation}
              selection={selection}
              now={inventory.now}
              perform={perform}
              disabled={blocked}
            />
          </div>
          <div hidden={panel !== "clock"}>
            <ClockPanel
              now={inventory.now}
              perform={perform}
              session={session}
              change={(settings) => player.change(settings)}
              disabled={blocked}
            />
          </div>
          <div hidden={panel !== "rotation"}>
            <RotationPanel
              scene={scene}
              selected={selected}
              revealed={revealed}
              perform={perform}
              queueSteps={(wait) => player.queueSteps(wait)}
            />
          </div>
          <div hidden={panel !== "faults"}>
            <FaultsPanel scene={scene} perform={perform} />
          </div>
        </Tabs>
      </section>
    </main>
  );
}

/** Adds the session, which is in the URL of this page, to the link. */
function linkHere({ currentTarget }: { currentTarget: HTMLAnchorElement }): void {
  currentTarget.href = location.pathname + location.hash;
}

/** The secret that the user selected. A step that is about another secret selects that one. */
function useSelected(scene: Scene): [Secret | undefined, (key: string) => void] {
  const [chosen, setChosen] = useState<{ readonly key: string; readonly at: number }>();
  const { inventory, position, changes, outcomes } = scene;
  const find = (key: string | undefined) => inventory.secrets.find((secret) => secret.key === key);
  const outcome = outcomes[position - 1];
  const changed = changes.flatMap(({ secrets }) => secrets.map(find)).find((secret) => secret !== undefined);
  const subject = subjectOf(outcome, inventory.secrets) ?? changed;
  const isAboutChosen = !outcome?.exchange && changes.some(({ secrets }) => secrets.some((key) => key === chosen?.key));
  const wanted = chosen?.at === position || !subject || isAboutChosen ? find(chosen?.key) : subject;
  const selected = wanted ?? subject ?? inventory.secrets[0];
  useEffect(() => {
    if (selected && selected.key !== chosen?.key) setChosen({ key: selected.key, at: -1 });
  }, [selected?.key]);
  return [selected, (key) => setChosen({ key, at: position })];
}

/** The version and the label that the user picked in the selected secret. Picking one again deselects it. */
function usePicked(
  { session }: Scene,
  selected: Secret | undefined,
): [Pick | undefined, (pick: Pick | undefined) => void] {
  const [picked, setPicked] = useState<Pick>();
  useEffect(() => setPicked(undefined), [session]);
  const pick = (one: Pick | undefined) => {
    if (!one) return setPicked(undefined);
    const former = picked?.secret === one.secret ? picked : { secret: one.secret };
    const part = one.label === undefined ? "version" : "label";
    setPicked({ ...former, [part]: isPicked(picked, one) ? undefined : one[part] });
  };
  const isHere = picked && picked.secret === selected?.key && (picked.version ?? picked.label) !== undefined;
  return [isHere ? picked : undefined, pick];
}

/** On a narrow page the form is far below the picture: after a step, the page scrolls to the result. */
function useResultInView({ outcomes, position, busy }: Scene): () => void {
  const asked = useRef(false);
  useEffect(() => {
    if (!asked.current || busy) return;
    asked.current = false;
    const stage = document.getElementById("stage");
    if (stage && (stage.getBoundingClientRect().bottom < 200 || stage.getBoundingClientRect().top > innerHeight - 200))
      stage.scrollIntoView({ block: "start" });
  }, [outcomes, position, busy]);
  return () => {
    asked.current = true;
  };
}

/** The suggestions for the fields of a form. */
function suggestionsFrom({ inventory }: Scene, selected: Secret | undefined) {
  const ids = selected?.versions.map(({ id }) => id) ?? [];
  return {
    SecretId: [...new Set(inventory.secrets.flatMap(({ name, arn }) => [name, arn]))],
    VersionId: ids,
    MoveToVersionId: ids,
    RemoveFromVersionId: ids,
    VersionStage: [
      ...new Set([
        "AWSCURRENT",
        "AWSPENDING",
        "AWSPREVIOUS",
        ...(selected?.versions.flatMap(({ labels }) => labels) ?? []),
      ]),
    ],
    Region: ["us-east-2", "us-west-2", "eu-west-1"],
    RotationLambdaARN: ["arn:aws:lambda:us-east-1:123456789012:function:rotate"],
  };
}

/** An estimate of the versions and labels that a secret gets in this session. The picture reserves that space from the start. */
function reserveFor({ session, outcomes }: Scene): Reserve {
  const tokens = new Map<unknown, Set<unknown>>();
  let labels = 2;
  for (const [place, step] of session.steps.entries()) {
    const result = outcomes[place]?.exchange?.result;
    if (!("call" in step) || !result || isError(result)) continue;
    const { Name, SecretId, ClientRequestToken, VersionStages } = step.with;
    const secret = Name ?? SecretId;
    if (ClientRequestToken) tokens.set(secret, (tokens.get(secret) ?? new Set()).add(ClientRequestToken));
    if (Array.isArray(VersionStages)) labels = Math.max(labels, VersionStages.length);
  }
  return { versions: Math.max(2, ...[...tokens.values()].map(({ size }) => size)), labels: Math.min(labels, 6) };
}
