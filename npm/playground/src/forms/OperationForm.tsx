/** Any of the operations as a form. */

import { useEffect, useState } from "preact/hooks";
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
  const [drafts, setDrafts] = useState<Drafts>({});
  const [where, setWhere] = useState<Where>(HERE);
  useEffect(() => setDrafts(startOf(operation, selected)), [operation, selected?.key]);
  useEffect(() => setWhere(selected ?? HERE), [selected?.key]);
  if (!described) return null;
  const { input } = described;
  const [first, more] = split(input.members);
  const fields = { drafts, change: setDrafts, suggestions, revealed };
  const send = (event: Event) => {
    event.preventDefault();
    perform({ call: operation, with: request(drafts, input), ...elsewhere(where) });
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
        <details>
          <summary>
            {more.length} more {more.length === 1 ? "member" : "members"}
          </summary>
          <Members members={more} {...fields} />
        </details>
      )}
      <CallingFrom where={where} change={setWhere} />
      <button type="submit" class="primary">
        Call {operation}
      </button>
    </form>
  );
}

/** The region and the account, folded away as long as they are the usual ones. */
export function CallingFrom({ where, change }: { where: Where; change: (where: Where) => void }) {
  return (
    <details class="where">
      <summary>
        From {where.region}, account {where.account}
      </summary>
      <div class="field">
        <label for="region">Region</label>
        <input
          id="region"
          value={where.region}
          list="regions"
          autocomplete="off"
          onInput={(event) => change({ ...where, region: event.currentTarget.value })}
        />
        <datalist id="regions">
          {["us-east-1", "us-east-2", "us-west-2", "eu-central-1", "eu-west-1", "ap-southeast-2"].map((region) => (
            <option key={region} value={region} />
          ))}
        </datalist>
      </div>
      <div class="field">
        <label for="account">Account</label>
        <input
          id="account"
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

/** A form begins with what is known: which secret, and where the label is that is to move. */
function startOf(operation: string, selected: Secret | undefined): Drafts {
  if (!selected) return {};
  const names = operationNamed(operation)?.input.members.map(({ name }) => name) ?? [];
  return names.includes("SecretId") ? { SecretId: selected.name } : {};
}
