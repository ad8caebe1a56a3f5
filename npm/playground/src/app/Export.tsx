/** Exports the session as a test, a case file, a link or a picture, to copy or download. */

import { useEffect, useState } from "preact/hooks";
import { snapshotAfter, valuesInSnapshot } from "../engine/snapshots.js";
import { plan, valuesIn } from "../exporting/acts.js";
import { caseFile } from "../exporting/case.js";
import { jest, vitest } from "../exporting/javascript.js";
import { MOST_BYTES, writeHash } from "../exporting/link.js";
import { png, svgText } from "../exporting/picture.js";
import { pytest } from "../exporting/pytest.js";
import { redacted } from "../exporting/redacted.js";
import type { Scene } from "../session/player.js";
import type { Session } from "../session/session.js";
import { Dialog } from "./Dialog.js";
import { Tabs } from "./Tabs.js";
import { counted, MASK, stepTitle } from "./words.js";

const FORMS = [
  { name: "pytest", title: "pytest" },
  { name: "vitest", title: "vitest" },
  { name: "jest", title: "jest" },
  { name: "link", title: "Link" },
  { name: "case", title: "Case file" },
  { name: "session", title: "Session" },
  { name: "snapshot", title: "Snapshot" },
  { name: "picture", title: "Picture" },
] as const;
type Form = (typeof FORMS)[number]["name"];

const FILES: Readonly<Record<Form, string>> = {
  pytest: "test_session.py",
  vitest: "session.test.ts",
  jest: "session.test.js",
  link: "session.url.txt",
  case: "case.json",
  session: "session.json",
  snapshot: "snapshot.json",
  picture: "step.svg",
};

const ABOUT: Readonly<Record<Form, string>> = {
  pytest: "A complete test. It needs: pip install fake-secrets-manager boto3 pytest",
  vitest: "A complete test. It needs: npm install -D fake-secrets-manager @aws-sdk/client-secrets-manager vitest",
  jest: "A complete test. It needs: npm install -D fake-secrets-manager @aws-sdk/client-secrets-manager jest",
  link: "The link contains the session after the #. Browsers do not send that part to a server.",
  case: 'A file for the folder tests/cases of the project, which runs in three languages. Fill in "about", "source" and "strength".',
  session: "The steps as JSON. Import opens the file.",
  snapshot: "The state after this step. Import opens the file; so does fake.restore() in Python and JavaScript.",
  picture: "The picture of this step, in the current theme.",
};

/** Some programs truncate longer links. */
const LONG_LINK = 8000;

export function Export({ scene, close }: { scene: Scene; close: () => void }) {
  const [form, setForm] = useState<Form>("pytest");
  const [written, setWritten] = useState<{ readonly form: Form; readonly text: string }>();
  const [said, setSaid] = useState("");
  const [revealed, setRevealed] = useState(false);
  const [linkHasValues, setLinkHasValues] = useState(false);
  const { session, position } = scene;
  const done = { ...session, steps: session.steps.slice(0, position) };
  const text = written?.form === form ? written.text : "";
  const values = form === "snapshot" ? (text ? valuesInSnapshot(JSON.parse(text)) : []) : valuesIn(done);
  const isRedacted = form === "link" && values.length > 0 && !linkHasValues;
  const cannot =
    form === "case" && done.steps.some((step) => "restore" in step)
      ? "A case file cannot start with a snapshot. Export the session instead."
      : undefined;
  useEffect(() => {
    let current = true;
    setSaid("");
    setWritten(undefined);
    if (cannot) return;
    write(form, isRedacted ? redacted(done) : done, scene).then((text) => current && setWritten({ form, text }));
    return () => {
      current = false;
    };
  }, [form, scene, isRedacted]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied.");
    } catch {
      setRevealed(true);
      setSaid("The browser does not allow this page to copy. Select the text and copy it.");
    }
  };
  const download = (content: string | Blob, name: string) => {
    save(content, name);
    setSaid(`Saved as ${name}.`);
  };
  return (
    <Dialog title="Export" close={close}>
      <p class="none">{contents(position, session.steps.length)}</p>
      <Tabs label="Form" tabs={FORMS} chosen={form} choose={setForm}>
        <p class="about">{ABOUT[form]}</p>
        {form === "link" && values.length > 0 && (
          <label class="check">
            <input
              type="checkbox"
              checked={linkHasValues}
              onChange={(event) => setLinkHasValues(event.currentTarget.checked)}
            />{" "}
            With the secret values
          </label>
        )}
        {cannot && <p class="warning">{cannot}</p>}
        <Warning
          form={form}
          values={isRedacted || form === "picture" ? 0 : values.length}
          length={text.length}
          size={JSON.stringify(done).length}
        />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section class="export" tabIndex={0} aria-label={FILES[form]} data-export={form} data-text={text}>
          {form === "picture" && text !== "" ? (
            <img alt="The versions of this step" src={`data:image/svg+xml,${encodeURIComponent(text)}`} />
          ) : (
            <pre>{revealed || isRedacted ? text : hidden(text, form, values)}</pre>
          )}
        </section>
        <div class="actions">
          {form !== "picture" && (
            <button type="button" class="primary" onClick={copy} disabled={text === ""}>
              Copy
            </button>
          )}
          <button type="button" onClick={() => download(text, FILES[form])} disabled={text === ""}>
            Download {FILES[form]}
          </button>
          {form === "picture" && (
            <button type="button" onClick={async () => download(await png(text), "step.png")} disabled={text === ""}>
              Download step.png
            </button>
          )}
          {values.length > 0 && form !== "picture" && !isRedacted && (
            <button type="button" class="quiet" aria-pressed={revealed} onClick={() => setRevealed(!revealed)}>
              {revealed ? "Hide values" : "Show values"}
            </button>
          )}
          <span role="status">{said}</span>
        </div>
      </Tabs>
    </Dialog>
  );
}

function contents(position: number, all: number): string {
  if (all === 0) return "The session has no steps yet.";
  if (position === all) return `The whole session: ${counted(all, "step")}.`;
  const part = position === 0 ? "The start, before step 1" : position === 1 ? "Step 1" : `Steps 1 to ${position}`;
  return `${part} of ${all}. To export all steps, go to the last one first.`;
}

function Warning({ form, values, length, size }: { form: Form; values: number; length: number; size: number }) {
  const warnings = [
    ...(form === "link" && size > MOST_BYTES
      ? ["The session is too large: the page could not open the link. Download the session instead."]
      : []),
    ...(values
      ? [
          `It contains ${counted(values, "secret value")} in plain text. ${form === "link" ? "Everyone with the link can read it." : "Do not use real values."}`,
        ]
      : []),
    ...(form === "link" && length > LONG_LINK
      ? [`It has ${length.toLocaleString("en")} characters; some programs truncate links of that length.`]
      : []),
  ];
  return warnings.length ? (
    <p class="warning" data-warning={form}>
      {warnings.join(" ")}
    </p>
  ) : null;
}

async function write(form: Form, session: Session, { outcomes, position }: Scene): Promise<string> {
  const done = outcomes.slice(0, position);
  switch (form) {
    case "link":
      return location.href.split("#")[0] + (await writeHash(session));
    case "case":
      return caseFile(session, done);
    case "session":
      return `${JSON.stringify(session, null, 2)}\n`;
    case "snapshot":
      return snapshotAfter(session, position, outcomes);
    case "picture":
      return picture(session, position);
    default:
      return { pytest, vitest, jest }[form](plan(session, done));
  }
}

function picture(session: Session, position: number): string {
  const svg = document.querySelector<SVGSVGElement>(".stage figure svg");
  const step = session.steps[position - 1];
  return svg ? svgText(svg, step ? `Step ${position}: ${stepTitle(step)}` : "Start") : "";
}

function save(content: string | Blob, name: string): void {
  const address = URL.createObjectURL(
    typeof content === "string" ? new Blob([content], { type: "text/plain" }) : content,
  );
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** The text with dots instead of values. A link contains all values in encoded form, so only its start is shown. */
function hidden(text: string, form: Form, values: readonly string[]): string {
  if (values.length === 0) return text;
  if (form === "link") return `${text.slice(0, text.indexOf("#") + 9)}${MASK}`;
  const literals = values.flatMap((value) => [
    JSON.stringify(value),
    JSON.stringify(JSON.stringify(value)).slice(1, -1),
  ]);
  return literals
    .sort((one, other) => other.length - one.length)
    .reduce((shown, value) => shown.replaceAll(value, value.startsWith("\\") ? `\\"${MASK}\\"` : `"${MASK}"`), text);
}
