/** Opens a file: a session, a snapshot, or a case file of the project. */

import { useState } from "preact/hooks";
import { isObject } from "../engine/shapes.js";
import { isSnapshot, sessionOfSnapshot } from "../engine/snapshots.js";
import { sessionOfCase } from "../exporting/case-import.js";
import { readHash } from "../exporting/link.js";
import { readSession } from "../session/reading.js";
import type { Session } from "../session/session.js";
import { type Draft, openDraft } from "../session/workspace.js";
import { Dialog } from "./Dialog.js";

interface Props {
  readonly load: (draft: Pick<Draft, "title" | "origin" | "session" | "position">) => Promise<void>;
  readonly close: () => void;
}

export function ImportDialog({ load, close }: Props) {
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [problem, setProblem] = useState("");
  const open = async (event: Event) => {
    event.preventDefault();
    try {
      const { title = "An imported session", session, differences } = await read(text);
      await load({
        title: name.replace(/\.json$/, "") || title,
        origin: "file",
        session,
        position: session.steps.length,
      });
      if (differences.length)
        setProblem(`Opened. The engine's results differ from the file: ${differences.join("; ")}.`);
      else close();
    } catch (error) {
      setProblem(`The text cannot be opened: ${(error as Error).message}.`);
    }
  };
  const readFile = async (file: File | undefined) => {
    if (!file) return;
    setName(file.name);
    setText(await file.text());
  };
  return (
    <Dialog title="Import" close={close}>
      <form class="importing" onSubmit={open}>
        <div class="field">
          <label for="import-file">A session, a snapshot or a case file, as JSON</label>
          <input
            id="import-file"
            type="file"
            accept=".json,application/json"
            onChange={(event) => readFile(event.currentTarget.files?.[0])}
          />
        </div>
        <div class="field">
          <label for="import-text">Or the text of the file, or a link to this page</label>
          <textarea
            id="import-text"
            rows={12}
            value={text}
            spellcheck={false}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
        <p class="problem" role="alert">
          {problem}
        </p>
        <div class="actions">
          <button type="submit" class="primary" disabled={text.trim() === ""}>
            Open
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface Read {
  readonly title?: string;
  readonly session: Session;
  readonly differences: readonly string[];
}

async function read(text: string): Promise<Read> {
  const link = text.trim().indexOf("#session=");
  if (link >= 0 && !text.trim().startsWith("{")) {
    const found = await readHash(text.trim().slice(link));
    if (found && "problem" in found)
      throw new Error(found.problem.replace(/^This link cannot be opened: |\. The page.*$/g, ""));
    const draft = found && (openDraft(found.workspace) ?? found.workspace.drafts[0]);
    if (!draft) throw new Error("it contains no session");
    return { session: draft.session, differences: [] };
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not JSON: ${(error as Error).message}`);
  }
  if (isSnapshot(json)) return { title: "A snapshot", session: sessionOfSnapshot(json), differences: [] };
  if (isObject(json) && "about" in json && "steps" in json) return sessionOfCase(json);
  return { session: readSession(json), differences: [] };
}
