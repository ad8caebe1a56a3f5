/** Shows a running rotation function: its step, time and number of calls, and a button that stops it. */

import { useEffect, useState } from "preact/hooks";
import { SECONDS } from "../engine/handler-worker.js";
import type { Busy } from "../session/player.js";
import { counted } from "./words.js";

/** Milliseconds before the bar appears. Most functions end earlier, and the bar would only flash. */
const PATIENCE = 200;

export function BusyBar({ busy, stop }: { busy: Busy; stop: () => void }) {
  const [now, setNow] = useState(performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  const passed = now - busy.since;
  if (passed < PATIENCE) return null;
  const seconds = Math.min(SECONDS, passed / 1000);
  return (
    <div class="busy">
      <span>
        <span role="status">
          The rotation function is running <strong>{busy.step}</strong>
        </span>
        : {seconds.toFixed(1)} of at most {SECONDS} seconds
        {busy.calls > 0 && `, ${counted(busy.calls, "call")}`}
      </span>
      <progress max={SECONDS} value={seconds} aria-label="Time of the rotation function" />
      <button type="button" onClick={stop}>
        Stop
      </button>
    </div>
  );
}
