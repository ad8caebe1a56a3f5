/** An intercepted client without a region or credentials does not search the machine for them: see `givenRegion` and `givenCaller`. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  GetSecretValueCommand,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { FakeSecretsManager } from "fake-secrets-manager";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";

const requests: string[] = [];
/** An instance metadata service that records requests and never answers. */
const metadata = createServer(({ method, url }) => requests.push(`${method} ${url}`));

beforeAll(() => new Promise<void>((resolve) => metadata.listen(0, "127.0.0.1", resolve)));
afterAll(() => {
  metadata.closeAllConnections();
  metadata.close();
});

beforeEach(() => {
  requests.length = 0;
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  const { port } = metadata.address() as AddressInfo;
  vi.stubEnv("AWS_EC2_METADATA_SERVICE_ENDPOINT", `http://127.0.0.1:${port}`);
  vi.stubEnv("HOME", "/nonexistent");
});
afterEach(() => vi.unstubAllEnvs());

function intercepting(): FakeSecretsManager {
  const fake = new FakeSecretsManager({ region: "eu-west-2", secrets: { db: "hunter2" } });
  onTestFinished(() => fake.dispose());
  fake.intercept(SecretsManagerClient);
  return fake;
}

const get = (client: SecretsManagerClient) => client.send(new GetSecretValueCommand({ SecretId: "db" }));

test.each<[string, Record<string, string>]>([
  ["without a profile", {}],
  ["with a profile", { AWS_PROFILE: "work" }],
])("a client without a region and credentials asks no metadata service, %s", async (_, variables) => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const fake = intercepting();
  expect((await get(new SecretsManagerClient({}))).SecretString).toBe("hunter2");
  expect([...fake.requests()]).toMatchObject([{ region: "eu-west-2", accountId: "123456789012" }]);
  expect(requests).toEqual([]);
});

test.each<[string, SecretsManagerClientConfig]>([
  ["without a region", { defaultsMode: "auto" }],
  ["with a region", { defaultsMode: "auto", region: "eu-west-2" }],
])("a request does not wait for the defaults mode, %s", async (_, config) => {
  const rejected = vi.fn();
  process.on("unhandledRejection", rejected);
  onTestFinished(() => void process.off("unhandledRejection", rejected));
  const client = new SecretsManagerClient(config);
  intercepting();
  const start = performance.now();
  expect((await get(client)).SecretString).toBe("hunter2");
  expect(performance.now() - start).toBeLessThan(500);
  metadata.closeAllConnections();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(rejected).not.toHaveBeenCalled();
});

test("the defaults mode of an SSM client causes no unhandled rejection", async () => {
  const rejected = vi.fn();
  process.on("unhandledRejection", rejected);
  onTestFinished(() => void process.off("unhandledRejection", rejected));
  intercepting().intercept(SSMClient);
  const client = new SSMClient({ defaultsMode: "auto" });
  const reading = client.send(
    new GetParameterCommand({ Name: "/aws/reference/secretsmanager/db", WithDecryption: true }),
  );
  metadata.closeAllConnections();
  await reading.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(rejected).not.toHaveBeenCalled();
});

test("a client finds its own region after the interception ends", async () => {
  vi.stubEnv("AWS_REGION", "eu-north-1");
  const client = new SecretsManagerClient({});
  const fake = intercepting();
  await get(client);
  fake.dispose();
  vi.stubEnv("AWS_REGION", "eu-south-1");
  expect(await client.config.region()).toBe("eu-south-1");
});
