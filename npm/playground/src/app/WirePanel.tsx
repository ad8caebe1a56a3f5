/** The last request and response, as an SDK sees them and as HTTP messages, and the log of all requests. */

import { useState } from "preact/hooks";
import { evidenceOf } from "../engine/evidence.js";
import type { Outcome } from "../engine/replay.js";
import { sensitiveNames } from "../engine/shapes.js";
import { type Exchange, isError, type ServiceError } from "../engine/wire.js";
import type { Scene } from "../session/player.js";
import { DEFAULT_PLACE, type Json } from "../session/session.js";
import { hiding } from "./hiding.js";
import { StrengthBadge } from "./StrengthBadge.js";
import { Tabs } from "./Tabs.js";
import { duration, MASK, masked, maskedText, moment, nameIn } from "./words.js";

const VIEWS = [
  { name: "sdk", title: "SDK" },
  { name: "wire", title: "HTTP" },
  { name: "log", title: "Log" },
] as const;

interface Props {
  readonly scene: Scene;
  readonly revealed: boolean;
  readonly goTo: (position: number) => void;
}

export function WirePanel({ scene, revealed, goTo }: Props) {
  const [view, setView] = useState<(typeof VIEWS)[number]["name"]>("sdk");
  const outcome = scene.outcomes[scene.position - 1];
  return (
    <section class="panel exchange" aria-labelledby="wire-title">
      <h2 id="wire-title">Request and response</h2>
      <Tabs label="Request and response" tabs={VIEWS} chosen={view} choose={setView}>
        {view === "log" ? (
          <RequestLog scene={scene} goTo={goTo} />
        ) : outcome && outcome.invocations.length > 0 ? (
          <Invocations outcome={outcome} scene={scene} revealed={revealed} />
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

/** The calls, responses and console output of rotation functions, one invocation after the other. */
function Invocations({ outcome, scene, revealed }: { outcome: Outcome; scene: Scene; revealed: boolean }) {
  const show = (value: unknown) => JSON.stringify(revealed ? value : masked(value, sensitiveNames));
  const shown = hiding(scene, revealed);
  const blocks = outcome.invocations.map(({ event, calls, log, error }) =>
    [
      `${event.Step}  ${show({ ...event, Step: undefined })}`,
      ...calls.map(
        ({ call, with: request, gives, fails }) =>
          `  ${call} ${show(request)}\n    → ${fails ? `${fails.code}: ${fails.message}` : show(gives)}`,
      ),
      ...log.map((line) => `  console: ${shown(line)}`),
      error === undefined ? "  returned" : `  failed: ${shown(error)}`,
    ].join("\n"),
  );
  return <Code text={blocks.join("\n\n")} label="What the rotation function did" />;
}

function NoExchange({ outcome, revealed }: { outcome: Outcome | undefined; revealed: boolean }) {
  if (!outcome) return <p class="none">No request has been sent yet.</p>;
  const { step, problem } = outcome;
  if (problem !== undefined) return <p class="problem">The fake rejected this step: {problem}</p>;
  if ("advance" in step) return <p>The clock moved by {duration(step.advance)}. No request was sent.</p>;
  if ("seed" in step) {
    return (
      <>
        <p>
          The control <code>seed</code> created these secrets. No request was sent.
        </p>
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
        <p>
          The control <code>onRotate</code> registered the function {step.onRotate}. No request was sent.
        </p>
        <Code text={step.handler} label="Rotation function" />
      </>
    );
  }
  if ("runRotations" in step)
    return (
      <p>
        {outcome.ran.length === 0
          ? "No rotation step was pending. No function ran."
          : "A fault made the step fail, so its function did not run."}
      </p>
    );
  if ("restore" in step)
    return (
      <p>
        The control <code>restore</code> replaced the whole state with a snapshot. No request was sent.
      </p>
    );
  return <p>This is a control of the fake. No request was sent.</p>;
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
          <p class="none">A raw request, not sent by an SDK. The tab HTTP shows it.</p>
        )}
      </Side>
      {isError(result) ? (
        <Side title="Error" note={`status ${result.fails.status}`}>
          <ErrorDetails error={result.fails} />
        </Side>
      ) : (
        <Side title="Response" note="status 200">
          <Code text={show(result.gives)} label="Response" />
        </Side>
      )}
    </>
  );
}

function ErrorDetails({ error }: { error: ServiceError }) {
  const evidence = evidenceOf(error);
  return (
    <div class="service-error" data-code={error.code}>
      <strong>{error.code}</strong>
      <blockquote>{error.message || "(no message)"}</blockquote>
      {evidence ? (
        <p>
          <StrengthBadge strength={evidence.strength} /> {evidence.meaning}.{" "}
          <small>Situation: {evidence.situation}</small>
        </p>
      ) : (
        <p class="none">The catalogue has no evidence for this message.</p>
      )}
    </div>
  );
}

/** All requests up to the current step, including those of rotation functions. */
function RequestLog({ scene, goTo }: { scene: Scene; goTo: (position: number) => void }) {
  const { outcomes, position } = scene;
  const rows = outcomes.slice(0, position).flatMap(logRows);
  if (rows.length === 0) return <p class="none">No request has been sent yet.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="request-log" tabIndex={0} aria-label="All requests">
      <table>
        <thead>
          <tr>
            {["Step", "Time (UTC)", "Operation", "Secret", "Region", "Result"].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <tr key={place} data-log={row.operation}>
              <td>
                <button
                  type="button"
                  class="quiet"
                  aria-label={`Go to step ${row.step}`}
                  onClick={() => goTo(row.step)}
                >
                  {row.step}
                </button>
              </td>
              <td>{row.at}</td>
              <td>
                {row.operation}
                {row.by && <small> by {row.by}</small>}
              </td>
              <td>{row.secret}</td>
              <td>{row.place}</td>
              <td class={row.failed ? "failed" : undefined}>{row.result}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function logRows({ step, at, exchange, invocations }: Outcome, index: number) {
  const common = { step: index + 1, at: moment(new Date(at)).replace(" UTC", "") };
  const made = invocations.flatMap(({ calls, event }) =>
    calls.map(({ call, with: { SecretId, Name }, where, fails }) => ({
      ...common,
      operation: call,
      by: event.Step,
      secret: subject(SecretId ?? Name),
      place: [where?.region ?? DEFAULT_PLACE.region, ...(where?.accountId ? [where.accountId] : [])].join(", "),
      result: fails ? fails.code : "200",
      failed: fails !== undefined,
    })),
  );
  if (!exchange) return made;
  const { SecretId, Name } = "call" in step ? step.with : {};
  const { place, answer, result, operation } = exchange;
  const own = {
    ...common,
    operation: operation ?? "no operation",
    by: undefined,
    secret: subject(SecretId ?? Name),
    place: place.account === DEFAULT_PLACE.account ? place.region : `${place.region}, ${place.account}`,
    result: isError(result) ? `${answer.status} ${result.fails.code}` : String(answer.status),
    failed: isError(result),
  };
  return [own, ...made];
}

function subject(id: Json | undefined): string {
  return typeof id === "string" ? nameIn(id) : "";
}

function OnWire({ exchange, revealed }: { exchange: Exchange; revealed: boolean }) {
  const { request, answer } = exchange;
  const show = (body: string) => (revealed ? body : maskedText(body, sensitiveNames));
  return (
    <>
      <Side title="Request" note="POST /">
        <Code text={`${head(request.headers)}\n\n${show(request.body)}`} label="HTTP request" />
      </Side>
      <Side title="Response" note={`status ${answer.status}`}>
        <Code text={`${head(answer.headers)}\n\n${show(answer.body)}`} label="HTTP response" />
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

/** The longest text that is shown in full. */
const LONGEST = 6000;

function Code({ text, label }: { text: string; label: string }) {
  const rest = text.length - LONGEST;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="code" tabIndex={0} aria-label={label}>
      <pre>{rest > 0 ? `${text.slice(0, LONGEST)}\n… ${rest.toLocaleString("en")} more characters` : text}</pre>
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
