/** The top of the page: where one is, the clock, and what can be done with the session as a whole. */

import { useState } from "preact/hooks";
import type { Player } from "../session/player.js";
import type { Session } from "../session/session.js";
import type { Opened } from "./App.js";
import { CarryHome } from "./CarryHome.js";
import { Icon } from "./Icon.js";
import { useTheme } from "./theme.js";

interface Props {
  readonly player: Player;
  readonly opened: Opened | undefined;
  readonly home: () => void;
  readonly open: (session: Session, position: number, how: Opened) => void;
}

export function Header({ player, opened, home }: Props) {
  const [theme, setTheme] = useTheme();
  const [carrying, setCarrying] = useState(false);
  const other = theme === "dark" ? "light" : "dark";
  return (
    <header class={opened ? "top opened-page" : "top"}>
      <button type="button" class="quiet brand" aria-label="Secrets Manager Playground: the first page" onClick={home}>
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="7" />
          <path d="M5 21.5h22" />
          <circle class="faint" cx="10" cy="21.5" r="3" />
          <circle cx="22" cy="21.5" r="3.6" />
          <rect class="label" x="14.5" y="7" width="14" height="7.5" rx="3.75" />
        </svg>
        <span>
          <span class="long">Secrets Manager </span>Playground
        </span>
      </button>
      {opened && <span class="opened">{opened.title}</span>}
      <span class="spring" />
      {opened && (
        <>
          <button type="button" onClick={home}>
            <Icon name="book" /> Scenarios
          </button>
          <button type="button" onClick={() => setCarrying(true)}>
            <Icon name="carry" /> Carry it home
          </button>
        </>
      )}
      <button
        type="button"
        class="quiet theme"
        aria-label={`Use the ${other} theme`}
        title={`Use the ${other} theme`}
        onClick={() => setTheme(other)}
      >
        <Icon name={theme === "dark" ? "sun" : "moon"} />
      </button>
      {carrying && <CarryHome scene={player.scene} close={() => setCarrying(false)} />}
    </header>
  );
}
