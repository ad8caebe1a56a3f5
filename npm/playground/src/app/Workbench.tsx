/** The session at work: the picture in the middle, what one can do beside it, and what was said below. */

import { useEffect, useMemo, useState } from "preact/hooks";
import type { Secret } from "../engine/world.js";
import { OperationForm } from "../forms/OperationForm.js";
import { RawForm } from "../forms/RawForm.js";
import type { Player, Scene } from "../session/player.js";
import type { Step } from "../session/session.js";
import type { Opened } from "./App.js";
import { ClockPanel } from "./ClockPanel.js";
import { Secrets, Steps } from "./Rail.js";
import { RotationPanel } from "./RotationPanel.js";
import { Stage } from "./Stage.js";
import { Tabs } from "./Tabs.js";
import { Transport } from "./Transport.js";
import { usePlaying } from "./usePlaying.js";
import { useScene } from "./useScene.js";
import { WirePanel } from "./WirePanel.js";

const DOINGS = [
  { name: "operation", title: "Operation" },
  { name: "raw", title: "Raw" },
  { name: "clock", title: "Clock" },
  { name: "rotation", title: "Rotation" },
] as const;

export function Workbench({ player, opened }: { player: Player; opened: Opened }) {
  const scene = useScene(player);
  const { session, position, outcomes, world } = scene;
  const [playing, setPlaying] = usePlaying(player, scene);
  const [doing, setDoing] = useState<(typeof DOINGS)[number]["name"]>("operation");
  const [operation, setOperation] = useState("CreateSecret");
  const [revealed, setRevealed] = useState(false);
  const [selected, select] = useSelected(scene);
  useEffect(() => {
    setPlaying(opened.playing);
    // Whoever came by keyboard goes on from there.
    const first = document.querySelector<HTMLElement>(opened.playing ? "[data-playing]" : "form.operation input");
    first?.focus({ preventScroll: opened.playing });
  }, [opened]);
  const stop =
    <Given extends unknown[]>(work: (...given: Given) => void) =>
    (...given: Given) => {
      setPlaying(false);
      work(...given);
    };
  const move = stop((by: number) => player.move(by));
  const goTo = stop((place: number) => player.goTo(place));
  const perform = stop((...steps: Step[]) => {
    for (const step of steps) player.perform(step);
  });
  const togglePlay = async () => {
    if (!playing && position === session.steps.length) await player.goTo(0);
    setPlaying(!playing);
  };
  useUndoKeys(move);
  const suggestions = useMemo(() => suggestionsFrom(scene, selected), [scene, selected]);
  const reserve = useMemo(() => reserveFor(scene), [session]);
  const form = { operation, revealed, perform };
  return (
    <main class="workbench">
      <div class="rail">
        <Secrets world={world} selected={selected} select={select} />
        <Steps scene={scene} goTo={goTo} />
      </div>
      <div class="middle">
        <Stage
          world={world}
          secret={selected}
          changes={scene.changes}
          outcome={outcomes[position - 1]}
          revealed={revealed}
          reveal={setRevealed}
          reserve={reserve}
        >
          <Transport scene={scene} playing={playing} move={move} goTo={goTo} togglePlay={togglePlay} />
        </Stage>
        <WirePanel outcome={outcomes[position - 1]} revealed={revealed} />
      </div>
      <section class="panel doing" aria-labelledby="doing-title">
        <h2 id="doing-title">Do something</h2>
        <Tabs label="Do something" tabs={DOINGS} chosen={doing} choose={setDoing}>
          {/* All of them stay: what is typed is there when one comes back. */}
          <div hidden={doing !== "operation"}>
            <OperationForm {...form} choose={setOperation} selected={selected} suggestions={suggestions} />
          </div>
          <div hidden={doing !== "raw"}>
            <RawForm {...form} />
          </div>
          <div hidden={doing !== "clock"}>
            <ClockPanel
              now={world.now}
              perform={perform}
              session={session}
              change={(settings) => player.change(settings)}
            />
          </div>
          <div hidden={doing !== "rotation"}>
            <RotationPanel
              scene={scene}
              selected={selected}
              perform={perform}
              letStepsWait={(stepsWait) => player.change({ stepsWait })}
            />
          </div>
        </Tabs>
      </section>
    </main>
  );
}

/** The secret that the reader chose, or the one that the last step was about. */
function useSelected(scene: Scene): [Secret | undefined, (key: string) => void] {
  const [chosen, setChosen] = useState<{ readonly key: string; readonly at: number }>();
  const { world, position, changes } = scene;
  const find = (key: string | undefined) => world.secrets.find((secret) => secret.key === key);
  const changed = changes.map(({ secret }) => find(secret)).find((secret) => secret !== undefined);
  const wanted =
    chosen?.at === position || !changed || changes.some(({ secret }) => secret === chosen?.key)
      ? find(chosen?.key)
      : changed;
  const selected = wanted ?? changed ?? world.secrets[0];
  useEffect(() => {
    if (selected && selected.key !== chosen?.key) setChosen({ key: selected.key, at: -1 });
  }, [selected?.key]);
  return [selected, (key) => setChosen({ key, at: position })];
}

/** Undo and redo by their usual keys, where these do not belong to a text field. */
function useUndoKeys(move: (by: number) => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (!(event.ctrlKey || event.metaKey) || target.matches("input:not([type=range]), textarea")) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      move(key === "y" || event.shiftKey ? 1 : -1);
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  });
}

/** What the fields of a form offer to choose from. */
function suggestionsFrom({ world }: Scene, selected: Secret | undefined) {
  const ids = selected?.versions.map(({ id }) => id) ?? [];
  return {
    SecretId: [...new Set(world.secrets.flatMap(({ name, arn }) => [name, arn]))],
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

/** How many versions and labels the whole session brings to a secret, roughly: room for them is kept from the start. */
function reserveFor({ session }: Scene): { versions: number; labels: number } {
  const tokens = new Map<unknown, Set<unknown>>();
  let labels = 2;
  for (const step of session.steps) {
    if (!("call" in step)) continue;
    const { Name, SecretId, ClientRequestToken, VersionStages } = step.with;
    const secret = Name ?? SecretId;
    if (ClientRequestToken) tokens.set(secret, (tokens.get(secret) ?? new Set()).add(ClientRequestToken));
    if (Array.isArray(VersionStages)) labels = Math.max(labels, VersionStages.length);
  }
  return { versions: Math.max(2, ...[...tokens.values()].map(({ size }) => size)), labels };
}
