/** The call that moves a dropped label, shown before it runs. */

import { useEffect, useRef } from "preact/hooks";
import type { Call } from "../session/session.js";

export function Proposal({ call, run, cancel }: { call: Call; run: () => void; cancel: () => void }) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus({ preventScroll: true }), [call]);
  return (
    <section class="proposal" aria-label="Proposed call">
      <p>
        To move the label, call <strong>{call.call}</strong>
        {call.region && ` in ${call.region}`}:
      </p>
      <pre>{JSON.stringify(call.with, null, 2)}</pre>
      <div class="actions">
        <button type="button" class="primary" ref={first} onClick={run}>
          Run it
        </button>
        <button type="button" onClick={cancel}>
          Cancel
        </button>
      </div>
    </section>
  );
}
