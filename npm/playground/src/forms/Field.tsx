/** A field for one member of a request, by its shape. */

import { useId } from "preact/hooks";
import type { DescribedMember, DescribedShape } from "../engine/shapes.js";
import { blank, type Draft, type Drafts, hint, isLines } from "./draft.js";

export interface Suggestions {
  readonly [member: string]: readonly string[];
}

interface FieldProps {
  readonly member: DescribedMember;
  readonly draft: Draft | undefined;
  readonly change: (draft: Draft) => void;
  readonly suggestions: Suggestions;
  readonly revealed: boolean;
}

export function Field({ member, draft, change, suggestions, revealed }: FieldProps) {
  const { name, shape } = member;
  if (shape.type === "structure") {
    return (
      <fieldset class="nested">
        <legend>
          <Name member={member} />
        </legend>
        <Members
          members={shape.members}
          drafts={(draft as Drafts | undefined) ?? {}}
          change={change}
          suggestions={suggestions}
          revealed={revealed}
        />
      </fieldset>
    );
  }
  if (shape.type === "list" && !isLines(shape)) {
    return <Rows member={member} draft={draft} change={change} suggestions={suggestions} revealed={revealed} />;
  }
  return (
    <TextField key={name} member={member} draft={draft} change={change} suggestions={suggestions} revealed={revealed} />
  );
}

/** The fields of an object. */
export function Members(props: {
  readonly members: readonly DescribedMember[];
  readonly drafts: Drafts;
  readonly change: (drafts: Drafts) => void;
  readonly suggestions: Suggestions;
  readonly revealed: boolean;
}) {
  const { members, drafts, change, suggestions, revealed } = props;
  return (
    <>
      {members.map((member) => (
        <Field
          key={member.name}
          member={member}
          draft={drafts[member.name]}
          change={(draft) => change({ ...drafts, [member.name]: draft })}
          suggestions={suggestions}
          revealed={revealed}
        />
      ))}
    </>
  );
}

/** A list of objects. */
function Rows({ member, draft, change, suggestions, revealed }: FieldProps) {
  const { shape, name } = member;
  if (shape.type !== "list" || shape.member.type !== "structure") return null;
  const { members } = shape.member;
  const rows = Array.isArray(draft) ? (draft as readonly Drafts[]) : [];
  const put = (place: number, row: Draft) => change(rows.map((one, at) => (at === place ? row : one)));
  return (
    <fieldset class="nested">
      <legend>
        <Name member={member} />
      </legend>
      {rows.map((row, place) => (
        <div class="row" key={place}>
          <Members
            members={members}
            drafts={row}
            change={(changed) => put(place, changed)}
            suggestions={suggestions}
            revealed={revealed}
          />
          <button type="button" class="quiet" onClick={() => change(rows.filter((_, at) => at !== place))}>
            Remove {name} {place + 1}
          </button>
        </div>
      ))}
      <button type="button" class="quiet" onClick={() => change([...rows, blank(shape.member)])}>
        Add an item to {name}
      </button>
    </fieldset>
  );
}

function TextField({ member, draft, change, suggestions, revealed }: FieldProps) {
  const id = useId();
  const { name, shape } = member;
  const note = [hint(shape), member.idempotencyToken && "filled in if blank, as SDKs do"].filter(Boolean).join("; ");
  const offers = suggestions[name] ?? ("enum" in shape ? shape.enum : undefined);
  const common = {
    id,
    name,
    value: typeof draft === "string" ? draft : "",
    "aria-describedby": note ? `${id}-hint` : undefined,
    spellcheck: false,
    autocomplete: "off",
  };
  const onInput = (event: { currentTarget: { value: string } }) => change(event.currentTarget.value);
  const hidden = isSensitive(shape) && !revealed;
  return (
    <div class="field">
      <label for={id}>
        <Name member={member} />
      </label>
      {shape.type === "boolean" ? (
        <select {...common} onChange={onInput}>
          <option value="">not sent</option>
          <option>true</option>
          <option>false</option>
        </select>
      ) : isLong(shape) ? (
        <textarea
          {...common}
          class={hidden ? "hidden" : undefined}
          rows={isSensitive(shape) ? 2 : 3}
          onInput={onInput}
        />
      ) : (
        <input {...common} list={offers ? `${id}-offers` : undefined} onInput={onInput} />
      )}
      {offers && (
        <datalist id={`${id}-offers`}>
          {offers.map((offer) => (
            <option key={offer} value={offer} />
          ))}
        </datalist>
      )}
      {note && <small id={`${id}-hint`}>{note}</small>}
    </div>
  );
}

function Name({ member: { name, required } }: { member: DescribedMember }) {
  return (
    <>
      <code>{name}</code>
      {required && <span class="required">required</span>}
    </>
  );
}

function isSensitive(shape: DescribedShape): boolean {
  return "sensitive" in shape && shape.sensitive === true;
}

/** Whether a text may have many lines: values, policies, descriptions and lists. */
function isLong(shape: DescribedShape): boolean {
  if (isLines(shape) || shape.type === "blob") return true;
  return shape.type === "string" && (isSensitive(shape) || (shape.max ?? 0) > 20_000);
}
