/** Translates the rotation functions of case files (tests/README.md) to JavaScript, which the user can edit. */

import type { Json, Members } from "../session/session.js";
import { ROTATION_STEPS } from "../session/session.js";
import { isObject } from "./shapes.js";

/** The actions of a function at each step. */
export type CaseFunction = Readonly<Record<string, readonly Action[]>>;

export type Action = { readonly throws: string } | FunctionCall;

export interface FunctionCall {
  readonly call: string;
  readonly with: Members;
  readonly fails?: Members;
  readonly keeps?: Readonly<Record<string, string>>;
}

const files = import.meta.glob<CaseFunction>("../../../../tests/functions/*.json", { eager: true, import: "default" });

const named = new Map(
  Object.entries(files).map(([path, { about, ...steps }]) => [
    path.replace(/^.*\/|\.json$/g, ""),
    steps as CaseFunction,
  ]),
);

/** The texts that this module has generated, with their case functions. */
const written = new Map<string, { readonly name: string | undefined; readonly steps: CaseFunction }>();

/** Return the JavaScript of a case's function: its actions, or the name of its file. */
export function handlerText(given: string | CaseFunction): string {
  const steps = typeof given === "string" ? named.get(given) : given;
  if (!steps) throw new Error(`tests/functions has no ${given}`);
  const text = javascript(steps);
  written.set(text, { name: typeof given === "string" ? given : undefined, steps });
  return text;
}

/** Return the case function that a text was generated from, if any. */
export function caseFunction(
  text: string,
): { readonly name: string | undefined; readonly steps: CaseFunction } | undefined {
  return written.get(text);
}

/** The members of the event that the placeholders of a case stand for. */
const EVENT: Readonly<Record<string, string>> = {
  eventSecret: "SecretId",
  eventToken: "ClientRequestToken",
  eventRotationToken: "RotationToken",
};

function javascript(steps: CaseFunction): string {
  for (const step of ROTATION_STEPS) rejectForeign(steps[step] ?? []);
  const cases = ROTATION_STEPS.filter((step) => steps[step]?.length).map((step) => {
    const lines = (steps[step] ?? []).flatMap(action);
    return `    case "${step}": {\n${lines.map((line) => `      ${line}\n`).join("")}      return;\n    }\n`;
  });
  const used = Object.keys(EVENT).filter((name) => JSON.stringify(steps).includes(`{${name}}`));
  const members = ["Step", ...used.map((name) => EVENT[name])].join(", ");
  return `async function handler({ ${members} }) {\n  switch (Step) {\n${cases.join("")}  }\n}\n`;
}

/** Invocations share no variables: each step must read the values that it uses. */
function rejectForeign(actions: readonly Action[]): void {
  const own = new Set(Object.keys(EVENT));
  for (const one of actions) {
    for (const [, name = ""] of JSON.stringify(one).matchAll(PLACEHOLDERS)) {
      if (!own.has(name))
        throw new Error(
          `a rotation function uses {${name}}, which another step has kept; read it with a GetSecretValue in the same step`,
        );
    }
    if ("keeps" in one) for (const name of Object.keys(one.keeps ?? {})) own.add(name);
  }
}

const PLACEHOLDERS = /\{([a-z][A-Za-z0-9]*)\}/g;

function action(one: Action): string[] {
  if ("throws" in one) return [`throw new Error(${JSON.stringify(one.throws)});`];
  const { call, with: request, fails, keeps = {} } = one;
  const kept = Object.entries(keeps).map(([name, member]) => (name === member ? name : `${member}: ${name}`));
  const method = call.charAt(0).toLowerCase() + call.slice(1);
  const asked = `await client.${method}(${expression(request, 6)});`;
  const line = kept.length ? `const { ${kept.join(", ")} } = ${asked}` : asked;
  return fails ? ["try {", `  ${line}`, "} catch {", "  // This error is expected.", "}"] : [line];
}

const WIDTH = 84;

function expression(value: Json, indent: number): string {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return `[${value.map((item) => expression(item, indent)).join(", ")}]`;
  if (!isObject(value)) return String(value);
  const members = Object.entries(value).map(([name, member]) => {
    const written = expression(member, indent + 2);
    return written === name ? name : `${name}: ${written}`;
  });
  const line = `{ ${members.join(", ")} }`;
  if (line.length + indent < WIDTH) return line;
  const space = " ".repeat(indent);
  return `{\n${members.map((member) => `${space}  ${member},\n`).join("")}${space}}`;
}

/** Return the expression for a text with placeholders: a variable or a template. */
function text(value: string): string {
  const whole = /^\{([a-z][A-Za-z0-9]*)\}$/.exec(value)?.[1];
  if (whole) return EVENT[whole] ?? whole;
  if (!/\{[a-z][A-Za-z0-9]*\}/.test(value)) return JSON.stringify(value);
  const escaped = value.replace(/[\\`]|\$\{/g, "\\$&");
  return `\`${escaped.replace(/\{([a-z][A-Za-z0-9]*)\}/g, (_, name: string) => `\${${EVENT[name] ?? name}}`)}\``;
}

/** The standard function: the four steps as AWS documents them. */
export const STANDARD = handlerText("standard");
