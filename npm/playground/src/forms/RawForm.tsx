/** A form for raw requests: target and body are sent without any check. */

import { useState } from "preact/hooks";
import { useKept } from "../app/kept.js";
import { isObject, isWellTyped, operationNamed } from "../engine/shapes.js";
import { authorization } from "../engine/wire.js";
import { DEFAULT_PLACE, type Members, type Step } from "../session/session.js";
import { exampleBody, type Selection } from "./filling.js";
import { operationGroups } from "./grouping.js";
import { CallingFrom, elsewhere, misplaced, type Where } from "./OperationForm.js";

interface Props {
  readonly operation: string;
  readonly selection: Selection;
  readonly now: Date;
  readonly perform: (step: Step) => void;
  readonly disabled: boolean;
}

export function RawForm({ operation, selection, now, perform, disabled }: Props) {
  const [typed, setTyped] = useKept<{ readonly target?: string; readonly body?: string }>("raw", {});
  const [away, setAway] = useState<Where>();
  const where = away ?? selection.secret ?? DEFAULT_PLACE;
  // Until something is typed, the request follows the chosen operation and the selected secret.
  const target = typed.target ?? `secretsmanager.${operation}`;
  const body = typed.body ?? exampleBody(target.replace(/^secretsmanager\./, ""), selection);
  const send = (event: Event) => {
    event.preventDefault();
    if (!disabled && !misplaced(where)) perform(stepOf(target, body, where, now));
  };
  return (
    <form class="raw" onSubmit={send} noValidate>
      <div class="field">
        <label for="target">
          <code>X-Amz-Target</code>
        </label>
        <input
          id="target"
          value={target}
          list="targets"
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => setTyped({ ...typed, target: event.currentTarget.value })}
        />
        <datalist id="targets">
          {operationGroups
            .flatMap(({ names }) => names)
            .map((name) => (
              <option key={name} value={`secretsmanager.${name}`} />
            ))}
        </datalist>
      </div>
      <div class="field">
        <label for="body">Body</label>
        <textarea
          id="body"
          class="code"
          rows={9}
          value={body}
          spellcheck={false}
          aria-describedby="body-hint"
          onInput={(event) => setTyped({ ...typed, body: event.currentTarget.value })}
        />
        <small id="body-hint">
          Sent as typed, even if it is invalid. A missing ClientRequestToken is not filled in.
        </small>
      </div>
      <CallingFrom where={where} change={setAway} />
      <button type="submit" class="primary" disabled={disabled || misplaced(where) !== undefined} title="Ctrl+Enter">
        Send
      </button>
      {(typed.target !== undefined || typed.body !== undefined) && (
        <button type="button" class="quiet" onClick={() => setTyped({})}>
          Reset to an example
        </button>
      )}
    </form>
  );
}

/** Return a call if an SDK could send the request, so that it is exported as one; a raw request otherwise. */
function stepOf(target: string, body: string, where: Where, now: Date): Step {
  const operation = target.replace(/^secretsmanager\./, "");
  const members = parsed(body);
  const inputs = operationNamed(operation)?.input.members ?? [];
  const hasToken = inputs.every(({ name, idempotencyToken }) => !idempotencyToken || members?.[name] !== undefined);
  if (target !== operation && members && hasToken && isWellTyped(operation, members)) {
    return { call: operation, with: members, ...elsewhere(where) };
  }
  const away = where.region !== DEFAULT_PLACE.region || where.account !== DEFAULT_PLACE.account;
  return {
    raw: {
      ...(target && { target }),
      ...(away && { headers: { authorization: authorization(where.region, where.account, now) } }),
      body,
    },
  };
}

function parsed(body: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
