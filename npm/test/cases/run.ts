/**
 * Runs one case on a new fake: calls through the AWS SDK, raw steps through `fake.handle`. The SDK lags behind the API; what it does
 * not know yet goes through `fake.call`.
 */
import { request as httpRequest } from "node:http";
import * as sdk from "@aws-sdk/client-secrets-manager";
import {
  type FailureCode,
  FakeSecretsManager,
  type OperationName,
  type Rotation,
  type RotationEvent,
  type Secrets,
  type Server,
  type ServiceError,
} from "fake-secrets-manager";
import { knows } from "../support/sdk-model.js";
import type { Advance, Call, Case, Fail, Fault, Raw, RotationFunction } from "./case.js";
import { Bindings, difference } from "./expectation.js";
import { type Json, type Members, mapMembers } from "./values.js";

/** The SDK's commands by name. Cases are not typed. */
const commands = { ...sdk } as unknown as Record<string, typeof sdk.GetSecretValueCommand | undefined>;

type Answer = { gives: Members } | { code: string; message: string; status: number };

/** A case in progress. */
interface Run {
  readonly fake: FakeSecretsManager;
  readonly bindings: Bindings;
  /** The unmet expectations of rotation functions. They fail the case, not the rotation. */
  readonly problems: string[];
  /** Where requests go; without one, they stay in the process. */
  readonly server: Server | undefined;
}

/** Throws at the first step that differs from the case. */
export async function runCase(
  { steps, rotationFunctions, rotationSteps, secrets = {} }: Case,
  overHttp = false,
): Promise<void> {
  const any = rotationFunctions === "any" ? rotationFunctions : undefined;
  using fake = new FakeSecretsManager({ seed: 1, rotationFunctions: any, rotationSteps });
  await using server = overHttp ? await fake.serve() : undefined;
  const run: Run = { fake, bindings: new Bindings(), problems: [], server };
  fake.freeze(new Date("2026-01-01T00:00:00.000Z"));
  if (typeof rotationFunctions === "object") {
    // Functions run in this process, and their clients reach the fake directly. Over HTTP they would look like other callers.
    const inside: Run = { ...run, server: undefined };
    for (const [id, one] of Object.entries(rotationFunctions)) fake.onRotate(id, (event) => rotate(inside, one, event));
  }
  fake.seed(secrets);
  for (const [place, step] of steps.entries()) {
    const problem = (await runStep(run, step)) ?? run.problems[0];
    const [name] = Object.keys(step);
    if (problem) throw new Error(`step ${place + 1}, ${"call" in step ? step.call : name}: ${problem}`);
  }
}

async function runStep(run: Run, step: Case["steps"][number]): Promise<string | undefined> {
  const { fake, bindings } = run;
  if ("call" in step) return runCall(run, step);
  if ("raw" in step) return runRaw(run, step);
  if ("advance" in step) return runAdvance(run, step);
  if ("rotations" in step) return difference(step.rotations, logOf(fake.rotations), bindings);
  if ("seed" in step) fake.seed(toSdk(step.seed) as Secrets);
  else if ("kmsKey" in step) fake.kmsKey(step.kmsKey, { state: step.state, denied: step.denied });
  else if ("fail" in step) letFail(fake, step);
  else await fake.runRotations(step.runRotations);
  return undefined;
}

function letFail(fake: FakeSecretsManager, step: Fail | Fault): void {
  if (step.with === undefined) fake.fail(step.fail, { times: step.times });
  else fake.fail(step.fail, step.with as FailureCode<OperationName>, { message: step.message, times: step.times });
}

async function runAdvance({ fake, bindings }: Run, { advance, happens }: Advance): Promise<string | undefined> {
  const happened = await fake.advance(advance);
  return happens && difference(happens, fromSdk(happened), bindings);
}

/** Runs the actions of a case function at a step. Throws the error that the case specifies, or an unmet expectation. */
async function rotate(run: Run, actions: RotationFunction, event: RotationEvent): Promise<void> {
  const { Step, SecretId, ClientRequestToken, RotationToken } = event;
  run.bindings.bind("eventSecret", SecretId);
  run.bindings.bind("eventToken", ClientRequestToken);
  run.bindings.bind("eventRotationToken", RotationToken);
  for (const action of actions[Step] ?? []) {
    if ("throws" in action) throw new Error(action.throws);
    const problem = await runCall(run, action, action.keeps);
    if (problem === undefined) continue;
    run.problems.push(`in ${Step}, ${action.call}: ${problem}`);
    throw new Error(problem);
  }
}

/** The log as a case writes it: an error by its message, and only at the step that failed. */
function logOf(rotations: readonly Rotation[]): Json {
  const inWords = ({ error, errorText: _, ...step }: Rotation["steps"][number]) =>
    error === undefined ? step : { ...step, error: (error as Error).message };
  return fromSdk(rotations.map(({ error, note: _, ...run }) => ({ ...run, steps: run.steps.map(inWords) })));
}

async function runCall(
  run: Run,
  step: Call,
  keeps: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  const { fake, bindings } = run;
  const request = bindings.fill(step.with);
  const answer = knows(step.call, request, step.gives)
    ? await throughSdk(run, step, request)
    : directly(fake, step, request);
  if ("gives" in answer) {
    if (step.fails) return `is to fail, but gives ${JSON.stringify(answer.gives)}`;
    for (const [name, member] of Object.entries(keeps)) bindings.bind(name, String(answer.gives[member]));
    return step.gives && difference(step.gives, answer.gives, bindings, step.anyOrder);
  }
  const { code, message, status } = answer;
  if (!step.fails) return `fails with ${code}: ${message}`;
  return difference({ status: 400, ...step.fails }, { code, message, status }, bindings);
}

async function runRaw({ fake, server, bindings }: Run, { raw, answers }: Raw): Promise<string | undefined> {
  const { target, headers = {}, body = "", bodyBase64 } = bindings.fill(raw as Members) as Raw["raw"];
  const content = bodyBase64 === undefined ? body : Buffer.from(bodyBase64, "base64");
  const head = { ...(target && { "X-Amz-Target": target }), ...headers };
  // HTTP removes spaces around the value of a header.
  const travels = Object.values(head).every((value) => value === String(value).trim());
  const answer =
    server && travels ? await post(server.url, head as Record<string, string>, content) : fake.handle(head, content);
  return difference(answers as Members, { status: answer.status, body: Buffer.from(answer.body).toString() }, bindings);
}

/** Sends a raw request. `fetch` would reject some headers. */
function post(url: string, headers: Record<string, string>, body: string | Uint8Array) {
  return new Promise<{ status: number; body: Uint8Array }>((resolve, reject) => {
    const request = httpRequest(url, { method: "POST", headers }, async (answer) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) });
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function throughSdk({ fake, server }: Run, step: Call, request: Members): Promise<Answer> {
  const Command = commands[`${step.call}Command`] as typeof sdk.GetSecretValueCommand;
  const where = { region: step.region, accountId: step.account, maxAttempts: 1 };
  const credentials = { accessKeyId: step.account ?? fake.accountId, secretAccessKey: "fake" };
  const client = new sdk.SecretsManagerClient(
    server === undefined
      ? fake.clientConfig(where)
      : { endpoint: server.url, region: step.region ?? fake.region, credentials, maxAttempts: 1 },
  );
  try {
    const { $metadata, ...response } = await client.send(
      new Command(toSdk(request) as unknown as { SecretId: string }),
    );
    return { gives: fromSdk(response) as Members };
  } catch (error) {
    if (!(error instanceof sdk.SecretsManagerServiceException)) throw error;
    return refused(error);
  }
}

/** Calls directly, but converts bytes, dates and a missing ClientRequestToken as the SDK does. */
function directly(fake: FakeSecretsManager, step: Call, request: Members): Answer {
  const where = { region: step.region, accountId: step.account };
  try {
    return { gives: fromSdk(fake.call(step.call as OperationName, toSdk(request) as never, where)) as Members };
  } catch (error) {
    if (!(error instanceof Error && "$metadata" in error)) throw error;
    return refused(error as ServiceError);
  }
}

function refused({ name, message, $metadata }: sdk.SecretsManagerServiceException | ServiceError): Answer {
  return { code: name, message, status: $metadata.httpStatusCode ?? 0 };
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

/** Converts dates and bytes to the format of a case, and drops undefined members. */
function fromSdk(value: unknown): Json {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return { $base64: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(fromSdk);
  if (typeof value !== "object" || value === null) return value as Json;
  const present = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(present.map(([name, member]) => [name, fromSdk(member)]));
}
