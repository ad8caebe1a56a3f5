/** The session as a test for pytest, through boto3. */

import { operationNamed } from "../engine/shapes.js";
import { type Exchange, isRefused } from "../engine/wire.js";
import type { Json } from "../session/session.js";
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

export function pytest({ session, acts, clients, unchecked }: Plan): string {
  const options = [`seed=${session.seed}`, ...(session.rotationFunctions ? ['rotation_functions="any"'] : [])];
  const body = [
    `fake = FakeSecretsManager(${options.join(", ")})`,
    `fake.freeze(at(${JSON.stringify(session.startsAt)}))`,
    ...clients.map((client) => clientLine(client, unchecked)),
    ...acts.flatMap((act) => ["", `# ${act.number}`, ...lines(act)]),
  ];
  const test = body.map((line) => (line === "" ? "" : line.replace(/^/, BODY))).join("\n");
  const helpers = [
    at,
    ...(test.includes("members(") ? [members] : []),
    ...(test.includes("error(refused)") ? [error] : []),
  ];
  return `${[imports(test), `def test_session():\n${test}`, ...helpers].join("\n\n\n")}\n`;
}

function imports(test: string): string {
  const modules = ["import datetime", ...(test.includes("base64.") ? ["import base64"] : [])].sort();
  const others = [
    ...(test.includes("pytest.raises") ? ["import pytest"] : []),
    ...(test.includes("Config(") ? ["from botocore.config import Config"] : []),
    ...(test.includes("raises(ClientError)") ? ["from botocore.exceptions import ClientError"] : []),
    `from fake_secrets_manager import FakeSecretsManager${test.includes("SecretsManagerError)") ? ", SecretsManagerError" : ""}`,
  ];
  const about =
    '"""A session of the fake-secrets-manager playground: the calls, and what the service answers to them."""';
  return [about, "", ...modules, "", ...others].join("\n");
}

const at = `def at(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))`;
const members = `def members(response):
    return {name: member for name, member in response.items() if name != "ResponseMetadata"}`;
const error = `def error(refused):
    return refused.value.response["Error"]["Code"], refused.value.response["Error"]["Message"]`;

function clientLine({ name, region, account }: Client, unchecked: boolean): string {
  const options = [
    ...(region ? [`region=${JSON.stringify(region)}`] : []),
    ...(account ? [`account_id=${JSON.stringify(account)}`] : []),
    ...(unchecked ? ["config=Config(parameter_validation=False)"] : []),
  ];
  const own =
    name === "client" && !unchecked ? '  # or your own boto3.client("secretsmanager"), inside `with fake:`' : "";
  return `${name} = fake.client(${options.join(", ")})${own}`;
}

function lines(act: Act): string[] {
  switch (act.kind) {
    case "advance":
      return [
        `fake.advance(${Object.entries(act.advance)
          .map(([unit, amount]) => `${unit}=${amount}`)
          .join(", ")})`,
      ];
    case "seed":
      return [`fake.seed(${literal(PYTHON, act.seed, undefined, BODY)})`];
    case "bytes":
      return bytes(act.exchange);
    default:
      return call(act);
  }
}

function call({ call, client, direct, result }: Extract<Act, { kind: "call" }>): string[] {
  const described = operationNamed(call.call);
  const asked = (indent: string) =>
    direct ? directCall(call, indent) : clientCall(client.name, call.call, call.with, indent);
  if (isRefused(result)) {
    const { code, message } = result.fails;
    const texts = [JSON.stringify(code), JSON.stringify(message)];
    const expected = brackets(texts, (inner) => `(${inner})`, BODY, `${BODY}    `);
    const raised = direct ? "SecretsManagerError" : "ClientError";
    const said = direct ? "(refused.value.code, refused.value.message)" : "error(refused)";
    return [
      `with pytest.raises(${raised}) as refused:`,
      `    ${asked(`${BODY}    `)}`,
      `assert ${said} == ${expected}`,
    ];
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
