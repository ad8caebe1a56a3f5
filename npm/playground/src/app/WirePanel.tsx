/** The request that made the change, and the answer: as an SDK sees them, and as they go over the wire. */

import { useState } from "preact/hooks";
import { evidenceOf } from "../engine/evidence.js";
import type { Outcome } from "../engine/replay.js";
import { sensitiveNames } from "../engine/shapes.js";
import { type Exchange, isRefused, type Refusal } from "../engine/wire.js";
import { Tabs } from "./Tabs.js";
import { duration, MASK, masked, maskedText } from "./words.js";

const VIEWS = [
  { name: "sdk", title: "As the SDK sees it" },
  { name: "wire", title: "On the wire" },
] as const;

export function WirePanel({ outcome, revealed }: { outcome: Outcome | undefined; revealed: boolean }) {
  const [view, setView] = useState<(typeof VIEWS)[number]["name"]>("sdk");
  return (
    <section class="panel exchange" aria-labelledby="wire-title">
      <h2 id="wire-title">Request and answer</h2>
      <Tabs label="Request and answer" tabs={VIEWS} chosen={view} choose={setView}>
        {outcome && outcome.invocations.length > 0 ? (
          <Invocations outcome={outcome} revealed={revealed} />
        ) : outcome?.exchange ? (
          <div class="sides">
            {view === "sdk" ? (
              <AsSdk exchange={outcome.exchange} step={outcome.step} revealed={revealed} />
            ) : (
              <OnWire exchange={outcome.exchange} revealed={revealed} />
            )}
          </div>
        ) : (
          <NoExchange outcome={outcome} revealed={revealed} />
        )}
      </Tabs>
    </section>
  );
}

/** What rotation functions asked for and were told, one invocation after the other. */
function Invocations({ outcome, revealed }: { outcome: Outcome; revealed: boolean }) {
  const show = (value: unknown) => JSON.stringify(revealed ? value : masked(value, sensitiveNames));
  const blocks = outcome.invocations.map(({ event, calls, log, error }) =>
    [
      `${event.Step}  ${show({ ...event, Step: undefined })}`,
      ...calls.map(
        ({ call, with: request, gives, fails }) =>
          `  ${call} ${show(request)}\n    → ${fails ? `${fails.code}: ${fails.message}` : show(gives)}`,
      ),
      ...log.map((line) => `  console: ${revealed ? line : MASK}`),
      error === undefined ? "  came to its end" : `  failed: ${error}`,
    ].join("\n"),
  );
  return <Code text={blocks.join("\n\n")} label="What the rotation function did" />;
}

function NoExchange({ outcome, revealed }: { outcome: Outcome | undefined; revealed: boolean }) {
  if (!outcome) return <p class="none">Nothing has been asked yet.</p>;
  const { step, problem } = outcome;
  if (problem !== undefined) return <p class="problem">The fake refused this step: {problem}</p>;
  if ("advance" in step) return <p>The clock moved on by {duration(step.advance)}. No request was made.</p>;
  if ("seed" in step) {
    return (
      <>
        <p>Secrets that are there from the start: the fake's control `seed`, no request.</p>
        <Code
          text={pretty(revealed ? step.seed : Object.fromEntries(Object.keys(step.seed).map((name) => [name, MASK])))}
          label="Seed"
        />
      </>
    );
  }
  if ("onRotate" in step) {
    return (
      <>
        <p>The function {step.onRotate} is made known by the fake's control onRotate: no request.</p>
        <Code text={step.handler} label="Rotation function" />
      </>
    );
  }
  if ("fail" in step)
    return <p>A control of the fake, and no request: the next {step.fail} fails, and the function is not invoked.</p>;
  return <p>The function was not invoked: nothing waited, or the step was told to fail.</p>;
}

function AsSdk({ exchange, step, revealed }: { exchange: Exchange; step: Outcome["step"]; revealed: boolean }) {
  const { result, operation } = exchange;
  const show = (value: unknown) => pretty(revealed ? value : masked(value, sensitiveNames));
  return (
    <>
      <Side title="Request" note={operation ?? "no operation"}>
        {"call" in step ? (
          <Code text={show(step.with)} label="Request" />
        ) : (
          <p class="none">Typed as bytes: no SDK made this request. See it on the wire.</p>
        )}
      </Side>
      {isRefused(result) ? (
        <Side title="Refusal" note={`status ${result.fails.status}`}>
          <Refused refusal={result.fails} />
        </Side>
      ) : (
        <Side title="Answer" note="status 200">
          <Code text={show(result.gives)} label="Answer" />
        </Side>
      )}
    </>
  );
}

function Refused({ refusal }: { refusal: Refusal }) {
  const evidence = evidenceOf(refusal);
  return (
    <div class="refusal" data-code={refusal.code}>
      <strong>{refusal.code}</strong>
      <blockquote>{refusal.message || "(the service sends no sentence)"}</blockquote>
      {evidence ? (
        <p>
          <span class={`strength ${evidence.strength.replace(" ", "-")}`} data-strength={evidence.strength}>
            {evidence.strength}
          </span>{" "}
          {evidence.meaning}. <small>Situation: {evidence.situation}</small>
        </p>
      ) : (
        <p class="none">Nothing is noted about this sentence.</p>
      )}
    </div>
  );
}

function OnWire({ exchange, revealed }: { exchange: Exchange; revealed: boolean }) {
  const { request, answer } = exchange;
  const show = (body: string) => (revealed ? body : maskedText(body, sensitiveNames));
  return (
    <>
      <Side title="Request" note="POST /">
        <Code text={`${head(request.headers)}\n\n${show(request.body)}`} label="Request on the wire" />
      </Side>
      <Side title="Answer" note={`status ${answer.status}`}>
        <Code text={`${head(answer.headers)}\n\n${show(answer.body)}`} label="Answer on the wire" />
      </Side>
    </>
  );
}

function Side({ title, note, children }: { title: string; note: string; children: preact.ComponentChildren }) {
  return (
    <div class="side">
      <h3>
        {title} <small>{note}</small>
      </h3>
      {children}
    </div>
  );
}

/** Longer than anybody reads: the rest is said in numbers. */
const LONGEST = 6000;

function Code({ text, label }: { text: string; label: string }) {
  const rest = text.length - LONGEST;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="code" tabIndex={0} aria-label={label}>
      <pre>{rest > 0 ? `${text.slice(0, LONGEST)}\n… and ${rest.toLocaleString("en")} more characters` : text}</pre>
    </section>
  );
}

function head(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
