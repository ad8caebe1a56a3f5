/** The server: `fake.serve()`. The commands that start one are tested as packed (test/package). */

import { request } from "node:http";
import { connect } from "node:net";
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  RotateSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager, Misuse, type Server } from "fake-secrets-manager";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { serveForRun } from "../src/global-setup.js";

let fake: FakeSecretsManager;
let server: Server;

beforeEach(async () => {
  fake = new FakeSecretsManager({ secrets: { "app/db": "hunter2" } });
  server = await fake.serve();
});
afterEach(async () => {
  await server.close();
  fake[Symbol.dispose]();
});

function clientOf({ url }: Server) {
  const credentials = { accessKeyId: "123456789012", secretAccessKey: "none" };
  return new SecretsManagerClient({ endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 });
}

async function control(name: string, members: object = {}, headers: Record<string, string> = {}) {
  const answer = await fetch(`${server.url}/_fake/${name}`, { method: "POST", body: JSON.stringify(members), headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe("a server", () => {
  test("shares the state of its fake", async () => {
    const client = clientOf(server);
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: "app/db" }));
    expect(SecretString).toBe("hunter2");
    fake.createSecret({ Name: "made/inside", SecretString: "x" });
    await client.send(new GetSecretValueCommand({ SecretId: "made/inside" }));
    const gone = client.send(new GetSecretValueCommand({ SecretId: "gone" }));
    await expect(gone).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test("runs rotation functions for other processes", async () => {
    const steps: string[] = [];
    const RotationLambdaARN = fake.onRotate("rotate", async ({ Step, SecretId, ClientRequestToken }) => {
      steps.push(Step);
      if (Step !== "createSecret") return;
      fake.putSecretValue({ SecretId, ClientRequestToken, SecretString: "new", VersionStages: ["AWSPENDING"] });
    });
    const RotationRules = { AutomaticallyAfterDays: 1 };
    await clientOf(server).send(new RotateSecretCommand({ SecretId: "app/db", RotationLambdaARN, RotationRules }));
    expect(steps).toEqual(["createSecret", "setSecret", "testSecret", "finishSecret"]);
    const { body } = await control("advance", { days: 2 });
    expect(body.events).not.toEqual([]);
    expect(steps.length).toBeGreaterThan(4);
  });

  test("has controls", async () => {
    expect(await control("freeze", { at: "2026-01-01T00:00:00Z" })).toEqual({
      status: 200,
      body: { events: [], now: "2026-01-01T00:00:00.000Z" },
    });
    fake.createSecret({ Name: "b", SecretString: "x" });
    expect(await control("reset")).toEqual({ status: 200, body: {} });
    expect(fake.listSecrets({}).SecretList?.map(({ Name }) => Name)).toEqual(["app/db"]);
    const { status, body } = await control("advance", { day: 1 });
    expect([status, body.error]).toEqual([400, expect.stringContaining('advance got "day"')]);
    expect((await control("reset", {}, { origin: "https://evil.example" })).status).toBe(403);
  });

  test("serves the agent on a separate port", async () => {
    await using other = await fake.serve({ agentPort: 0, agentToken: "right" });
    expect(other.agentUrl).not.toBe(other.url);
    expect(other.env.AWS_SESSION_TOKEN).toBe("right");
    const url = `${other.agentUrl}/v1/app/db`;
    const right = await fetch(url, { headers: { "X-Aws-Parameters-Secrets-Token": "right" } });
    expect(await right.json()).toMatchObject({ SecretString: "hunter2", CreatedDate: expect.any(String) });
    const wrong = await fetch(url, { headers: { "X-Aws-Parameters-Secrets-Token": "wrong" } });
    expect([wrong.status, await wrong.text()]).toEqual([403, "Bad Token"]);
  });

  test("applies faults with a predicate", async () => {
    fake.fail("GetSecretValue", "ThrottlingException", { when: ({ SecretId }) => SecretId === "app/other" });
    fake.seed({ "app/other": "x" });
    const client = clientOf(server);
    const get = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));
    await expect(get("app/db")).resolves.toMatchObject({ SecretString: "hunter2" });
    await expect(get("app/other")).rejects.toMatchObject({ name: "ThrottlingException" });
    await expect(get("app/other")).resolves.toMatchObject({ SecretString: "x" });
    expect(fake.requests.map(({ origin }) => origin)).toEqual(["wire", "wire", "wire"]);
  });

  test("calls predicates for operations only", async () => {
    const given: unknown[] = [];
    fake.fail("*", "ThrottlingException", { when: (request) => given.push(request) < 0 });
    await fetch(`${server.agentUrl}/v1/app/db`, { headers: { "X-Aws-Parameters-Secrets-Token": "any" } });
    await control("seed", { b: "x" }, { "X-Amz-Target": "secretsmanager.GetSecretValue" });
    const post = (target: string, body: string) =>
      fetch(server.url, { method: "POST", headers: { "X-Amz-Target": target }, body });
    await post("AmazonSSM.GetParameter", '{"Name":"/aws/reference/secretsmanager/app/db"}');
    for (const body of ["{", "[]", ""]) await post("secretsmanager.GetSecretValue", body);
    expect(given).toEqual([]);
    await post("secretsmanager.GetSecretValue", '{"SecretId":"app/db"}');
    expect(given).toEqual([{ SecretId: "app/db" }]);
  });

  test("notifies listeners of events that advance causes", async () => {
    fake.deleteSecret({ SecretId: "app/db", RecoveryWindowInDays: 7 });
    const names: string[] = [];
    fake.onEvent((event) => names.push(event["detail-type"]));
    const { body } = await control("advance", { days: 8 });
    expect(body.events).toMatchObject([{ secretId: expect.stringContaining("app/db") }]);
    expect(names).not.toEqual([]);
  });

  test("responds with status 500 if a predicate throws, and continues", async () => {
    const when = () => {
      throw new Error("a mistake in the test");
    };
    fake.fail("GetSecretValue", "ThrottlingException", { when });
    const headers = { "x-amz-target": "secretsmanager.GetSecretValue" };
    const answer = await fetch(server.url, { method: "POST", headers, body: '{"SecretId":"app/db"}' });
    expect([answer.status, await answer.json()]).toEqual([
      500,
      { error: expect.stringContaining("a mistake in the test") },
    ]);
    fake.clearFaults();
    expect((await fetch(server.url, { method: "POST", headers, body: '{"SecretId":"app/db"}' })).status).toBe(200);
  });

  test("accepts the allowed host names", async () => {
    await using other = await fake.serve({ allowHosts: ["fake.example.com"] });
    const ask = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const options = { port: other.port, path: "/_fake/health", headers: { host } };
        request(options, (answer) => resolve(answer.resume().statusCode))
          .on("error", reject)
          .end();
      });
    expect([await ask("fake.example.com"), await ask("evil.example.com")]).toEqual([200, 403]);
    await expect(fake.serve({ allowHosts: ["http://x"] })).rejects.toThrow('invalid host "http://x"');
    await expect(fake.serve({ allowHosts: "x" as never })).rejects.toThrow("allowHosts was given text");
  });

  test("rejects a body that is too large, as the service does", async () => {
    const headers = { "X-Amz-Target": "secretsmanager.ListSecrets" };
    const answer = await fetch(server.url, { method: "POST", body: new Uint8Array(20_000_000), headers });
    expect([answer.status, await answer.json()]).toEqual([413, { __type: "RequestEntityTooLargeException" }]);
  });

  test("serves other clients while some are slow or idle", async () => {
    const held = Array.from({ length: 200 }, () => connect(server.port, "127.0.0.1"));
    for (const socket of held) {
      socket.on("error", () => {});
      socket.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
    }
    for (let count = 0; count < 20; count++) expect((await fetch(`${server.url}/_fake/health`)).status).toBe(200);
    for (const socket of held) socket.destroy();
  });

  test("closes with its fake, and closing again does nothing", async () => {
    const other = await fake.serve();
    fake[Symbol.dispose]();
    await other.close();
    await other.close();
    await expect(fetch(other.url)).rejects.toThrow();
  });

  test("states what is wrong with its options", async () => {
    for (const [options, sentence] of [
      [{ port: -1 }, "port is -1; expected a number from 0 to 65535"],
      [{ prot: 80 }, 'serve was given "prot"'],
      [{ host: 1 }, "host is of type number"],
    ] as const) {
      const refused = fake.serve(options as never);
      await expect(refused).rejects.toBeInstanceOf(Misuse);
      await expect(refused).rejects.toThrow(sentence);
    }
    await expect(fake.serve({ port: server.port })).rejects.toThrow(
      `cannot listen on 127.0.0.1, port ${server.port}: Address already in use`,
    );
  });
});

test("a global setup sets the environment only for the run", async () => {
  delete process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER;
  const teardown = await serveForRun({ secrets: { "app/db": "hunter2" } })();
  const url = String(process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER);
  expect((await fetch(`${url}/_fake/health`)).status).toBe(200);
  await teardown();
  expect(process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER).toBeUndefined();
  await expect(fetch(url)).rejects.toThrow();
});
