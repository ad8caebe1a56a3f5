/** `fake.interceptNetwork()`: the SDK v2, bundles, other copies of the SDK and plain HTTP reach the fake. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import https, { request } from "node:https";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import "fake-secrets-manager/network";
import { BatchInterceptor } from "@mswjs/interceptors";
import { ClientRequestInterceptor } from "@mswjs/interceptors/ClientRequest";
import { FetchInterceptor } from "@mswjs/interceptors/fetch";
import { build } from "esbuild";
import { FakeSecretsManager, type FakeSecretsManagerOptions } from "fake-secrets-manager";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE", "1");
});
afterEach(() => vi.unstubAllEnvs());

function intercepting(options: FakeSecretsManagerOptions = { secrets: { db: "hunter2" } }): FakeSecretsManager {
  const fake = new FakeSecretsManager(options);
  onTestFinished(() => fake.dispose());
  fake.interceptNetwork();
  return fake;
}

const HOST = "secretsmanager.us-east-1.amazonaws.com";
const headers = { "x-amz-target": "secretsmanager.GetSecretValue", "content-type": "application/x-amz-json-1.1" };

test("the SDK v2 reads, and raises its own errors", async () => {
  intercepting();
  const AWS = createRequire(import.meta.url)("aws-sdk");
  const client = new AWS.SecretsManager();
  const answer = await client.getSecretValue({ SecretId: "db" }).promise();
  expect(answer).toMatchObject({ SecretString: "hunter2", CreatedDate: expect.any(Date) });
  await expect(client.getSecretValue({ SecretId: "gone" }).promise()).rejects.toMatchObject({
    code: "ResourceNotFoundException",
    statusCode: 400,
  });
});

test("a client of the SDK v3 that is not intercepted reads, with its own exceptions", async () => {
  intercepting();
  const client = new SecretsManagerClient({});
  expect((await client.send(new GetSecretValueCommand({ SecretId: "db" }))).SecretString).toBe("hunter2");
  const refused = client.send(new GetSecretValueCommand({ SecretId: "gone" }));
  await expect(refused).rejects.toBeInstanceOf(ResourceNotFoundException);
});

test("a bundled function reads, although it contains a copy of the SDK", async () => {
  intercepting();
  const folder = mkdtempSync(join(tmpdir(), "bundle-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const entry = `
    import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
    const client = new SecretsManagerClient({});
    export const handler = async () => (await client.send(new GetSecretValueCommand({ SecretId: "db" }))).SecretString;`;
  const outfile = join(folder, "lambda.cjs");
  await build({
    stdin: { contents: entry, resolveDir: import.meta.dirname },
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile,
    logLevel: "error",
  });
  writeFileSync(join(folder, "package.json"), "{}");
  expect(await createRequire(import.meta.url)(outfile).handler()).toBe("hunter2");
});

test("plain fetch and https read", async () => {
  intercepting();
  const body = JSON.stringify({ SecretId: "db" });
  const response = await fetch(`https://${HOST}/`, { method: "POST", headers, body });
  expect([response.status, await response.json()]).toMatchObject([200, { SecretString: "hunter2" }]);
  const text = await new Promise<string>((resolve, reject) => {
    const request = https.request({ host: HOST, method: "POST", headers }, (answer) => {
      let all = "";
      answer.on("data", (chunk) => {
        all += chunk;
      });
      answer.on("end", () => resolve(all));
    });
    request.on("error", reject);
    request.end(body);
  });
  expect(JSON.parse(text).SecretString).toBe("hunter2");
});

test("a function of http that was imported by name is intercepted and restored", async () => {
  const fake = intercepting();
  const answer = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request({ host: HOST, method: "POST", headers }, (answer) => resolve(answer.statusCode));
    sent.on("error", reject).end('{"SecretId":"db"}');
  });
  expect(answer).toBe(200);
  fake.dispose();
  expect(request).toBe(https.request);
});

test("an injected connection fault is an error of the client", async () => {
  const fake = intercepting();
  fake.fail("GetSecretValue", { connection: "refused" });
  const url = `https://${HOST}/`;
  const refused = fetch(url, { method: "POST", headers, body: '{"SecretId":"db"}' });
  await expect(refused).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

describe("beside MSW, which listens with the same library", () => {
  /** Does the same as `setupServer` of MSW with `onUnhandledRequest: "error"` and a handler for one host. */
  function listening() {
    const server = new BatchInterceptor({
      name: "setup-server",
      interceptors: [new ClientRequestInterceptor(), new FetchInterceptor()],
    });
    const unhandled: string[] = [];
    server.apply();
    server.on("request", async ({ request, controller }) => {
      await request.clone().arrayBuffer();
      if (new URL(request.url).hostname === "mocked.example.com") return controller.respondWith(new Response("mocked"));
      unhandled.push(request.url);
      controller.errorWith(new Error("no handler"));
    });
    onTestFinished(() => server.dispose());
    return { server, unhandled };
  }
  const read = async () =>
    (await fetch(`https://${HOST}/`, { method: "POST", headers, body: '{"SecretId":"db"}' })).status;
  const readMocked = async () => (await fetch("https://mocked.example.com/", { method: "POST", body: "x" })).text();

  test("the fake answers requests to AWS, and MSW the others, several times", async () => {
    const { unhandled } = listening();
    for (const value of ["one", "two"]) {
      const fake = intercepting({ secrets: { db: value } });
      expect([await read(), await readMocked()]).toEqual([200, "mocked"]);
      const client = new SecretsManagerClient({});
      expect((await client.send(new GetSecretValueCommand({ SecretId: "db" }))).SecretString).toBe(value);
      fake.dispose();
    }
    expect(await readMocked()).toBe("mocked");
    expect(unhandled).toEqual([]);
    await expect(read()).rejects.toThrow();
  });

  test("the order of starts and ends does not matter", async () => {
    const before = globalThis.fetch;
    const first = intercepting();
    const { server } = listening();
    expect([await read(), await readMocked()]).toEqual([200, "mocked"]);
    server.dispose();
    expect(await read()).toBe(200);
    first.dispose();
    expect(globalThis.fetch).toBe(before);

    const second = intercepting();
    const other = listening();
    second.dispose();
    expect(await readMocked()).toBe("mocked");
    const third = intercepting();
    expect([await read(), await readMocked()]).toEqual([200, "mocked"]);
    third.dispose();
    other.server.dispose();
  });
});

test("requests to other hosts pass", async () => {
  intercepting();
  const { createServer } = await import("node:http");
  const server = createServer((_, answer) => answer.end("theirs"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("theirs");
});

describe("the environment", () => {
  test("has credentials and a region during the interception, and is restored afterwards", () => {
    const before = { ...process.env };
    const fake = intercepting({ region: "eu-west-1" });
    expect(process.env).toMatchObject({
      AWS_ACCESS_KEY_ID: "123456789012",
      AWS_SECRET_ACCESS_KEY: "fake",
      AWS_REGION: "eu-west-1",
    });
    fake.dispose();
    expect({ ...process.env }).toEqual(before);
  });

  test("keeps existing variables, and never mixes keys of the fake and of the user", () => {
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "theirs");
    const fake = intercepting();
    expect(process.env.AWS_ACCESS_KEY_ID).toBeUndefined();
    fake.dispose();
    expect(process.env.AWS_SECRET_ACCESS_KEY).toBe("theirs");
  });

  test("is restored after the next fake, even if a stub restored a value of the fake", () => {
    const fake = intercepting({ region: "eu-west-1" });
    vi.stubEnv("AWS_REGION", "ap-south-1");
    fake.dispose();
    process.env.AWS_REGION = "eu-west-1"; // what the stub found
    intercepting({ region: "eu-west-2" }).dispose();
    expect(process.env.AWS_REGION).toBeUndefined();
  });
});

test("the newest of several fakes answers, and each can be restored separately", async () => {
  const first = intercepting({ secrets: { db: "first" } });
  const second = intercepting({ secrets: { db: "second" } });
  const read = async () => {
    const response = await fetch(`https://${HOST}/`, { method: "POST", headers, body: '{"SecretId":"db"}' });
    return (await response.json()).SecretString;
  };
  expect(await read()).toBe("second");
  second.dispose();
  expect(await read()).toBe("first");
  first.dispose();
  using guarding = new FakeSecretsManager();
  guarding.intercept(SecretsManagerClient);
  await expect(read()).rejects.toThrow("fetch failed");
});
