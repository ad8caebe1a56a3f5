/** A form for any of the operations. */

import { useId, useState } from "preact/hooks";
import { useKept } from "../app/kept.js";
import { operationNamed } from "../engine/shapes.js";
import { ACCOUNT, DEFAULT_PLACE, REGION, type Step } from "../session/session.js";
import { type Drafts, request } from "./draft.js";
import { Members, type Suggestions } from "./Field.js";
import { filled, type Selection } from "./filling.js";
import { operationGroups, split } from "./grouping.js";

export interface Where {
  readonly region: string;
  readonly account: string;
}

interface Props {
  readonly operation: string;
  readonly choose: (operation: string) => void;
  readonly selection: Selection;
  readonly suggestions: Suggestions;
  readonly revealed: boolean;
  readonly perform: (step: Step) => void;
  readonly disabled: boolean;
}

export function OperationForm(props: Props) {
  const { operation, choose, selection, suggestions, revealed, perform, disabled } = props;
  const selected = selection.secret;
  const described = operationNamed(operation);
  const [drafts, setDrafts] = useKept<Readonly<Record<string, Drafts>>>("operation drafts", {});
  const [away, setAway] = useState<{ readonly from: string | undefined; readonly where: Where }>();
  if (!described) return null;
  const { input } = described;
  const [first, more] = split(input.members);
  // Typed text stays; all other fields follow the selection.
  const shown = { ...filled(operation, selection), ...drafts[operation] };
  const isFilled = more.some(({ name }) => shown[name] !== undefined && drafts[operation]?.[name] === undefined);
  const where = away && away.from === selected?.key ? away.where : (selected ?? DEFAULT_PLACE);
  const change = (changed: Drafts) => setDrafts({ ...drafts, [operation]: onlyTyped(changed, operation, selection) });
  const fields = { drafts: shown, change, suggestions, revealed };
  const send = (event: Event) => {
    event.preventDefault();
    if (disabled || misplaced(where)) return;
    perform({ call: operation, with: request(shown, input), ...elsewhere(where) });
  };
  return (
    <form class="operation" onSubmit={send} noValidate>
      <div class="field">
        <label for="operation">Operation</label>
        <select id="operation" value={operation} onChange={(event) => choose(event.currentTarget.value)}>
          {operationGroups.map(({ title, names }) => (
            <optgroup key={title} label={title}>
              {names.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </optgroup>
          ))}
        </select>
        <small>
          <a href={documentation(operation)} target="_blank" rel="noreferrer">
            {operation} in AWS's API reference
          </a>
        </small>
      </div>
      <Members members={first} {...fields} />
      {more.length > 0 && (
        <details key={operation} open={isFilled || undefined}>
          <summary>
            {more.length} more {more.length === 1 ? "parameter" : "parameters"}
          </summary>
          <Members members={more} {...fields} />
        </details>
      )}
      <CallingFrom where={where} change={(where) => setAway({ from: selected?.key, where })} />
      <button type="submit" class="primary" disabled={disabled || misplaced(where) !== undefined} title="Ctrl+Enter">
        Call {operation}
      </button>
    </form>
  );
}

/** The problem with a Region or account, if any. */
export function misplaced({ region, account }: Where): string | undefined {
  if (!REGION.test(region)) return `“${region}” is not a Region; enter one such as us-east-1.`;
  return ACCOUNT.test(account)
    ? undefined
    : `“${account}” is not an account; enter 12 digits, for example 123456789012.`;
}

/** The region and account of a call, collapsed. Errors in them stay visible. */
export function CallingFrom({ where, change }: { where: Where; change: (where: Where) => void }) {
  const id = useId();
  return (
    <>
      <details class="where">
        <summary>
          Region {where.region}, account {where.account}
        </summary>
        <div class="field">
          <label for={`${id}-region`}>Region</label>
          <input
            id={`${id}-region`}
            value={where.region}
            list={`${id}-regions`}
            autocomplete="off"
            aria-invalid={!REGION.test(where.region)}
            onInput={(event) => change({ ...where, region: event.currentTarget.value })}
          />
          <datalist id={`${id}-regions`}>
            {["us-east-1", "us-east-2", "us-west-2", "eu-central-1", "eu-west-1", "ap-southeast-2"].map((region) => (
              <option key={region} value={region} />
            ))}
          </datalist>
        </div>
        <div class="field">
          <label for={`${id}-account`}>Account</label>
          <input
            id={`${id}-account`}
            value={where.account}
            inputMode="numeric"
            autocomplete="off"
            aria-invalid={!ACCOUNT.test(where.account)}
            onInput={(event) => change({ ...where, account: event.currentTarget.value })}
          />
          <small>12 digits. Each account has its own secrets.</small>
        </div>
      </details>
      <p class="problem" role="alert">
        {misplaced(where)}
      </p>
    </>
  );
}

/** The members of a step for its Region and account. The defaults are omitted. */
export function elsewhere({ region, account }: Where): { region?: string; account?: string } {
  return { ...(region !== DEFAULT_PLACE.region && { region }), ...(account !== DEFAULT_PLACE.account && { account }) };
}

function documentation(operation: string): string {
  return `https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_${operation}.html`;
}

function onlyTyped(drafts: Drafts, operation: string, selection: Selection): Drafts {
  const given = filled(operation, selection);
  return Object.fromEntries(Object.entries(drafts).filter(([name, draft]) => given[name] !== draft));
}
