/** The AWS SDK's own client over `fake.clientConfig()`: parsing, exceptions, paginators and retries are the SDK's. */
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  paginateListSecrets,
  ResourceExistsException,
  ResourceNotFoundException,
  RotateSecretCommand,
  SecretsManager,
  SecretsManagerClient,
  TagResourceCommand,
} from "@aws-sdk/client-secrets-manager";
import { type ClientOptions, FakeSecretsManager } from "fake-secrets-manager";
import { afterEach, describe, expect, test, vi } from "vitest";
import { failing } from "./support/failing.js";

afterEach(() => vi.useRealTimers());

const get = (SecretId: string) => new GetSecretValueCommand({ SecretId });

test("a request that arrives after the fake was disposed of names its operation and a missing await", async () => {
  const fake = new FakeSecretsManager({ secrets: { db: "hunter2" } });
  const client = new SecretsManagerClient(fake.clientConfig());
  const late = client.send(new GetSecretValueCommand({ SecretId: "db" }));
  fake.dispose();
  await expect(late).rejects.toThrow(/^GetSecretValue arrived after this fake was disposed of \(is an await missing/);
  expect(() => fake.getSecretValue({ SecretId: "db" })).toThrow(
    /^GetSecretValue arrived after this fake was disposed of/,
  );
});

test("creates and reads, with Date and Uint8Array", async () => {
  const fake = new FakeSecretsManager({ now: () => new Date("2026-01-01T00:00:00.250Z") });
  const client = new SecretsManagerClient(fake.clientConfig());
  const created = await client.send(new CreateSecretCommand({ Name: "db", SecretBinary: Uint8Array.of(0, 255) }));
  expect(created.$metadata).toMatchObject({ httpStatusCode: 200, attempts: 1, requestId: expect.any(String) });

  const { $metadata, ...answer } = await client.send(get("db"));
  expect(answer).toEqual(fake.getSecretValue({ SecretId: "db" }));
  expect(answer.CreatedDate).toEqual(new Date("2026-01-01T00:00:00.250Z"));
  expect(answer.SecretBinary).toBeInstanceOf(Uint8Array);
  await client.send(new TagResourceCommand({ SecretId: "db", Tags: [{ Key: "a", Value: "b" }] }));
});

test("an error is the SDK's own exception", async () => {
  const fake = new FakeSecretsManager({ secrets: { db: "x" } });
  const client = new SecretsManagerClient(fake.clientConfig());
  const refused = await client.send(get("gone")).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ResourceNotFoundException);
  expect(refused).toMatchObject({
    name: "ResourceNotFoundException",
    message: "Secrets Manager can't find the specified secret.",
    $fault: "client",
    $metadata: { httpStatusCode: 400, requestId: expect.any(String), attempts: 1 },
  });
  await expect(client.send(new CreateSecretCommand({ Name: "db" }))).rejects.toThrow(ResourceExistsException);
});

test("the paginator reads all pages, with both kinds of client", async () => {
  const fake = new FakeSecretsManager();
  for (let number = 0; number < 25; number++) fake.createSecret({ Name: `s${number}` });
  for (const Client of [SecretsManagerClient, SecretsManager]) {
    const names = [];
    for await (const page of paginateListSecrets({ client: new Client(fake.clientConfig()), pageSize: 7 }, {})) {
      names.push(...(page.SecretList ?? []).map(({ Name }) => Name));
    }
    expect(new Set(names).size).toBe(25);
  }
  const { SecretList } = await new SecretsManager(fake.clientConfig()).listSecrets({ MaxResults: 3 });
  expect(SecretList).toHaveLength(3);
});

test("a client can have its own region and account", async () => {
  const fake = new FakeSecretsManager();
  const arnFor = async (options: ClientOptions, overrides = {}) => {
    const client = new SecretsManager({ ...fake.clientConfig(options), ...overrides });
    return (await client.createSecret({ Name: "db" })).ARN;
  };
  expect(await arnFor({})).toMatch(/:us-east-1:123456789012:/);
  expect(await arnFor({ region: "eu-west-1", accountId: "210987654321" })).toMatch(/:eu-west-1:210987654321:/);
  expect(await arnFor({}, { region: "ap-south-1" })).toMatch(/:ap-south-1:123456789012:/);
  expect(() => fake.clientConfig({ regoin: "x" } as never)).toThrow(/"regoin"/);
});

test("a call can be aborted, and destroying a client does not affect the fake", async () => {
  const fake = new FakeSecretsManager({ secrets: { db: "x" } });
  const client = new SecretsManagerClient(fake.clientConfig());
  const abortSignal = AbortSignal.abort();
  await expect(client.send(get("db"), { abortSignal })).rejects.toMatchObject({ name: "AbortError" });
  client.destroy();
  expect((await client.send(get("db"))).SecretString).toBe("x");
});

test("a call that is aborted during its rotation gets no response", async () => {
  const fake = new FakeSecretsManager({ secrets: { db: "x" } });
  let finish = () => {};
  const running = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const RotationLambdaARN = fake.onRotate("r", () => running);
  const client = new SecretsManagerClient(fake.clientConfig());
  const controller = new AbortController();
  const rotate = new RotateSecretCommand({ SecretId: "db", RotationLambdaARN });
  const answer = client.send(rotate, { abortSignal: controller.signal });
  setTimeout(() => controller.abort(), 5);
  await expect(answer).rejects.toMatchObject({ name: "AbortError" });
  finish();
});

test("the configuration can be extended with maxAttempts", async () => {
  const fake = new FakeSecretsManager({ secrets: { db: "x" } });
  for (const maxAttempts of [1, 2, 4]) {
    fake.fail("GetSecretValue", "ThrottlingException", { times: 10 });
    const client = new SecretsManagerClient({ ...fake.clientConfig(), maxAttempts });
    await expect(client.send(get("db"))).rejects.toMatchObject({ $metadata: { attempts: maxAttempts } });
    fake.reset();
  }
});

test("a clock far from the machine's causes no retry", async () => {
  const fake = new FakeSecretsManager();
  fake.freeze(new Date("2020-01-01"));
  const client = new SecretsManagerClient(fake.clientConfig());
  for (let call = 0; call < 2; call++) {
    await expect(client.send(get("gone"))).rejects.toMatchObject({ $metadata: { attempts: 1 } });
  }
});

describe("retries", () => {
  const secrets = { db: "x" };

  test.each([500, 503])("come at once, two of them, after status %i", async (status) => {
    const fake = new FakeSecretsManager({ secrets });
    const { config, calls } = failing(fake.clientConfig(), { status, times: 2 });
    const answer = await new SecretsManagerClient(config).send(get("db"));
    expect(answer).toMatchObject({ SecretString: "x", $metadata: { attempts: 3, totalRetryDelay: 0 } });
    expect(calls()).toBe(3);
  });

  test("end in the SDK's exception", async () => {
    const fake = new FakeSecretsManager({ secrets });
    const { config } = failing(fake.clientConfig(), { code: "ThrottlingException", status: 400, times: 3 });
    const outcome = new SecretsManagerClient(config).send(get("db"));
    await expect(outcome).rejects.toMatchObject({ name: "ThrottlingException", $metadata: { attempts: 3 } });
  });

  test("follow maxAttempts, and do not happen for permanent errors", async () => {
    const fake = new FakeSecretsManager({ secrets });
    const patient = failing(fake.clientConfig({ maxAttempts: 5 }), { status: 500, times: 4 });
    await new SecretsManagerClient(patient.config).send(get("db"));
    expect(patient.calls()).toBe(5);
    const refused = failing(fake.clientConfig(), { code: "InvalidRequestException", status: 400, times: 1 });
    await expect(new SecretsManagerClient(refused.config).send(get("db"))).rejects.toThrow();
    expect(refused.calls()).toBe(1);
  });

  test("need no real time, so they work with fake timers", async () => {
    vi.useFakeTimers();
    const fake = new FakeSecretsManager({ secrets });
    const { config, calls } = failing(fake.clientConfig(), { code: "ThrottlingException", status: 400, times: 2 });
    expect((await new SecretsManagerClient(config).send(get("db"))).SecretString).toBe("x");
    expect(calls()).toBe(3);
  });
});

test.each<[string, (text: string) => unknown]>([
  ["text", (text) => text],
  ["bytes", (text) => Buffer.from(text)],
  [
    "a stream",
    (text) =>
      (async function* () {
        yield text.slice(0, 5);
        yield Buffer.from(text.slice(5));
      })(),
  ],
])("the handler takes a body of %s, as SDKs of all ages send it", async (_, bodyOf) => {
  const fake = new FakeSecretsManager({ secrets: { db: "x" } });
  const headers = { "x-amz-target": "secretsmanager.GetSecretValue" };
  const { requestHandler } = fake.clientConfig();
  const { response } = await requestHandler.handle({ headers, body: bodyOf('{"SecretId":"db"}') });
  expect(response).toMatchObject({ statusCode: 200, headers: { "content-type": "application/x-amz-json-1.1" } });
  expect(JSON.parse(Buffer.from(response.body).toString()).SecretString).toBe("x");
});
