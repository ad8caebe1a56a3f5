/** The page: the start page, or the workbench with the open session. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { type Scenario, scenarios, tell } from "../gallery.js";
import { Player } from "../session/player.js";
import { EMPTY } from "../session/session.js";
import { type Draft, openDraft } from "../session/workspace.js";
import { isPending, keepInAddress } from "./address.js";
import { Header } from "./Header.js";
import { ImportDialog } from "./ImportDialog.js";
import { Scope } from "./kept.js";
import { useScene } from "./useScene.js";
import { Welcome } from "./Welcome.js";
import { Workbench } from "./Workbench.js";

const options = new URLSearchParams(location.search);
/** `?embed` shows only the picture and its steps, for documentation pages. */
const EMBEDDED = options.has("embed");
/** The scenario that the URL names. */
const NAMED = scenarios.find(({ name }) => name === options.get("scenario"));

/** Whether the open session starts to play. A new object for each time that a session is opened. */
export interface Arrival {
  readonly playing: boolean;
}

export function App() {
  const player = useMemo(() => new Player(), []);
  const { workspace, problem: notShown } = useScene(player);
  const [arrival, setArrival] = useState<Arrival>({ playing: false });
  const [problem, setProblem] = useState("");
  const [importing, setImporting] = useState(false);
  const draft = openDraft(workspace);
  const load = async (given: Pick<Draft, "title" | "origin" | "session" | "position">, playing = false) => {
    await player.load(given);
    setProblem("");
    setArrival({ playing });
    scrollTo({ top: 0 });
  };
  const play = async (scenario: Scenario, position = 0, playing = true) => {
    const { session } = await tell(scenario);
    await load(
      { title: scenario.title, origin: "scenario", session, position: Math.min(position, session.steps.length) },
      playing,
    );
  };
  const create = () => load({ title: "Your session", origin: "own", session: EMPTY, position: 0 });
  const home = () => {
    player.open(undefined);
    scrollTo({ top: 0 });
  };
  const goBackTo = (id: number) => {
    player.open(id);
    setArrival({ playing: false });
    scrollTo({ top: 0 });
  };
  useEffect(() => {
    const end = keepInAddress(player, setProblem);
    if (NAMED && location.hash === "" && !isPending()) play(NAMED, Number(options.get("step") ?? 0) || 0, false);
    return end;
  }, []);
  useEffect(() => {
    document.title = draft ? `${draft.title} · Secrets Manager playground` : "Secrets Manager playground";
  }, [draft?.title]);
  return (
    <div class={EMBEDDED ? "embedded" : undefined}>
      {!EMBEDDED && (
        <button type="button" class="skip" onClick={skip}>
          Skip to the {draft ? "operation" : "scenarios"}
        </button>
      )}
      {!EMBEDDED && (
        <Header player={player} draft={draft} home={home} goBackTo={goBackTo} importFile={() => setImporting(true)} />
      )}
      {(notShown ?? problem) && (
        <p class="banner" role="alert">
          {notShown ?? problem}
        </p>
      )}
      {draft ? (
        <Scope.Provider value={{ id: draft.id, parent: draft.parent?.id }}>
          <Workbench player={player} arrival={arrival} embedded={EMBEDDED} />
        </Scope.Provider>
      ) : EMBEDDED && NAMED ? null : (
        <Welcome
          play={play}
          create={create}
          workspace={workspace}
          goBackTo={goBackTo}
          importFile={() => setImporting(true)}
        />
      )}
      {importing && <ImportDialog load={load} close={() => setImporting(false)} />}
    </div>
  );
}

/** Moves the focus past the header. An anchor cannot do this, because the URL's fragment contains the session. */
function skip(): void {
  const target = document.querySelector<HTMLElement>("#operation, [data-scenario]");
  target?.focus();
  target?.scrollIntoView({ block: "center" });
}
