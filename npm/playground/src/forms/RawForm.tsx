/** A request as bytes, as somebody types them. */

import { useState } from "preact/hooks";
import { isObject, isWellTyped, operationNamed } from "../engine/shapes.js";
import { authorization } from "../engine/wire.js";
import { HERE, type Members, type Step } from "../session/session.js";
import { operationGroups } from "./grouping.js";
import { CallingFrom, elsewhere, type Where } from "./OperationForm.js";

interface Props {
  readonly operation: string;
  readonly revealed: boolean;
  readonly perform: (step: Step) => void;
}

export function RawForm({ operation, revealed, perform }: Props) {
  const [target, setTarget] = useState(`secretsmanager.${operation}`);
  const [body, setBody] = useState('{\n  "SecretId": "app/db"\n}');
  const [where, setWhere] = useState<Where>(HERE);
  const send = (event: Event) => {
    event.preventDefault();
    perform(stepOf(target, body, where));
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
          onInput={(event) => setTarget(event.currentTarget.value)}
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
          class={revealed ? "code" : "code"}
          rows={9}
          value={body}
          spellcheck={false}
          aria-describedby="body-hint"
          onInput={(event) => setBody(event.currentTarget.value)}
        />
        <small id="body-hint">Sent as it stands, sound or not. No ClientRequestToken is filled in.</small>
      </div>
      <CallingFrom where={where} change={setWhere} />
      <button type="submit" class="primary">
        Send
      </button>
    </form>
  );
}

/** A call where an SDK could make it, so that it can be carried home as one; the bytes where it could not. */
function stepOf(target: string, body: string, where: Where): Step {
  const operation = target.replace(/^secretsmanager\./, "");
  const members = parsed(body);
  const inputs = operationNamed(operation)?.input.members ?? [];
  const hasToken = inputs.every(({ name, idempotencyToken }) => !idempotencyToken || members?.[name] !== undefined);
  if (target !== operation && members && hasToken && isWellTyped(operation, members)) {
    return { call: operation, with: members, ...elsewhere(where) };
  }
  const away = where.region !== HERE.region || where.account !== HERE.account;
  return {
    raw: {
      ...(target && { target }),
      ...(away && { headers: { authorization: authorization(where.region, where.account) } }),
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
