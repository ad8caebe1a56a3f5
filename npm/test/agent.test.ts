/** `fake.agent()`: code in this process reads secrets on localhost:2773, as in AWS Lambda or with the agent. */
import { createServer, get } from "node:http";
import { FakeSecretsManager, Misuse } from "fake-secrets-manager";
import { expect, onTestFinished, test, vi } from "vitest";
import "fake-secrets-manager/network";

const BASE = "http://localhost:2773";
const headers = { "X-Aws-Parameters-Secrets-Token": "any" };

function begin() {
  const fake = new FakeSecretsManager({ secrets: { "app/db": "hunter2" } });
  onTestFinished(() => fake.dispose());
  return fake;
}

const read = async (url: string, more: object = { headers }) => {
  const answer = await fetch(url, more);
  return [answer.status, await answer.text()] as const;
};

test("fetch and http read secrets", async () => {
  const fake = begin();
  using _ = fake.agent();
  expect(await read(`${BASE}/ping`)).toEqual([200, "healthy"]);
  for (const url of [`${BASE}/secretsmanager/get?secretId=app/db`, "http://127.0.0.1:2773/v1/app/db"]) {
    const [, text] = await read(url);
    expect(JSON.parse(text).SecretString).toBe("hunter2");
  }
  const body = await new Promise<string>((resolve, reject) => {
    get(`${BASE}/v1/app/db`, { headers }, (answer) => {
      let all = "";
      answer.on("data", (chunk) => {
        all += chunk;
      });
      answer.on("end", () => resolve(all));
    }).on("error", reject);
  });
  expect(JSON.parse(body).SecretString).toBe("hunter2");
  expect(await read(`${BASE}/v1/app/db`, {})).toEqual([403, "Bad Token"]);
  expect((await read(`${BASE}/v1/gone`))[0]).toBe(400);
  const parameter = `${BASE}/systemsmanager/parameters/get?name=%2Faws%2Freference%2Fsecretsmanager%2Fapp%2Fdb&withDecryption=true`;
  expect(JSON.parse((await read(parameter))[1]).Parameter.Value).toBe("hunter2");
});

test("the cache expires on the fake's clock", async () => {
  const fake = begin();
  fake.agent({ ttl: 60 });
  const value = async (query = "") => JSON.parse((await read(`${BASE}/v1/app/db${query}`))[1]).SecretString;
  expect(await value()).toBe("hunter2");
  fake.putSecretValue({ SecretId: "app/db", SecretString: "new" });
  expect(await value()).toBe("hunter2");
  expect(await value("?refreshNow=true")).toBe("new");
  fake.putSecretValue({ SecretId: "app/db", SecretString: "newer" });
  await fake.advance({ seconds: 61 });
  expect(await value()).toBe("newer");
});

test("takes a port and a token, and sets the environment of Lambda", async () => {
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT"]) {
    vi.stubEnv(name, undefined);
  }
  onTestFinished(() => void vi.unstubAllEnvs());
  const restore = begin().agent({ port: 4000, token: "right" });
  expect(process.env).toMatchObject({ AWS_SESSION_TOKEN: "right", PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: "4000" });
  const url = "http://localhost:4000/v1/app/db";
  expect(await read(url, { headers })).toEqual([403, "Bad Token"]);
  expect((await read(url, { headers: { "X-Vault-Token": "right" } }))[0]).toBe(200);
  restore();
  restore();
  expect(process.env.AWS_SESSION_TOKEN).toBeUndefined();
  expect(process.env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT).toBeUndefined();
});

test.each([
  [undefined, true],
  ["123456789012", true],
  ["testing", true],
  ["AKIAIOSFODNN7EXAMPLE", false],
])("with AWS_ACCESS_KEY_ID %s, a missing session token is set: %s", (key, isSet) => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", key);
  vi.stubEnv("AWS_SESSION_TOKEN", undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
  const restore = begin().agent({ token: "right" });
  expect(process.env.AWS_SESSION_TOKEN).toBe(isSet ? "right" : undefined);
  restore();
  expect(process.env.AWS_SESSION_TOKEN).toBeUndefined();
});

test("the documented header works next to interceptNetwork", async () => {
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]) vi.stubEnv(name, undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
  const fake = begin();
  fake.interceptNetwork();
  fake.agent();
  const headers = { "X-Aws-Parameters-Secrets-Token": process.env.AWS_SESSION_TOKEN ?? "" };
  expect((await read(`${BASE}/v1/app/db`, { headers }))[0]).toBe(200);
});

test("other ports pass, and the newest fake answers", async () => {
  const server = createServer((_, answer) => answer.end("theirs"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const [first, second] = [begin(), begin()];
  first.agent();
  second.agent();
  second.seed({ "only/second": "x" });
  expect((await read(`http://127.0.0.1:${port}/`))[1]).toBe("theirs");
  expect((await read(`${BASE}/v1/only/second`))[0]).toBe(200);
  second.dispose();
  expect((await read(`${BASE}/v1/only/second`))[0]).toBe(400);
  first.dispose();
  await expect(fetch(`${BASE}/ping`)).rejects.toThrow("fetch failed");
});

test("each listener of a fake has its own token", async () => {
  const fake = begin();
  const status = async (url: string, token: string) =>
    (await read(`${url}/v1/app/db`, { headers: { "X-Aws-Parameters-Secrets-Token": token } }))[0];
  fake.agent({ token: "outer" });
  const inner = fake.agent({ token: "inner", port: 4000 });
  const server = await fake.serve({ agentToken: "served", allowHosts: ["fake.example.com"] });
  const local = "http://localhost:4000";
  expect([await status(BASE, "outer"), await status(BASE, "inner")]).toEqual([200, 403]);
  expect([await status(local, "inner"), await status(local, "outer")]).toEqual([200, 403]);
  expect([await status(server.url, "served"), await status(server.url, "inner")]).toEqual([200, 403]);
  expect(server.env.AWS_SESSION_TOKEN).toBe("served");
  inner();
  await server.close();
  expect([await status(BASE, "outer"), await status(BASE, "served")]).toEqual([200, 403]);
});

test("the default port comes from the environment", async () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  const fake = begin();
  const port = (value: string | undefined) => vi.stubEnv("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", value);
  port("4001");
  fake.agent();
  expect((await read("http://localhost:4001/v1/app/db"))[0]).toBe(200);
  for (const invalid of ["0", "65536"]) {
    port(invalid);
    expect(() => fake.agent()).toThrow(`PARAMETERS_SECRETS_EXTENSION_HTTP_PORT is ${invalid}; expected a whole number`);
  }
  port("no port");
  const restore = fake.agent();
  expect((await read(`${BASE}/ping`))[1]).toBe("healthy");
  restore();
  await using server = await fake.serve();
  port(String(server.port));
  fake.agent();
  expect((await read(`${BASE}/ping`))[1]).toBe("healthy");
});

test("wrong options are misuse", () => {
  const fake = begin();
  const agent = fake.agent.bind(fake) as (options: unknown) => void;
  expect(() => agent({ prot: 1 })).toThrow(/did you mean "port"/);
  expect(() => agent({ port: 0 })).toThrow("port is 0; expected a whole number from 1 to 65535");
  expect(() => agent({ ttl: 3601 })).toThrow("a whole number from 0 to 3600");
  expect(() => agent({ token: 1 })).toThrow(Misuse);
});
