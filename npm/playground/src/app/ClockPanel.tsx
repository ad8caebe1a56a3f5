/** The clock stands still until it is moved. */

import { useState } from "preact/hooks";
import type { Advance, Session, Unit } from "../session/session.js";
import { UNITS } from "../session/session.js";
import { Icon } from "./Icon.js";
import { moment } from "./words.js";

const DAY = 86_400_000;

interface Props {
  readonly now: Date;
  readonly session: Session;
  readonly perform: (step: Advance) => void;
  readonly change: (settings: { readonly seed: number; readonly startsAt: string }) => void;
}

export function ClockPanel({ now, session, perform, change }: Props) {
  const [amount, setAmount] = useState("12");
  const [unit, setUnit] = useState<Unit>("hours");
  const [problem, setProblem] = useState("");
  const custom = (event: Event) => {
    event.preventDefault();
    const wanted = Number(amount);
    const fits = Number.isSafeInteger(wanted) && wanted > 0 && amount.trim() !== "";
    setProblem(
      fits ? "" : `${amount || "Nothing"} is no number of ${unit}; a whole number from 1 is expected, for example 12.`,
    );
    if (fits) perform({ advance: { [unit]: wanted } });
  };
  return (
    <div class="clock">
      <p class="now">
        <Icon name="clock" /> <time dateTime={now.toISOString()}>{moment(now)}</time>
      </p>
      <p class="none">The clock is frozen: time goes on when you say so.</p>
      <div class="choices">
        <button type="button" onClick={() => perform({ advance: { hours: 1 } })}>
          + 1 hour
        </button>
        <button type="button" onClick={() => perform({ advance: { days: 1 } })}>
          + 1 day
        </button>
        <button type="button" onClick={() => perform({ advance: { days: 7 } })}>
          + 7 days
        </button>
        <button type="button" onClick={() => perform({ advance: { days: daysOfMonth(now) } })}>
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
        <button type="submit">Advance</button>
      </form>
      <p class="problem" id="clock-problem" role="alert">
        {problem}
      </p>
      <Beginning session={session} change={change} />
    </div>
  );
}

/** Where chance and time begin. The same steps are done again from there. */
function Beginning({ session, change }: Pick<Props, "session" | "change">) {
  const [seed, setSeed] = useState(String(session.seed));
  const [startsAt, setStartsAt] = useState(session.startsAt);
  const [problem, setProblem] = useState("");
  const begin = (event: Event) => {
    event.preventDefault();
    const moment = new Date(startsAt);
    if (!/^\d{1,15}$/.test(seed))
      return setProblem(`${seed || "Nothing"} is no seed; a whole number is expected, for example 1.`);
    if (Number.isNaN(moment.getTime()))
      return setProblem(`${startsAt || "Nothing"} is no moment; expected is one such as 2026-01-01T00:00:00Z.`);
    setProblem("");
    change({ seed: Number(seed), startsAt: moment.toISOString() });
  };
  return (
    <details class="beginning">
      <summary>Where chance and time begin</summary>
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
          <label for="starts">Beginning</label>
          <input
            id="starts"
            value={startsAt}
            autocomplete="off"
            onInput={(event) => setStartsAt(event.currentTarget.value)}
          />
        </div>
        <button type="submit">Do the steps again from there</button>
        <p class="problem" role="alert">
          {problem}
        </p>
      </form>
    </details>
  );
}

/** To the same day of the next month, or to its last one. */
function daysOfMonth(now: Date): number {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const last = new Date(Date.UTC(year, month + 2, 0)).getUTCDate();
  return Math.round((Date.UTC(year, month + 1, Math.min(day, last)) - Date.UTC(year, month, day)) / DAY);
}
