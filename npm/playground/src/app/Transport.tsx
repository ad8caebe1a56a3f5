/** Undo and redo, play, and a slider to any step. */

import type { Scene } from "../session/player.js";
import { Icon } from "./Icon.js";
import { stepTitle } from "./words.js";

interface Props {
  readonly scene: Scene;
  readonly playing: boolean;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly goTo: (position: number) => void;
  readonly togglePlay: () => void;
}

export function Transport({ scene, playing, undo, redo, goTo, togglePlay }: Props) {
  const { session, position, busy, workspace } = scene;
  const count = session.steps.length;
  const step = session.steps[position - 1];
  const atEnd = position === count;
  const blocked = busy !== undefined;
  return (
    <fieldset class="transport" aria-label="Steps of the session">
      <button type="button" disabled={position === 0 || blocked} onClick={undo} title="Undo (Ctrl+Z)">
        <Icon name="back" /> <span>Back</span>
      </button>
      <button
        type="button"
        class={atEnd ? "" : "primary"}
        disabled={count === 0 || blocked}
        onClick={togglePlay}
        data-playing={playing}
      >
        <Icon name={playing ? "pause" : "play"} />{" "}
        <span>{playing ? "Pause" : atEnd && count > 0 ? "Again" : "Play"}</span>
      </button>
      <button
        type="button"
        disabled={(atEnd && workspace.undone.length === 0) || blocked}
        onClick={redo}
        title="Redo (Ctrl+Shift+Z)"
      >
        <span>Next</span> <Icon name="next" />
      </button>
      <input
        type="range"
        min="0"
        max={count}
        value={position}
        disabled={count === 0 || blocked}
        aria-label="Go to step"
        aria-valuetext={`Step ${position} of ${count}${step ? `: ${stepTitle(step)}` : ""}`}
        onInput={(event) => goTo(Number(event.currentTarget.value))}
      />
      <output>
        {position} / {count} <span>{step ? stepTitle(step) : "Start"}</span>
      </output>
    </fieldset>
  );
}
