/** Back, play, next, and a slider to any step: undo, redo and jumping are the same thing here, since replaying is the state. */

import type { Scene } from "../session/player.js";
import { Icon } from "./Icon.js";
import { stepTitle } from "./words.js";

interface Props {
  readonly scene: Scene;
  readonly playing: boolean;
  readonly move: (by: number) => void;
  readonly goTo: (position: number) => void;
  readonly togglePlay: () => void;
}

export function Transport({ scene, playing, move, goTo, togglePlay }: Props) {
  const { session, position } = scene;
  const count = session.steps.length;
  const step = session.steps[position - 1];
  const atEnd = position === count;
  return (
    <fieldset class="transport" aria-label="Steps of the session">
      <button type="button" disabled={position === 0} onClick={() => move(-1)} title="Undo (Ctrl+Z)">
        <Icon name="back" /> Back
      </button>
      <button
        type="button"
        class={atEnd ? "" : "primary"}
        disabled={count === 0}
        onClick={togglePlay}
        data-playing={playing}
      >
        <Icon name={playing ? "pause" : "play"} /> {playing ? "Pause" : atEnd && count > 0 ? "Again" : "Play"}
      </button>
      <button type="button" disabled={atEnd} onClick={() => move(1)} title="Redo (Ctrl+Shift+Z)">
        Next <Icon name="next" />
      </button>
      <input
        type="range"
        min="0"
        max={count}
        value={position}
        disabled={count === 0}
        aria-label="Go to step"
        aria-valuetext={`Step ${position} of ${count}`}
        onInput={(event) => goTo(Number(event.currentTarget.value))}
      />
      <output>
        {position} / {count} <span>{step ? stepTitle(step) : "Beginning"}</span>
      </output>
    </fieldset>
  );
}
