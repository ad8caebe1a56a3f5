/** The top of the page: the title of the open session, and buttons for scenarios, import, export and theme. */

import { useState } from "preact/hooks";
import type { Player } from "../session/player.js";
import { type Draft, ownDrafts } from "../session/workspace.js";
import { Export } from "./Export.js";
import { Icon } from "./Icon.js";
import { useTheme } from "./theme.js";

interface Props {
  readonly player: Player;
  readonly draft: Draft | undefined;
  readonly home: () => void;
  readonly goBackTo: (id: number) => void;
  readonly importFile: () => void;
}

export function Header({ player, draft, home, goBackTo, importFile }: Props) {
  const [theme, setTheme] = useTheme();
  const [exporting, setExporting] = useState(false);
  const other = theme === "dark" ? "light" : "dark";
  const own = ownDrafts(player.scene.workspace).at(-1);
  return (
    <header class={draft ? "top opened-page" : "top"}>
      <button type="button" class="quiet brand" aria-label="Secrets Manager Playground: start page" onClick={home}>
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
      {draft && <span class="opened">{draft.title}</span>}
      <span class="spring" />
      {draft?.origin === "scenario" && own && (
        <button type="button" onClick={() => goBackTo(own.id)} title={own.title}>
          <Icon name="back" /> <span class="whole">Back to your session</span>
          <span class="brief">Session</span>
        </button>
      )}
      {draft && (
        <>
          <button type="button" onClick={home}>
            <Icon name="book" /> Scenarios
          </button>
          <button type="button" onClick={importFile} class="import">
            <Icon name="import" /> <span>Import</span>
          </button>
          <button type="button" onClick={() => setExporting(true)}>
            <Icon name="export" /> Export
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
      {exporting && <Export scene={player.scene} close={() => setExporting(false)} />}
    </header>
  );
}
