/** The clock stands still until it is moved. */

import { useState } from "preact/hooks";
import type { Advance, Unit } from "../session/session.js";
import { UNITS } from "../session/session.js";
import { Icon } from "./Icon.js";
import { moment } from "./words.js";

const DAY = 86_400_000;

export function ClockPanel({ now, perform }: { now: Date; perform: (step: Advance) => void }) {
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
    </div>
  );
}

/** To the same day of the next month, or to its last one. */
function daysOfMonth(now: Date): number {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const last = new Date(Date.UTC(year, month + 2, 0)).getUTCDate();
  return Math.round((Date.UTC(year, month + 1, Math.min(day, last)) - Date.UTC(year, month, day)) / DAY);
}
