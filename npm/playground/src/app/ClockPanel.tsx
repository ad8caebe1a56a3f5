/** The clock of the session. It is stopped until a step moves it. */

import { useState } from "preact/hooks";
import type { Advance, Freeze, Session, Unit } from "../session/session.js";
import { UNITS } from "../session/session.js";
import { Icon } from "./Icon.js";
import { moment } from "./words.js";

const DAY = 86_400_000;

interface Props {
  readonly now: Date;
  readonly session: Session;
  readonly perform: (step: Advance | Freeze) => void;
  readonly disabled: boolean;
  readonly change: (settings: { readonly seed: number; readonly startsAt: string }) => void;
}

export function ClockPanel({ now, session, perform, change, disabled }: Props) {
  const [amount, setAmount] = useState("12");
  const [unit, setUnit] = useState<Unit>("hours");
  const [problem, setProblem] = useState("");
  const custom = (event: Event) => {
    event.preventDefault();
    const wanted = Number(amount);
    const fits = Number.isSafeInteger(wanted) && wanted > 0 && amount.trim() !== "";
    setProblem(fits ? "" : wrong(amount, `a number of ${unit}`, "a whole number of at least 1, for example 12"));
    if (fits) perform({ advance: { [unit]: wanted } });
  };
  return (
    <div class="clock">
      <p class="now">
        <Icon name="clock" /> <time dateTime={now.toISOString()}>{moment(now)}</time>
      </p>
      <p class="none">The clock is stopped. It moves only when you advance it.</p>
      <div class="choices">
        <button type="button" disabled={disabled} onClick={() => perform({ advance: { hours: 1 } })}>
          + 1 hour
        </button>
        <button type="button" disabled={disabled} onClick={() => perform({ advance: { days: 1 } })}>
          + 1 day
        </button>
        <button type="button" disabled={disabled} onClick={() => perform({ advance: { days: 7 } })}>
          + 7 days
        </button>
        <button type="button" disabled={disabled} onClick={() => perform({ advance: { days: daysOfMonth(now) } })}>
          + 1 month
        </button>
      </div>
      <form class="custom" onSubmit={custom} noValidate>
        <div class="field">
          <label for="amount">Advance by</label>
          <input
            id="amount"
            value={amount}
            inputMode="numeric"
            autocomplete="off"
            aria-describedby="clock-problem"
            onInput={(event) => setAmount(event.currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for="unit">Unit</label>
          <select id="unit" value={unit} onChange={(event) => setUnit(event.currentTarget.value as Unit)}>
            {UNITS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
        <button type="submit" disabled={disabled}>
          Advance
        </button>
      </form>
      <p class="problem" id="clock-problem" role="alert">
        {problem}
      </p>
      <SetTo now={now} perform={perform} disabled={disabled} />
      <StartAgain key={`${session.seed} ${session.startsAt}`} session={session} change={change} disabled={disabled} />
    </div>
  );
}

/** Stops the clock at a date, which may be earlier than now. */
function SetTo({ now, perform, disabled }: Pick<Props, "now" | "perform" | "disabled">) {
  const [typed, setTyped] = useState<string>();
  const [problem, setProblem] = useState("");
  const text = typed ?? now.toISOString();
  const set = (event: Event) => {
    event.preventDefault();
    const moment = new Date(text);
    const isValid = !Number.isNaN(moment.getTime());
    setProblem(isValid ? "" : wrong(text, "a date", "a date such as 2026-01-31T12:00:00Z"));
    if (!isValid) return;
    setTyped(undefined);
    perform({ freeze: moment.toISOString() });
  };
  return (
    <details class="beginning">
      <summary>Freeze at a date</summary>
      <form onSubmit={set} noValidate>
        <div class="field">
          <label for="freeze">Date and time, UTC</label>
          <input id="freeze" value={text} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} />
        </div>
        <button type="submit" disabled={disabled}>
          Freeze
        </button>
        <p class="problem" role="alert">
          {problem}
        </p>
      </form>
    </details>
  );
}

/** Runs the same steps with another seed or start time, in a new session. */
function StartAgain({ session, change, disabled }: Pick<Props, "session" | "change" | "disabled">) {
  const [seed, setSeed] = useState(String(session.seed));
  const [startsAt, setStartsAt] = useState(session.startsAt);
  const [problem, setProblem] = useState("");
  const begin = (event: Event) => {
    event.preventDefault();
    const moment = new Date(startsAt);
    if (!/^\d{1,15}$/.test(seed)) return setProblem(wrong(seed, "a seed", "a whole number, for example 1"));
    if (Number.isNaN(moment.getTime()))
      return setProblem(wrong(startsAt, "a date", "a date such as 2026-01-01T00:00:00Z"));
    setProblem("");
    change({ seed: Number(seed), startsAt: moment.toISOString() });
  };
  return (
    <details class="beginning">
      <summary>Seed and start time</summary>
      <form onSubmit={begin} noValidate>
        <div class="field">
          <label for="seed">Seed</label>
          <input
            id="seed"
            value={seed}
            inputMode="numeric"
            autocomplete="off"
            aria-describedby="seed-hint"
            onInput={(event) => setSeed(event.currentTarget.value)}
          />
          <small id="seed-hint">The same seed gives the same ARNs, ids and passwords.</small>
        </div>
        <div class="field">
          <label for="starts">Start time</label>
          <input
            id="starts"
            value={startsAt}
            autocomplete="off"
            onInput={(event) => setStartsAt(event.currentTarget.value)}
          />
        </div>
        <p class="hint">This creates a new session. The current one stays in your list.</p>
        <button type="submit" disabled={disabled}>
          Run the steps again
        </button>
        <p class="problem" role="alert">
          {problem}
        </p>
      </form>
    </details>
  );
}

/** The number of days to the same day of the next month, or to its last day. */
function daysOfMonth(now: Date): number {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const last = new Date(Date.UTC(year, month + 2, 0)).getUTCDate();
  return Math.round((Date.UTC(year, month + 1, Math.min(day, last)) - Date.UTC(year, month, day)) / DAY);
}

/** A message that says why a typed text is invalid, and what to enter. */
function wrong(typed: string, kind: string, wanted: string): string {
  return typed.trim() === "" ? `Enter ${wanted}.` : `“${typed}” is not ${kind}; enter ${wanted}.`;
}
