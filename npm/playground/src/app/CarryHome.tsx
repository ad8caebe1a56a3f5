/** The session in another form, to copy or to download: a test, a case file, a link. */

import { useEffect, useState } from "preact/hooks";
import { plan, valuesIn } from "../exporting/acts.js";
import { caseFile } from "../exporting/case.js";
import { jest, vitest } from "../exporting/javascript.js";
import { MOST_BYTES, writeHash } from "../exporting/link.js";
import { pytest } from "../exporting/pytest.js";
import type { Scene } from "../session/player.js";
import { Dialog } from "./Dialog.js";
import { Tabs } from "./Tabs.js";
import { MASK } from "./words.js";

const FORMS = [
  { name: "pytest", title: "pytest" },
  { name: "vitest", title: "vitest" },
  { name: "jest", title: "jest" },
  { name: "link", title: "Link" },
  { name: "case", title: "Case file" },
] as const;
type Form = (typeof FORMS)[number]["name"];

const FILES: Readonly<Record<Form, string>> = {
  pytest: "test_session.py",
  vitest: "session.test.ts",
  jest: "session.test.js",
  link: "session.url.txt",
  case: "session.json",
};

/** Some programs cut links that are longer. */
const LONG_LINK = 8000;

export function CarryHome({ scene, close }: { scene: Scene; close: () => void }) {
  const [form, setForm] = useState<Form>("pytest");
  const [written, setWritten] = useState<{ readonly form: Form; readonly text: string }>();
  const text = written?.form === form ? written.text : "";
  const [said, setSaid] = useState("");
  const [revealed, setRevealed] = useState(false);
  const { session, position, outcomes } = scene;
  const done = { ...session, steps: session.steps.slice(0, position) };
  const values = valuesIn(done);
  useEffect(() => {
    let current = true;
    setSaid("");
    write(form, done, outcomes.slice(0, position)).then((text) => current && setWritten({ form, text }));
    return () => {
      current = false;
    };
  }, [form, scene]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied.");
    } catch {
      setRevealed(true);
      setSaid("The browser does not let this page copy: select the text and copy it yourself.");
    }
  };
  const download = () => {
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    Object.assign(document.createElement("a"), { href: address, download: FILES[form] }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
    setSaid(`Saved as ${FILES[form]}.`);
  };
  return (
    <Dialog title="Carry it home" close={close}>
      <p class="none">
        {position === 0
          ? "Nothing is done yet: a session with no steps."
          : `The ${position === 1 ? "step" : `${position} steps`} up to where you stand.`}
      </p>
      <Tabs label="Form" tabs={FORMS} chosen={form} choose={setForm}>
        <p class="about">{ABOUT[form]}</p>
        <Warning form={form} values={values.length} length={text.length} size={JSON.stringify(done).length} />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section class="export" tabIndex={0} aria-label={FILES[form]} data-export={form} data-text={text}>
          <pre>{revealed ? text : hidden(text, form, values)}</pre>
        </section>
        <div class="actions">
          <button type="button" class="primary" onClick={copy} disabled={text === ""}>
            Copy
          </button>
          <button type="button" onClick={download} disabled={text === ""}>
            Download {FILES[form]}
          </button>
          {values.length > 0 && (
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

const ABOUT: Readonly<Record<Form, string>> = {
  pytest: "A test that runs as it stands: pip install fake-secrets-manager boto3 pytest",
  vitest: "A test that runs as it stands: npm install -D fake-secrets-manager @aws-sdk/client-secrets-manager vitest",
  jest: "A test that runs as it stands: npm install -D fake-secrets-manager @aws-sdk/client-secrets-manager jest",
  link: "The whole session is in the part after the #, which browsers do not send to any server.",
  case: "For tests/cases of the project, where it runs in three languages: say what it shows, and how that is known.",
};

function Warning({ form, values, length, size }: { form: Form; values: number; length: number; size: number }) {
  const warnings = [
    ...(form === "link" && size > MOST_BYTES
      ? ["The session is too large for a link: it could not be opened again. Download a test instead."]
      : []),
    ...(values
      ? [
          `It holds ${values} secret ${values === 1 ? "value" : "values"} in plain text: ${form === "link" ? "whoever has the link can read" : "keep real ones out of"} ${values === 1 ? "it" : "them"}.`,
        ]
      : []),
    ...(form === "link" && length > LONG_LINK
      ? [`It has ${length.toLocaleString("en")} characters: some programs cut links of that length.`]
      : []),
  ];
  return warnings.length ? (
    <p class="warning" data-warning={form}>
      {warnings.join(" ")}
    </p>
  ) : null;
}

async function write(form: Form, session: Scene["session"], outcomes: Scene["outcomes"]): Promise<string> {
  if (form === "link") return location.href.split("#")[0] + (await writeHash(session));
  if (form === "case") return caseFile(session, outcomes);
  const planned = plan(session, outcomes);
  return { pytest, vitest, jest }[form](planned);
}

/** The text with dots for values; of a link, whose letters hold them all, its beginning. */
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
