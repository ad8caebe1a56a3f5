/** Any of the operations as a form. */

import { useId, useState } from "preact/hooks";
import { operationNamed } from "../engine/shapes.js";
import type { Secret } from "../engine/world.js";
import { HERE, type Step } from "../session/session.js";
import { type Drafts, request } from "./draft.js";
import { Members, type Suggestions } from "./Field.js";
import { operationGroups, split } from "./grouping.js";

export interface Where {
  readonly region: string;
  readonly account: string;
}

interface Props {
  readonly operation: string;
  readonly choose: (operation: string) => void;
  readonly selected: Secret | undefined;
  readonly suggestions: Suggestions;
  readonly revealed: boolean;
  readonly perform: (step: Step) => void;
}

export function OperationForm({ operation, choose, selected, suggestions, revealed, perform }: Props) {
  const described = operationNamed(operation);
  const [drafts, setDrafts] = useState<Readonly<Record<string, Drafts>>>({});
  const [away, setAway] = useState<{ readonly from: string | undefined; readonly where: Where }>();
  if (!described) return null;
  const { input } = described;
  const [first, more] = split(input.members);
  // What is typed stays; what is not follows the chosen secret.
  const filled = { ...known(operation, selected), ...drafts[operation] };
  const where = away && away.from === selected?.key ? away.where : (selected ?? HERE);
  const change = (changed: Drafts) => setDrafts({ ...drafts, [operation]: onlyTyped(changed, operation, selected) });
  const fields = { drafts: filled, change, suggestions, revealed };
  const send = (event: Event) => {
    event.preventDefault();
    perform({ call: operation, with: request(filled, input), ...elsewhere(where) });
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
      </div>
      <Members members={first} {...fields} />
      {more.length > 0 && (
        <details key={operation}>
          <summary>
            {more.length} more {more.length === 1 ? "member" : "members"}
          </summary>
          <Members members={more} {...fields} />
        </details>
      )}
      <CallingFrom where={where} change={(where) => setAway({ from: selected?.key, where })} />
      <button type="submit" class="primary">
        Call {operation}
      </button>
    </form>
  );
}

/** The region and the account, folded away as long as they are the usual ones. */
export function CallingFrom({ where, change }: { where: Where; change: (where: Where) => void }) {
  const id = useId();
  return (
    <details class="where">
      <summary>
        From {where.region}, account {where.account}
      </summary>
      <div class="field">
        <label for={`${id}-region`}>Region</label>
        <input
          id={`${id}-region`}
          value={where.region}
          list={`${id}-regions`}
          autocomplete="off"
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
          onInput={(event) => change({ ...where, account: event.currentTarget.value })}
        />
        <small>12 digits; a world of its own</small>
      </div>
    </details>
  );
}

/** What of a place is to be said in a step: nothing of the usual one. */
export function elsewhere({ region, account }: Where): { region?: string; account?: string } {
  return { ...(region !== HERE.region && { region }), ...(account !== HERE.account && { account }) };
}

/** What is known before anything is typed: which secret. */
function known(operation: string, selected: Secret | undefined): Drafts {
  const names = operationNamed(operation)?.input.members.map(({ name }) => name) ?? [];
  return selected && names.includes("SecretId") ? { SecretId: selected.name } : {};
}

function onlyTyped(drafts: Drafts, operation: string, selected: Secret | undefined): Drafts {
  const given = known(operation, selected);
  return Object.fromEntries(Object.entries(drafts).filter(([name, draft]) => given[name] !== draft));
}
