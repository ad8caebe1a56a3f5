/** The boundary between JavaScript and the engine: input that throws while it is read, and the situation of an error. */

import { FakeSecretsManager } from "fake-secrets-manager";
import { expect, test } from "vitest";

const detached = () => {
  const bytes = new Uint8Array(8);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
};
const revoked = (target: object) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const throws = (): never => {
  throw new Error("hunter2");
};
const hostile: Record<string, unknown> = {
  "a detached array": { Name: "b", SecretBinary: detached() },
  "a detached buffer": { Name: "b", SecretBinary: detached().buffer },
  "a revoked proxy": revoked({}),
  "a revoked proxy of a list": { Name: "b", Tags: revoked([]) },
  "a getter that throws": {
    get Name() {
      return throws();
    },
  },
  "a proxy whose ownKeys throws": new Proxy({}, { ownKeys: throws }),
  "a proxy whose get throws": new Proxy({ Name: "b" }, { get: throws }),
  "a proxy of a list whose get throws": { Name: "b", Tags: new Proxy([1], { get: throws }) },
  "a list of invented length": { Name: "b", Tags: new Array(2 ** 32 - 1) },
};

test.each(Object.entries(hostile))("rejects %s, and stays usable", (_, request) => {
  using other = new FakeSecretsManager({ secrets: { a: "other" } });
  using fake = new FakeSecretsManager({ secrets: { a: "x" } });
  const give = () => fake.call("CreateSecret", request as { Name: string });
  expect(give).toThrow(/^the request.* is (unreadable|too large).*; expected text, a number/);
  expect(give).not.toThrow(/hunter2/);
  expect(() => fake.seed({ b: request as object })).toThrow(/^secrets\.b/);
  expect(() => new FakeSecretsManager({ secrets: { b: request as object } })).toThrow(/^secrets\.b/);
  expect(fake.getSecretValue({ SecretId: "a" }).SecretString).toBe("x");
  fake.reset();
  expect(fake.listSecrets({}).SecretList).toHaveLength(1);
  expect(other.getSecretValue({ SecretId: "a" }).SecretString).toBe("other");
});

test("rejects a detached body", () => {
  using fake = new FakeSecretsManager();
  const headers = { "x-amz-target": "secretsmanager.ListSecrets" };
  expect(() => fake.handle(headers, detached().buffer)).toThrow("detached");
  expect(() => fake.handle(headers, detached())).toThrow("detached");
  expect(fake.handle(headers, "{}").status).toBe(200);
});

test("10,000 requests that throw while they are read do not leak memory", () => {
  using fake = new FakeSecretsManager({ secrets: { a: "x" } });
  const requests = Object.values(hostile);
  const give = (times: number) => {
    for (let time = 0; time < times; time++) {
      expect(() => fake.call("CreateSecret", requests[time % requests.length] as { Name: string })).toThrow();
    }
  };
  give(1000);
  const before = process.memoryUsage().external + process.memoryUsage().arrayBuffers;
  give(10_000);
  const after = process.memoryUsage().external + process.memoryUsage().arrayBuffers;
  expect(after - before).toBeLessThan(2_000_000);
  expect(fake.getSecretValue({ SecretId: "a" }).SecretString).toBe("x");
});

test("a getter of a request can call, reset and dispose of the fake", () => {
  const fake = new FakeSecretsManager({ secrets: { a: "x" } });
  const request = {
    get SecretId() {
      fake.reset();
      fake.createSecret({ Name: "b", SecretString: "y" });
      return "b";
    },
  };
  expect(fake.getSecretValue(request).SecretString).toBe("y");
  const last = {
    get SecretId() {
      fake[Symbol.dispose]();
      return "b";
    },
  };
  expect(fake.getSecretValue(last).SecretString).toBe("y");
  expect(() => fake.listSecrets({})).toThrow("this fake was disposed of");
});

test("an error names its situation", () => {
  using fake = new FakeSecretsManager({ secrets: { a: "x" } });
  expect(() => fake.getSecretValue({ SecretId: "gone" })).toThrow(
    expect.objectContaining({ name: "ResourceNotFoundException", situation: "SecretNotFound" }),
  );
  const answer = fake.handle({ "x-amz-target": "secretsmanager.GetSecretValue" }, '{"SecretId":"gone"}');
  expect(answer).toMatchObject({ status: 400, situation: "SecretNotFound" });
  expect(fake.handle({ "x-amz-target": "secretsmanager.ListSecrets" }, "{}")).not.toHaveProperty("situation");
});

test("advance beyond the year 9999 is rejected before anything changes", () => {
  using fake = new FakeSecretsManager();
  fake.freeze(new Date("9999-12-31"));
  expect(() => fake.advance({ days: 1 })).toThrow("outside the years 1 to 9999");
  expect(fake.now()).toEqual(new Date("9999-12-31"));
});
