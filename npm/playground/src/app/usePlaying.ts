/** Plays a session, step by step, to its end. It does not move while a dialog is open: what the dialog shows stays. */

import { useEffect, useState } from "preact/hooks";
import type { Player, Scene } from "../session/player.js";

const MILLISECONDS_PER_STEP = 1700;

export function usePlaying(player: Player, { position, session }: Scene): [boolean, (playing: boolean) => void] {
  const [playing, setPlaying] = useState(false);
  const atEnd = position >= session.steps.length;
  useEffect(() => {
    if (!playing) return;
    if (atEnd) {
      setPlaying(false);
      return;
    }
    const move = () => {
      if (document.querySelector("dialog[open]")) timer = setTimeout(move, MILLISECONDS_PER_STEP);
      else player.move(1);
    };
    let timer = setTimeout(move, position === 0 ? MILLISECONDS_PER_STEP / 3 : MILLISECONDS_PER_STEP);
    return () => clearTimeout(timer);
  }, [playing, position, atEnd, player]);
  return [playing, setPlaying];
}
