/** The page: what one sees first, then the workbench. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { readHash } from "../exporting/link.js";
import { type Scenario, tell } from "../gallery.js";
import { Player } from "../session/player.js";
import { EMPTY, type Session } from "../session/session.js";
import { Header } from "./Header.js";
import { Welcome } from "./Welcome.js";
import { Workbench } from "./Workbench.js";

/** What is on the table: nothing yet, a ready scenario that plays by itself, or somebody's own session. */
export type Opened = { readonly title: string; readonly playing: boolean };

export function App() {
  const player = useMemo(() => new Player(), []);
  const [opened, setOpened] = useState<Opened>();
  const [left, setLeft] = useState<Opened>();
  const [problem, setProblem] = useState("");
  const open = async (session: Session, position: number, how: Opened) => {
    await player.load(session, position);
    setProblem("");
    setOpened(how);
    scrollTo({ top: 0 });
  };
  const play = async (scenario: Scenario) => {
    const { session } = await tell(scenario);
    await open(session, 0, { title: scenario.title, playing: true });
  };
  const create = () => open(EMPTY, 0, { title: "A session of your own", playing: false });
  const home = () => {
    history.replaceState(null, "", location.pathname + location.search);
    setLeft(opened && { ...opened, playing: false });
    setOpened(undefined);
  };
  useEffect(() => {
    const openLink = async () => {
      const link = await readHash(location.hash);
      if (link === undefined) return;
      if ("problem" in link) return setProblem(link.problem);
      await open(link.session, link.session.steps.length, { title: "A session from a link", playing: false });
    };
    openLink();
    addEventListener("hashchange", openLink);
    return () => removeEventListener("hashchange", openLink);
  }, []);
  return (
    <>
      <Header player={player} opened={opened} home={home} open={open} />
      {problem && (
        <p class="banner" role="alert">
          {problem}
        </p>
      )}
      {opened ? (
        <Workbench player={player} opened={opened} key={opened.title} />
      ) : (
        <Welcome play={play} create={create} left={left} goBack={() => setOpened(left)} />
      )}
    </>
  );
}
