/** Writes the session as a test for Vitest or Jest that uses the AWS SDK v3. The two differ only in the imports. */

import { handlerOf } from "../engine/handler-text.js";
import { type DescribedShape, operationNamed } from "../engine/shapes.js";
import { type Exchange, isError } from "../engine/wire.js";
import type { Call, Fault, KmsKey } from "../session/session.js";
import type { Act, Client, Plan } from "./acts.js";
import { type Language, literal } from "./printing.js";

const JAVASCRIPT: Language = {
  words: { true: "true", false: "false", null: "null" },
  step: "  ",
  key: (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? `${name}: ` : `${JSON.stringify(name)}: `),
  object: (inner) => (inner === "" || inner.startsWith("\n") ? `{${inner}}` : `{ ${inner} }`),
  bytes: (base64) => `Uint8Array.from(Buffer.from(${JSON.stringify(base64)}, "base64"))`,
  date: (text) => `new Date(${JSON.stringify(text)})`,
};

const BODY = "  ";
const ABOUT = "// A session of the fake-secrets-manager playground: the calls, and the responses.";

export function vitest(plan: Plan): string {
  const { test, helpers, names } = parts(plan);
  const imports = [
    ...(names.length ? [`import { ${names.join(", ")} } from "@aws-sdk/client-secrets-manager";`] : []),
    'import { FakeSecretsManager } from "fake-secrets-manager";',
    'import { expect, test } from "vitest";',
  ];
  return `${[[ABOUT, ...imports].join("\n"), test, ...helpers].join("\n\n")}\n`;
}

export function jest(plan: Plan): string {
  const { test, helpers, names } = parts(plan);
  const imports = [
    ...(names.length ? [`const { ${names.join(", ")} } = require("@aws-sdk/client-secrets-manager");`] : []),
    'const { FakeSecretsManager } = require("fake-secrets-manager");',
  ];
  return `${[[ABOUT, ...imports].join("\n"), test, ...helpers].join("\n\n")}\n`;
}

function parts({ session, acts, clients, once }: Plan) {
  const options = [
    `seed: ${session.seed}`,
    ...(session.rotationFunctions ? ['rotationFunctions: "any"'] : []),
    ...(session.rotationSteps ? ['rotationSteps: "queue"'] : []),
  ];
  const body = [
    `const fake = new FakeSecretsManager({ ${options.join(", ")} });`,
    `fake.freeze(${JSON.stringify(session.startsAt)});`,
    ...clients.map((client) => clientLine(client, once)),
    ...(acts.some((act) => act.kind === "call" && !isError(act.result)) ? ["let response;"] : []),
    ...acts.flatMap((act) => ["", `// ${act.number}`, ...lines(act)]),
  ];
  const indented = body.map((line) => (line === "" ? "" : BODY + line)).join("\n");
  const test = `test("a session of the playground", async () => {\n${indented}\n});`;
  const sent = acts.flatMap((act) => (act.kind === "call" && !act.direct ? [`${act.call.call}Command`] : []));
  const names = sent.length ? [...new Set([...sent, "SecretsManagerClient"])].sort() : [];
  const helpers = [
    ...acts.flatMap((act) => (act.kind === "function" ? [rotationFunction(act)] : [])),
    ...(test.includes("members(") ? [MEMBERS] : []),
    ...(test.includes("text(") ? [TEXT] : []),
  ];
  return { test, helpers, names };
}

const MEMBERS = "const members = ({ $metadata, ...rest }) => rest;";
const TEXT = "const text = ({ status, body }) => ({ status, body: new TextDecoder().decode(body) });";

function clientLine({ name, region, account }: Client, once: boolean): string {
  const options = [
    ...(region ? [`region: ${JSON.stringify(region)}`] : []),
    ...(account ? [`accountId: ${JSON.stringify(account)}`] : []),
    ...(once ? ["maxAttempts: 1"] : []),
  ];
  return `const ${name} = new SecretsManagerClient(fake.clientConfig(${options.length ? `{ ${options.join(", ")} }` : ""}));`;
}

function lines(act: Act): string[] {
  switch (act.kind) {
    case "advance":
      return advance(act);
    case "function":
      return [`fake.onRotate(${JSON.stringify(act.name)}, ${functionName(act)}(fake));`];
    case "run":
      return run(act);
    case "freeze":
      return [`fake.freeze(${JSON.stringify(act.freeze)});`];
    case "restore":
      return [`fake.restore(${literal(JAVASCRIPT, act.restore, undefined, BODY)});`];
    case "key":
      return [key(act.key)];
    case "fault":
      return [fault(act.fault)];
    case "fail":
      return [`fake.fail(${JSON.stringify(act.step)}, { times: ${act.times} });`];
    case "seed":
      return [`fake.seed(${literal(JAVASCRIPT, act.seed, undefined, BODY)});`];
    case "bytes":
      return [bytes(act.exchange)];
    default:
      return call(act);
  }
}

function key({ kmsKey, state, denied }: KmsKey): string {
  const options = { ...(state && { state }), ...(denied && { denied }) };
  return `fake.kmsKey(${JSON.stringify(kmsKey)}, ${literal(JAVASCRIPT, options, undefined, BODY)});`;
}

function fault({ fail, with: code, message, times }: Fault): string {
  const options = { ...(message !== undefined && { message }), ...(times !== undefined && { times }) };
  return `fake.fail(${JSON.stringify(fail)}, ${JSON.stringify(code)}, ${literal(JAVASCRIPT, options, undefined, BODY)});`;
}

function advance({ advance, happened }: Extract<Act, { kind: "advance" }>): string[] {
  const asked = `await fake.advance(${literal(JAVASCRIPT, advance, undefined, BODY)})`;
  if (happened.length === 0) return [`${asked};`];
  const events = happened.map(({ at, event, secretId }) => ({ at: at.toISOString(), event, secretId }));
  return [`expect(${asked}).toEqual(${literal(JAVASCRIPT, events, EVENTS, BODY)});`];
}

/** The shape of a list of events: `at` is a date. */
const EVENTS: DescribedShape = {
  type: "list",
  name: "",
  member: { type: "structure", name: "", members: [{ name: "at", required: true, shape: { type: "timestamp" } }] },
};

function run({ until, ran }: Extract<Act, { kind: "run" }>): string[] {
  const asked = `await fake.runRotations(${until === undefined ? "" : `{ until: ${JSON.stringify(until)} }`})`;
  const expected = ran.map(({ step, outcome }) => `${step} ${outcome}`);
  return [
    `expect((${asked}).map(({ step, outcome }) => \`\${step} \${outcome}\`)).toEqual(${literal(JAVASCRIPT, expected, undefined, BODY)});`,
  ];
}

/** Wraps the user's text in a function that gets the client, as the page does. */
function rotationFunction(act: Extract<Act, { kind: "function" }>): string {
  const { prelude, text, result } = handlerOf(act.handler);
  const body = `${prelude}${text}`.trimEnd().replace(/^(?=.)/gm, "  ");
  return `function ${functionName(act)}(client) {\n${body}\n  return ${result};\n}`;
}

function functionName({ number }: Act): string {
  return `rotationFunction${number}`;
}

function call({ call, client, direct, result }: Extract<Act, { kind: "call" }>): string[] {
  const described = operationNamed(call.call);
  const members = literal(JAVASCRIPT, call.with, described?.input, BODY);
  const asked = direct ? directCall(call, members) : `${client.name}.send(new ${call.call}Command(${members}))`;
  if (isError(result)) {
    const { code, message } = result.fails;
    const expected = literal(JAVASCRIPT, { name: code, message }, undefined, BODY);
    // The object API is synchronous: it throws.
    return [`await expect(${direct ? `(async () => ${asked})()` : asked}).rejects.toMatchObject(${expected});`];
  }
  const expected = literal(JAVASCRIPT, result.gives, described?.output ?? undefined, BODY);
  if (direct) return [`response = ${asked};`, `expect(response).toEqual(${expected});`];
  return [`response = await ${asked};`, `expect(members(response)).toEqual(${expected});`];
}

function directCall({ call, region, account }: Call, members: string): string {
  const place = { ...(region && { region }), ...(account && { accountId: account }) };
  const where = Object.keys(place).length ? `, ${literal(JAVASCRIPT, place, undefined, BODY)}` : "";
  return `fake.call(${JSON.stringify(call)}, ${members}${where})`;
}

function bytes({ request, answer: { status, body } }: Exchange): string {
  const headers = literal(JAVASCRIPT, request.headers, undefined, BODY);
  return `expect(text(fake.handle(${headers}, ${JSON.stringify(request.body)}))).toEqual({ status: ${status}, body: ${JSON.stringify(body)} });`;
}
