/** Runs one case on a new fake: calls through the AWS SDK, raw steps through `fake.handle`. */
import * as sdk from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager, type RequestHandler } from "fake-secrets-manager";
import type { Call, Case, Json, Members, Raw } from "./case.js";
import { mapMembers } from "./case.js";
import { Bindings, difference } from "./expectation.js";

/** Every command is constructed and sent alike; what types there are is none of a case's business. */
const commands = { ...sdk } as unknown as Record<string, typeof sdk.GetSecretValueCommand | undefined>;

type Answer = { gives: Members } | { code: string; message: string; status: number };

/** Throws at the first step that goes otherwise than the case says. */
export async function runCase({ steps }: Case): Promise<void> {
  const fake = new FakeSecretsManager({ seed: 1 });
  fake.freeze(new Date("2026-01-01T00:00:00.000Z"));
  const bindings = new Bindings();
  for (const [place, step] of steps.entries()) {
    let problem: string | undefined;
    if ("advance" in step) fake.advance(step.advance);
    else if ("raw" in step) problem = runRaw(fake, step, bindings);
    else problem = await runCall(fake, step, bindings);
    if (problem) throw new Error(`step ${place + 1}, ${"call" in step ? step.call : "raw"}: ${problem}`);
  }
  fake[Symbol.dispose]();
}

async function runCall(fake: FakeSecretsManager, step: Call, bindings: Bindings): Promise<string | undefined> {
  const request = bindings.fill(step.with);
  const answer = (await throughSdk(fake, step, request)) ?? throughWire(fake, step, request);
  if ("gives" in answer) {
    if (step.gives) return difference(step.gives, answer.gives, bindings, step.anyOrder);
    return `is to fail, but gives ${JSON.stringify(answer.gives)}`;
  }
  const { code, message, status } = answer;
  if (!step.fails) return `fails with ${code}: ${message}`;
  return difference({ status: 400, ...step.fails }, { code, message, status }, bindings);
}

function runRaw(fake: FakeSecretsManager, { raw, answers }: Raw, bindings: Bindings): string | undefined {
  const { target, headers = {}, body = "", bodyBase64 } = bindings.fill(raw as Members) as Raw["raw"];
  const content = bodyBase64 === undefined ? body : Buffer.from(bodyBase64, "base64");
  const answer = fake.handle({ ...(target && { "X-Amz-Target": target }), ...headers }, content);
  return difference(answers as Members, { status: answer.status, body: Buffer.from(answer.body).toString() }, bindings);
}

/** Undefined where the installed SDK does not know the operation, or a member of the request. */
async function throughSdk(fake: FakeSecretsManager, step: Call, request: Members): Promise<Answer | undefined> {
  const Command = commands[`${step.call}Command`];
  if (Command === undefined) return undefined;
  const config = fake.clientConfig({ region: step.region, accountId: step.account });
  const client = new sdk.SecretsManagerClient({ ...config, requestHandler: onlyWhole(request, config.requestHandler) });
  try {
    const { $metadata, ...response } = await client.send(
      new Command(toSdk(request) as unknown as { SecretId: string }),
    );
    return { gives: fromSdk(response) as Members };
  } catch (error) {
    if (error instanceof Incomplete) return undefined;
    if (!(error instanceof sdk.SecretsManagerServiceException)) throw error;
    return { code: error.name, message: error.message, status: error.$metadata.httpStatusCode ?? 0 };
  }
}

/** The SDK leaves out members that are younger than itself. */
class Incomplete extends Error {}

function onlyWhole(request: Members, handler: RequestHandler): RequestHandler {
  return {
    ...handler,
    handle(http, options) {
      const sent = JSON.parse(new TextDecoder().decode(http.body));
      if (Object.keys(request).some((name) => !(name in sent))) throw new Incomplete();
      return handler.handle(http, options);
    },
  };
}

/** Bytes as the SDK takes them. */
function toSdk(value: Json): unknown {
  if (Array.isArray(value)) return value.map(toSdk);
  if (typeof value !== "object" || value === null) return value;
  const { $base64 } = value as Members;
  return typeof $base64 === "string"
    ? Uint8Array.from(Buffer.from($base64, "base64"))
    : mapMembers(value as Members, toSdk);
}

/** Dates and bytes as a case writes them; what is undefined is not there. */
function fromSdk(value: unknown): Json {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return { $base64: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(fromSdk);
  if (typeof value !== "object" || value === null) return value as Json;
  const present = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(present.map(([name, member]) => [name, fromSdk(member)]));
}

function throughWire(fake: FakeSecretsManager, step: Call, request: Members): Answer {
  const scope = `${step.account ?? fake.accountId}/20260101/${step.region ?? fake.region}/secretsmanager/aws4_request`;
  const headers = {
    "X-Amz-Target": `secretsmanager.${step.call}`,
    Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
  };
  const { status, body } = fake.handle(headers, JSON.stringify(toWire(request)));
  const answer = JSON.parse(Buffer.from(body).toString() || "{}");
  if (status === 200) return { gives: answer };
  return { status, code: answer.__type, message: answer.message ?? answer.Message ?? "" };
}

function toWire(value: Json): Json {
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== "object" || value === null) return value;
  return (value as Members).$base64 ?? mapMembers(value as Members, toWire);
}
