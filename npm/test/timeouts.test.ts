/** A delay of the fake ends at the client's timeout or abort signal, with the SDK's own error. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  GetSecretValueCommand,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from "@aws-sdk/client-secrets-manager";
import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import { FakeSecretsManager } from "fake-secrets-manager";
import { describe, expect, onTestFinished, test } from "vitest";

const command = new GetSecretValueCommand({ SecretId: "db" });

function intercepting(): FakeSecretsManager {
  const fake = new FakeSecretsManager({ region: "us-east-1", secrets: { db: "hunter2" } });
  onTestFinished(() => fake.dispose());
  fake.intercept(SecretsManagerClient);
  return fake;
}

const clientWith = (
  requestHandler?: SecretsManagerClientConfig["requestHandler"],
  config: SecretsManagerClientConfig = {},
) =>
  new SecretsManagerClient({
    ...config,
    region: "us-east-1",
    maxAttempts: 1,
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    ...(requestHandler && { requestHandler }),
  });

async function failureOf(sent: Promise<unknown>): Promise<{ error: Error; milliseconds: number }> {
  const start = performance.now();
  const error = await sent.then(
    () => new Error("no failure"),
    (error: Error) => error,
  );
  return { error, milliseconds: performance.now() - start };
}

/** Returns the error of the SDK's own handler for a server that is too slow. */
async function realFailure(send: (config: SecretsManagerClientConfig) => Promise<unknown>): Promise<Error> {
  const server = createServer((_, response) => setTimeout(() => response.end("{}"), 1_000));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (await failureOf(send({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }))).error;
}

const shape = ({ name, message, ...rest }: Error) => ({ name, message, code: (rest as { code?: string }).code });

describe("a delay on the real clock ends", () => {
  const slow = { delay: { seconds: 5 }, clock: "real" } as const;

  test.each([
    ["requestTimeout", { requestTimeout: 60, throwOnRequestTimeout: true }],
    ["socketTimeout", { socketTimeout: 60 }],
  ])("at the %s of the client", async (_, requestHandler) => {
    const real = await realFailure((config) => clientWith(requestHandler, config).send(command));
    const fake = intercepting();
    fake.fail("GetSecretValue", slow);
    const { error, milliseconds } = await failureOf(clientWith(requestHandler).send(command));
    expect(shape(error)).toEqual(shape(real));
    expect(error.name).toBe("TimeoutError");
    expect(milliseconds).toBeGreaterThan(55);
    expect(milliseconds).toBeLessThan(2_000);
  });

  test("at the requestTimeout of FetchHttpHandler", async () => {
    intercepting().fail("GetSecretValue", slow);
    const client = clientWith(new FetchHttpHandler({ requestTimeout: 60 }));
    expect((await failureOf(client.send(command))).error.name).toBe("TimeoutError");
  });

  test("at the abort signal", async () => {
    const abort = { abortSignal: AbortSignal.timeout(60) };
    const real = await realFailure((config) => clientWith(undefined, config).send(command, abort));
    const fake = intercepting();
    for (const client of [clientWith(), new SecretsManagerClient(fake.clientConfig())]) {
      fake.fail("GetSecretValue", slow);
      const sent = client.send(command, { abortSignal: AbortSignal.timeout(60) });
      const { error, milliseconds } = await failureOf(sent);
      expect([error.name, error.message]).toEqual([real.name, real.message]);
      expect(milliseconds).toBeLessThan(2_000);
    }
  });

  test("not at a requestTimeout that only makes the SDK warn", async () => {
    intercepting().fail("GetSecretValue", { delay: { milliseconds: 100 }, clock: "real" });
    const client = clientWith({ requestTimeout: 20 });
    expect((await client.send(command)).SecretString).toBe("hunter2");
  });
});

test("a delay on the fake's clock that exceeds the client's timeout fails immediately", async () => {
  const fake = intercepting();
  fake.freeze("2026-01-01");
  fake.fail("GetSecretValue", { delay: { seconds: 30 }, times: 2 });
  const client = clientWith({ requestTimeout: 10_000, throwOnRequestTimeout: true });
  const { error, milliseconds } = await failureOf(client.send(command));
  expect(shape(error)).toMatchObject({ name: "TimeoutError", code: "ETIMEDOUT" });
  expect(milliseconds).toBeLessThan(2_000);
  expect(fake.now()).toEqual(new Date("2026-01-01T00:00:30Z"));
  const patient = clientWith({ requestTimeout: 60_000, throwOnRequestTimeout: true });
  expect((await patient.send(command)).SecretString).toBe("hunter2");
});
