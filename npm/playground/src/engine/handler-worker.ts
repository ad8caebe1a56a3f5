/**
 * The user's rotation function, in a worker of its own for each invocation: it may throw, never end or call too much, and the page goes
 * on. The worker is made of the function's own text, so that no policy has to allow `eval`.
 */

import type { RotationContext, RotationEvent, Where } from "fake-secrets-manager";
import type { Members } from "../session/session.js";
import { type InvokedCall, requestFrom } from "./invocation.js";
import { toBytes } from "./values.js";

/** Lambda gives a function three seconds unless it is told otherwise. */
const SECONDS = 3;
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

/** How a handler is run: its text, its event, and who answers its calls. */
export type HandlerRunner = (
  text: string,
  event: RotationEvent,
  context: RotationContext,
  asked: Asked,
) => Promise<HandlerEnd>;

/** Runs a handler to its end, which comes in any case. */
export const runInWorker: HandlerRunner = (text, event, context, asked) => {
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
      () => end(`the function was stopped: it had not ended after ${SECONDS} seconds`),
      SECONDS * 1000,
    );
    worker.onerror = (failure) => {
      failure.preventDefault();
      end(`${failure.message}${failure.lineno ? ` (line ${failure.lineno - LINES_BEFORE})` : ""}`);
    };
    worker.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.kind === "end") end(data.error);
      else if (data.kind === "log") log.length < MOST_LINES && log.push(data.line);
      else if (++calls > MOST_CALLS) end(`the function was stopped: it had made ${MOST_CALLS} calls`);
      else worker.postMessage({ id: data.id, ...answer(data, asked) });
    };
    worker.postMessage({ event, context: { ...context, getRemainingTimeInMillis: undefined } });
  });
};

function answer({ call, request, where }: Extract<Message, { kind: "call" }>, asked: Asked): object {
  try {
    const { gives, fails } = asked(call, requestFrom(request), where);
    return fails ? { refused: fails } : { answer: toBytes(gives ?? {}) };
  } catch (error) {
    return { misused: (error as Error).message };
  }
}

/** The other side of the messages; the user's text stands at its end, within a function that is given the client. */
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
    if (typeof handler !== "function") throw new Error("there is no function with the name handler");
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

/** The messages of errors count lines from the beginning of the script. */
const LINES_BEFORE = SCRIPT.split("\n").length - 1;

function scriptOf(text: string): string {
  return `${SCRIPT}${text}\n;return typeof handler === "undefined" ? undefined : handler;\n}\n`;
}
