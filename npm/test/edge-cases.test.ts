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
  "a list with a false length": { Name: "b", Tags: new Array(2 ** 32 - 1) },
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

/** Objects that throw while options are read, and values that the engine does not expect in them. */
const hostileOptions: Record<string, () => object> = {
  "a revoked proxy": () => revoked({}),
  "a proxy whose ownKeys throws": () => new Proxy({}, { ownKeys: throws }),
  "a proxy whose has throws": () => new Proxy({}, { has: throws }),
  "a member that is a revoked proxy": () => ({ secret: revoked({}), region: revoked([]), sequence: [revoked({})] }),
  "a member whose get throws": () => ({
    secret: new Proxy({}, { get: throws }),
    replace: new Proxy([], { get: throws }),
  }),
  "a getter that throws": () => Object.defineProperty({}, "secret", { get: throws, enumerable: true }),
  "an object that contains itself": () => {
    const loop: Record<string, unknown> = {};
    return Object.assign(loop, { secret: loop, region: loop, sequence: [loop] });
  },
  "a list with a false length": () => ({ secret: new Array(2 ** 32 - 1), sequence: new Array(2 ** 32 - 1) }),
  "a detached array": () => ({ secret: detached(), sequence: [detached()] }),
};

test("options that throw while they are read leave this and all other fakes working, and do not leak memory", () => {
  using fake = new FakeSecretsManager({ secrets: { a: "x" } });
  using other = new FakeSecretsManager({ secrets: { a: "other" } });
  const controls: ((options: object) => unknown)[] = [
    (options) => fake.requests(options),
    (options) => fake.requests("GetSecretValue", options),
    (options) => fake.events("RotationFailed", options),
    (options) => fake.fail("GetSecretValue", options),
    (options) => fake.fail("GetSecretValue", "ThrottlingException", options),
    (options) => fake.failing("*", options),
    (options) => fake.seed({ b: "y" }, { replace: true, ...options }),
    (options) => fake.seed({ b: "y" }, options),
    (options) => fake.kmsKey("alias/a", options),
    (options) => fake.advance(options),
    (options) => fake.freeze(options as Date),
    (options) => new FakeSecretsManager(options),
  ];
  const calls = Object.values(hostileOptions).flatMap((make) => controls.map((control) => () => control(make())));
  const give = (times: number) => {
    for (let time = 0; time < times; time++) {
      try {
        calls[time % calls.length]?.();
      } catch (error) {
        expect(String(error)).not.toMatch(/crash|memory|recursive/);
      }
    }
  };
  give(1000);
  const before = process.memoryUsage().external + process.memoryUsage().arrayBuffers;
  give(10_000);
  const after = process.memoryUsage().external + process.memoryUsage().arrayBuffers;
  expect(after - before).toBeLessThan(2_000_000);
  fake.clearFaults();
  expect(fake.getSecretValue({ SecretId: "a" }).SecretString).toBe("x");
  expect(other.getSecretValue({ SecretId: "a" }).SecretString).toBe("other");
});

test("a filter that throws while it is read is rejected without the message of its exception", () => {
  using fake = new FakeSecretsManager();
  for (const [what, make] of Object.entries(hostileOptions).filter(([what]) => !what.includes("has"))) {
    const give = () => fake.requests("GetSecretValue", make());
    expect(give, what).toThrow(/expected/);
    expect(give, what).not.toThrow(/hunter2/);
  }
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
