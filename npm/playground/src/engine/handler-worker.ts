/**
 * Runs the user's rotation function, each invocation in its own worker, so that a function that throws or hangs cannot stop the page. The
 * worker's script contains the function's text, so the Content-Security-Policy need not allow `eval`.
 */

import type { RotationContext, RotationEvent, Where } from "fake-secrets-manager";
import type { Members } from "../session/session.js";
import { handlerOf } from "./handler-text.js";
import { type InvokedCall, requestFrom } from "./invocation.js";
import { toBytes } from "./values.js";

/** The default time limit of a Lambda function. */
export const SECONDS = 3;
const MOST_CALLS = 200;
const MOST_LINES = 50;

export interface HandlerEnd {
  readonly log: readonly string[];
  readonly error?: string;
}

type Asked = (call: string, request: Members, where: Where) => InvokedCall;
type Message =
  | {
      readonly kind: "call";
      readonly id: number;
      readonly call: string;
      readonly request: unknown;
      readonly where: Where;
    }
  | { readonly kind: "log"; readonly line: string }
  | { readonly kind: "end"; readonly error?: string };

/** Callbacks for running functions, so that the page can show progress and stop one. */
export interface HandlerWatch {
  readonly started: (step: RotationEvent["Step"], stop: () => void) => void;
  readonly called: () => void;
}

/** Runs the handler in a text with an event and a context. `asked` performs its calls. */
export type HandlerRunner = (
  text: string,
  event: RotationEvent,
  context: RotationContext,
  asked: Asked,
  watch?: HandlerWatch,
) => Promise<HandlerEnd>;

/** Runs a handler in a worker. The promise also settles after an error, a timeout, too many calls, or when the user stops it. */
export const runInWorker: HandlerRunner = (text, event, context, asked, watch) => {
  const address = URL.createObjectURL(new Blob([scriptOf(text)], { type: "text/javascript" }));
  const worker = new Worker(address);
  const log: string[] = [];
  let calls = 0;
  return new Promise((resolve) => {
    const end = (error?: string) => {
      clearTimeout(timer);
      worker.terminate();
      URL.revokeObjectURL(address);
      resolve({ log, ...(error !== undefined && { error }) });
    };
    const timer = setTimeout(
      () => end(`the function was stopped: it did not end within ${SECONDS} seconds`),
      SECONDS * 1000,
    );
    watch?.started(event.Step, () => end("the function was stopped in the playground"));
    worker.onerror = (failure) => {
      failure.preventDefault();
      end(inWords(failure));
    };
    worker.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.kind === "end") return end(data.error);
      if (data.kind === "log") return void (log.length < MOST_LINES && log.push(data.line));
      calls += 1;
      if (calls > MOST_CALLS) return end(`the function was stopped: it made more than ${MOST_CALLS} calls`);
      watch?.called();
      worker.postMessage({ id: data.id, ...answer(data, asked) });
    };
    worker.postMessage({ event, context: { ...context, getRemainingTimeInMillis: undefined } });
  });
};

/** Return the syntax error in a text, without running it; undefined if the text can be parsed. */
export function syntaxProblem(text: string): Promise<string | undefined> {
  // The script contains the text in a function that is never called. A worker that runs the first line has parsed all of it.
  const script = `postMessage("parsed");${scriptOf(text)}`;
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(address);
  return new Promise((resolve) => {
    const end = (problem?: string) => {
      worker.terminate();
      URL.revokeObjectURL(address);
      resolve(problem);
    };
    worker.onmessage = () => end();
    worker.onerror = (failure) => {
      failure.preventDefault();
      end(beyond(failure, text) ?? inWords(failure));
    };
  });
}

/**
 * The error if the parser notices a problem only after the typed text. The parser's own message is then about the
 * script around the text.
 */
function beyond({ message, lineno }: ErrorEvent, typed: string): string | undefined {
  const last = typed.trimEnd().split("\n").length;
  if (lineno - LINES_BEFORE <= last) return undefined;
  if (message.includes("Illegal return")) return "SyntaxError: Unexpected token '}': no opening brace matches it";
  return message.includes("Unexpected") ? `SyntaxError: Unexpected end of input (line ${last})` : undefined;
}

function inWords({ message, lineno }: ErrorEvent): string {
  return `${message.replace(/^Uncaught /, "")}${lineno > LINES_BEFORE ? ` (line ${lineno - LINES_BEFORE})` : ""}`;
}

function answer({ call, request, where }: Extract<Message, { kind: "call" }>, asked: Asked): object {
  try {
    const { gives, fails } = asked(call, requestFrom(request), where);
    return fails ? { refused: fails } : { answer: toBytes(gives ?? {}) };
  } catch (error) {
    return { misused: (error as Error).message };
  }
}

/** The worker's side of the messages. The user's text follows, inside a function that gets the client. */
const SCRIPT = `"use strict";
const calls = new Map();
let last = 0;
const ask = (name) => (request, where = {}) => new Promise((resolve, reject) => {
  calls.set(++last, { resolve, reject });
  postMessage({ kind: "call", id: last, call: name[0].toUpperCase() + name.slice(1), request, where });
});
const client = new Proxy({}, { get: (_, name) => (typeof name === "string" && name !== "then" ? ask(name) : undefined) });
const inWords = (value) => {
  if (typeof value === "string") return value;
  if (value instanceof Error) return value.message || value.name;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
};
for (const level of ["log", "info", "warn", "error", "debug"]) {
  console[level] = (...words) => postMessage({ kind: "log", line: words.map(inWords).join(" ").slice(0, 2000) });
}
async function run({ event, context }) {
  try {
    const handler = handlerFor(client);
    if (typeof handler !== "function") throw new Error("the text defines no function named handler");
    await handler(event, { ...context, getRemainingTimeInMillis: () => ${SECONDS * 1000} });
    postMessage({ kind: "end" });
  } catch (error) {
    postMessage({ kind: "end", error: inWords(error) });
  }
}
onmessage = ({ data }) => {
  if (data.event) return run(data);
  const { resolve, reject } = calls.get(data.id);
  calls.delete(data.id);
  if (data.refused) reject(Object.assign(new Error(data.refused.message), { name: data.refused.code, code: data.refused.code }));
  else if (data.misused) reject(new Error(data.misused));
  else resolve(data.answer);
};
function handlerFor(client) {
`;

/** Error messages count lines from the start of the script. */
const LINES_BEFORE = SCRIPT.split("\n").length - 1;

function scriptOf(typed: string): string {
  const { prelude, text, result } = handlerOf(typed);
  return `${SCRIPT}${prelude}${text}\n;return ${result};\n}\n`;
}
