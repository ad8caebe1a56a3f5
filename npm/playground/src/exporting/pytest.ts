/** Writes the session as a test for pytest that uses boto3. */

import { type Action, type CaseFunction, caseFunction } from "../engine/functions.js";
import type { Invocation } from "../engine/invocation.js";
import { operationNamed } from "../engine/shapes.js";
import { type Exchange, isError } from "../engine/wire.js";
import { type Fault, type Json, type KmsKey, ROTATION_STEPS } from "../session/session.js";
import type { Act, Client, Plan } from "./acts.js";
import { brackets, type Language, literal } from "./printing.js";

const PYTHON: Language = {
  words: { true: "True", false: "False", null: "None" },
  step: "    ",
  key: (name) => `${JSON.stringify(name)}: `,
  object: (inner) => `{${inner}}`,
  bytes: (base64) => `base64.b64decode(${JSON.stringify(base64)})`,
  date: (text) => `at(${JSON.stringify(text)})`,
};

const BODY = "    ";

export function pytest({ session, acts, clients, unchecked, once }: Plan): string {
  const options = [
    `seed=${session.seed}`,
    ...(session.rotationFunctions ? ['rotation_functions="any"'] : []),
    ...(session.rotationSteps ? ['rotation_steps="queue"'] : []),
  ];
  const body = [
    `fake = FakeSecretsManager(${options.join(", ")})`,
    `fake.freeze(at(${JSON.stringify(session.startsAt)}))`,
    ...clients.map((client) => clientLine(client, unchecked, once)),
    ...acts.flatMap((act) => ["", `# ${act.number}`, ...lines(act)]),
  ];
  const test = body.map((line) => (line === "" ? "" : line.replace(/^/, BODY))).join("\n");
  const helpers = [
    at,
    ...(test.includes("members(") ? [members] : []),
    ...(test.includes("error(raised)") ? [error] : []),
  ];
  return `${[imports(test), `def test_session():\n${test}`, ...helpers].join("\n\n\n")}\n`;
}

function imports(test: string): string {
  const modules = ["import datetime", ...(test.includes("base64.") ? ["import base64"] : [])].sort();
  const others = [
    ...(test.includes("pytest.raises") ? ["import pytest"] : []),
    ...(test.includes("Config(") ? ["from botocore.config import Config"] : []),
    ...(test.includes("raises(ClientError)") ? ["from botocore.exceptions import ClientError"] : []),
    `from fake_secrets_manager import FakeSecretsManager${/SecretsManagerError[):]/.test(test) ? ", SecretsManagerError" : ""}`,
  ];
  const about = '"""A session of the fake-secrets-manager playground: the calls, and the responses."""';
  return [about, "", ...modules, "", ...others].join("\n");
}

const at = `def at(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))`;
const members = `def members(response):
    return {name: member for name, member in response.items() if name != "ResponseMetadata"}`;
const error = `def error(raised):
    return raised.value.response["Error"]["Code"], raised.value.response["Error"]["Message"]`;

function clientLine({ name, region, account }: Client, unchecked: boolean, once: boolean): string {
  const config = [
    ...(unchecked ? ["parameter_validation=False"] : []),
    ...(once ? ['retries={"total_max_attempts": 1}'] : []),
  ];
  const options = [
    ...(region ? [`region=${JSON.stringify(region)}`] : []),
    ...(account ? [`account_id=${JSON.stringify(account)}`] : []),
    ...(config.length ? [`config=Config(${config.join(", ")})`] : []),
  ];
  const own =
    name === "client" && config.length === 0
      ? '  # or your own boto3.client("secretsmanager"), inside `with fake:`'
      : "";
  return `${name} = fake.client(${options.join(", ")})${own}`;
}

function lines(act: Act): string[] {
  switch (act.kind) {
    case "function":
      return rotationFunction(act);
    case "run":
      return run(act);
    case "freeze":
      return [`fake.freeze(at(${JSON.stringify(act.freeze)}))`];
    case "restore":
      return [`fake.restore(${literal(PYTHON, act.restore, undefined, BODY)})`];
    case "key":
      return [key(act.key)];
    case "fault":
      return [fault(act.fault)];
    case "fail":
      return [`fake.fail(${JSON.stringify(act.step)}, times=${act.times})`];
    case "advance":
      return advance(act);
    case "seed":
      return [`fake.seed(${literal(PYTHON, act.seed, undefined, BODY)})`];
    case "bytes":
      return bytes(act.exchange);
    default:
      return call(act);
  }
}

function key({ kmsKey, state, denied }: KmsKey): string {
  const given = [
    JSON.stringify(kmsKey),
    ...(state ? [`state=${JSON.stringify(state)}`] : []),
    ...(denied ? [`denied=${literal(PYTHON, denied, undefined, BODY)}`] : []),
  ];
  return `fake.kms_key(${given.join(", ")})`;
}

function fault({ fail, with: code, message, times }: Fault): string {
  const given = [
    JSON.stringify(fail),
    JSON.stringify(code),
    ...(message !== undefined ? [`message=${JSON.stringify(message)}`] : []),
    ...(times !== undefined ? [`times=${times}`] : []),
  ];
  return `fake.fail(${given.join(", ")})`;
}

function advance({ advance, happened }: Extract<Act, { kind: "advance" }>): string[] {
  const asked = `fake.advance(${Object.entries(advance)
    .map(([unit, amount]) => `${unit}=${amount}`)
    .join(", ")})`;
  if (happened.length === 0) return [asked];
  const events = happened.map(
    ({ at, event, secretId }) => `(at("${at.toISOString()}"), "${event}", ${JSON.stringify(secretId)})`,
  );
  const expected = brackets(events, (inner) => `[${inner}]`, BODY, `${BODY}    `);
  return [`happened = ${asked}`, `assert [(one.at, one.event, one.secret_id) for one in happened] == ${expected}`];
}

function run({ until, ran }: Extract<Act, { kind: "run" }>): string[] {
  const expected = brackets(
    ran.map(({ step, outcome }) => `("${step}", "${outcome}")`),
    (inner) => `[${inner}]`,
    BODY,
    `${BODY}    `,
  );
  return [
    `ran = fake.run_rotations(${until === undefined ? "" : `until="${until}"`})`,
    `assert [(one.step, one.outcome) for one in ran] == ${expected}`,
  ];
}

function rotationFunction(act: Extract<Act, { kind: "function" }>): string[] {
  const known = caseFunction(act.handler);
  const name = `rotation_function_${act.number}`;
  const lines = known ? written(name, known.steps) : recorded(name, act.invocations);
  return [...lines, "", `fake.on_rotate(${JSON.stringify(act.name)}, ${name})`];
}

/** A rotation function of a case file, step by step. */
function written(name: string, steps: CaseFunction): string[] {
  const bodies = ROTATION_STEPS.filter((step) => steps[step]?.length).flatMap((step) => [
    `    if event["Step"] == "${step}":`,
    ...(steps[step] ?? []).flatMap(action).map((line) => `        ${line}`),
  ]);
  return [`def ${name}(event, context):`, ...(bodies.length ? bodies : ["    pass"])];
}

function action(one: Action): string[] {
  if ("throws" in one) return [`raise RuntimeError(${JSON.stringify(one.throws)})`];
  const { call, with: request, fails, keeps = {} } = one;
  const asked = `fake.call(${JSON.stringify(call)}, ${ofEvent(literal(PYTHON, request, undefined, `${BODY}        `))})`;
  const kept = Object.entries(keeps).map(([variable, member]) => `${variable} = response[${JSON.stringify(member)}]`);
  if (fails) return ["with pytest.raises(SecretsManagerError):", `    ${asked}`];
  return kept.length ? [`response = ${asked}`, ...kept] : [asked];
}

const PLACEHOLDER = /\{([a-z][A-Za-z0-9]*)\}/;
const PLACEHOLDERS = new RegExp(PLACEHOLDER, "g");

/** Replaces placeholders in literals with members of the event or variables. */
function ofEvent(text: string): string {
  const members: Readonly<Record<string, string>> = {
    eventSecret: "event['SecretId']",
    eventToken: "event['ClientRequestToken']",
    eventRotationToken: "event['RotationToken']",
  };
  return text.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => {
    const whole = /^"\{([a-z][A-Za-z0-9]*)\}"$/.exec(quoted)?.[1];
    if (whole) return members[whole]?.replaceAll("'", '"') ?? whole;
    if (!PLACEHOLDER.test(quoted)) return quoted;
    return `f${quoted.replaceAll(PLACEHOLDERS, (_, variable: string) => `{${members[variable] ?? variable}}`)}`;
  });
}

/** Translates a rotation function that is JavaScript: the Python function repeats its calls. */
function recorded(name: string, invocations: readonly Invocation[]): string[] {
  const inner = `${BODY}    `;
  const items = invocations.map(({ calls, error }) => {
    const asked = calls.map(
      ({ call, with: request }) =>
        `(${JSON.stringify(call)}, ${literal(PYTHON, request, undefined, `${inner}        `)})`,
    );
    const list = brackets(asked, (text) => `[${text}]`, inner, `${inner}    `);
    return `(${list}, ${error === undefined ? "None" : JSON.stringify(error)})`;
  });
  return [
    "# The original function is JavaScript. This one repeats its calls, one invocation after the other.",
    `invocations_${name} = iter(${brackets(items, (text) => `[${text}]`, BODY, inner)})`,
    "",
    `def ${name}(event, context):`,
    `    calls, error = next(invocations_${name})`,
    "    for operation, request in calls:",
    "        try:",
    "            fake.call(operation, request)",
    "        except SecretsManagerError:",
    "            pass  # as in the playground",
    "    if error:",
    "        raise RuntimeError(error)",
  ];
}

function call({ call, client, direct, result }: Extract<Act, { kind: "call" }>): string[] {
  const described = operationNamed(call.call);
  const asked = (indent: string) =>
    direct ? directCall(call, indent) : clientCall(client.name, call.call, call.with, indent);
  if (isError(result)) {
    const { code, message } = result.fails;
    const texts = [JSON.stringify(code), JSON.stringify(message)];
    const expected = brackets(texts, (inner) => `(${inner})`, BODY, `${BODY}    `);
    const type = direct ? "SecretsManagerError" : "ClientError";
    const caught = direct ? "(raised.value.code, raised.value.message)" : "error(raised)";
    return [`with pytest.raises(${type}) as raised:`, `    ${asked(`${BODY}    `)}`, `assert ${caught} == ${expected}`];
  }
  const expected = literal(PYTHON, result.gives, described?.output ?? undefined, BODY);
  return [`response = ${asked(BODY)}`, `assert ${direct ? "response" : "members(response)"} == ${expected}`];
}

function clientCall(
  client: string,
  operation: string,
  members: Readonly<Record<string, Json>>,
  indent: string,
): string {
  const inner = `${indent}    `;
  const shape = operationNamed(operation)?.input;
  const given = Object.entries(members).map(([name, value]) => {
    const member = shape?.members.find((one) => one.name === name)?.shape;
    return `${name}=${literal(PYTHON, value, member, inner)}`;
  });
  return `${client}.${snakeCase(operation)}${brackets(given, (text) => `(${text})`, indent, inner)}`;
}

function directCall(
  { call, with: members, region, account }: Extract<Act, { kind: "call" }>["call"],
  indent: string,
): string {
  const where = [
    ...(region ? [`region=${JSON.stringify(region)}`] : []),
    ...(account ? [`account_id=${JSON.stringify(account)}`] : []),
  ];
  return `fake.call(${[JSON.stringify(call), literal(PYTHON, members, undefined, indent), ...where].join(", ")})`;
}

function bytes({ request, answer: { status, body } }: Exchange): string[] {
  const headers = literal(PYTHON, request.headers, undefined, BODY);
  return [
    `status, _, body = fake.handle(${headers}, ${JSON.stringify(request.body)})`,
    `assert (status, body.decode()) == (${status}, ${JSON.stringify(body)})`,
  ];
}

function snakeCase(operation: string): string {
  return operation.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
