/** Clients that the code under test makes itself. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManager,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager } from "fake-secrets-manager";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

/** A client as in an application: created when the module is loaded, and configured only by the environment. */
const client = new SecretsManagerClient({});

const read = async (from: { send: SecretsManagerClient["send"] } = client, SecretId = "db") =>
  (await from.send(new GetSecretValueCommand({ SecretId }))).SecretString;

const SDK_SEND = SecretsManagerClient.prototype.send;

/** What a client without a fake does: it fails before it reaches any network. */
const UNREACHABLE = async () => {
  throw new Error("the network");
};
const offline = (config: SecretsManagerClientConfig = {}) =>
  new SecretsManagerClient({ region: "us-east-1", credentials: UNREACHABLE, ...config });

/** A fake whose interceptions end with the test, even if the test fails. */
const fakeWith = (value: string) => {
  const fake = new FakeSecretsManager({ secrets: { db: value } });
  onTestFinished(() => fake[Symbol.dispose]());
  return fake;
};

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

test("clients made before and after are intercepted, without region and credentials", async () => {
  const fake = fakeWith("one");
  const restore = fake.intercept(SecretsManagerClient);
  expect(await read()).toBe("one");
  expect(await read(new SecretsManagerClient({}))).toBe("one");
  expect(await read(new SecretsManager({}))).toBe("one");
  await expect(read(client, "gone")).rejects.toBeInstanceOf(ResourceNotFoundException);
  restore();
});

test("a client keeps its own region and all settings except the network", async () => {
  const fake = new FakeSecretsManager();
  fake.createSecret({ Name: "db", SecretString: "frankfurt" }, { region: "eu-central-1" });
  const restore = fake.intercept(SecretsManagerClient);
  const seen: string[] = [];
  const own = offline({ region: "eu-central-1" });
  own.middlewareStack.add(
    (next) => async (args) => {
      seen.push("middleware");
      return next(args);
    },
    { step: "build" },
  );
  expect(await read(own)).toBe("frankfurt");
  expect(seen).toEqual(["middleware"]);
  restore();
});

describe("restoring", () => {
  test("restores the class and every client exactly", async () => {
    const caching = offline({ cacheMiddleware: true } as SecretsManagerClientConfig);
    for (const one of [client, caching]) {
      await expect(read(one)).rejects.toThrow();
      const before = Object.getOwnPropertyDescriptors(one.config);
      const fake = fakeWith("one");
      fake.freeze(new Date("2020-01-01"));
      const restore = fake.intercept(SecretsManagerClient);
      expect(await read(one)).toBe("one");
      expect(Object.getOwnPropertyDescriptors(one.config)).not.toEqual(before);
      restore();
      const after = Object.getOwnPropertyDescriptors(one.config);
      expect(Object.keys(after)).toEqual(expect.arrayContaining(Object.keys(before)));
      for (const [name, descriptor] of Object.entries(after)) {
        expect(descriptor, name).toStrictEqual(before[name as keyof typeof before]);
      }
      await expect(read(one)).rejects.toThrow();
    }
    await expect(read(caching)).rejects.toThrow("the network");
  });

  test("is idempotent, and disposing of the fake does it too", async () => {
    const first = fakeWith("one");
    const second = fakeWith("two");
    const restore = first.intercept(SecretsManagerClient);
    restore();
    const other = second.intercept(SecretsManagerClient);
    restore();
    expect(await read()).toBe("two");
    second[Symbol.dispose]();
    expect(Object.hasOwn(SecretsManagerClient.prototype, "send")).toBe(false);
    other();
  });

  test("happens at the end of a block with `using`", async () => {
    {
      using restore = fakeWith("one").intercept(SecretsManagerClient);
      expect(restore).toBeTypeOf("function");
      expect(await read()).toBe("one");
    }
    expect(Object.hasOwn(SecretsManagerClient.prototype, "send")).toBe(false);
  });
});

describe("several fakes", () => {
  test("the latest answers, in whatever order they end", async () => {
    const restoreFirst = fakeWith("one").intercept(SecretsManagerClient);
    expect(await read()).toBe("one");
    const restoreSecond = fakeWith("two").intercept(SecretsManagerClient);
    expect(await read()).toBe("two");
    restoreFirst();
    expect(await read()).toBe("two");
    const restoreThird = fakeWith("three").intercept(SecretsManagerClient);
    expect(await read()).toBe("three");
    restoreThird();
    expect(await read()).toBe("two");
    restoreSecond();
  });

  test("a client that was given a fake keeps it", async () => {
    const restore = fakeWith("one").intercept(SecretsManagerClient);
    expect(await read(new SecretsManagerClient(fakeWith("own").clientConfig()))).toBe("own");
    restore();
  });

  test("a class and its subclass can both be intercepted", async () => {
    const own = new SecretsManager({ region: "us-east-1", credentials: UNREACHABLE });
    const fake = fakeWith("one");
    for (const classes of [
      [SecretsManager, SecretsManagerClient] as const,
      [SecretsManagerClient, SecretsManager] as const,
    ]) {
      const restore = fake.intercept(...classes);
      expect(await read(own)).toBe("one");
      restore();
      await expect(read(own)).rejects.toThrow("the network");
    }
    expect(Object.hasOwn(SecretsManager.prototype, "send")).toBe(false);
  });
});

describe("next to other libraries", () => {
  test("another replacement of send stays active, and ours ends after it", async () => {
    const restore = fakeWith("one").intercept(SecretsManagerClient);
    const theirs = vi.spyOn(SecretsManagerClient.prototype, "send");
    expect(await read()).toBe("one");
    restore();
    await expect(read(offline())).rejects.toThrow("the network");
    expect(theirs).toHaveBeenCalledTimes(2);
    theirs.mockRestore();
    await expect(read(offline())).rejects.toThrow("the network");
  });

  test("nothing remains if the fake ends before a later replacement", async () => {
    const fake = fakeWith("one");
    fake.intercept(SecretsManagerClient);
    const theirs = vi.spyOn(SecretsManagerClient.prototype, "send");
    fake.dispose();
    theirs.mockRestore();
    expect(Object.hasOwn(SecretsManagerClient.prototype, "send")).toBe(false);
    expect(SecretsManagerClient.prototype.send).toBe(SDK_SEND);
  });

  test("removing an earlier replacement keeps the fake answering", async () => {
    const theirs = vi.spyOn(SecretsManagerClient.prototype, "send");
    const fake = fakeWith("one");
    fake.intercept(SecretsManagerClient);
    theirs.mockRestore();
    expect(await read(offline())).toBe("one");
    fake.dispose();
    expect(SecretsManagerClient.prototype.send).toBe(SDK_SEND);
  });

  test("an earlier replacement is restored", async () => {
    const theirs = vi.spyOn(SecretsManagerClient.prototype, "send");
    const restore = fakeWith("one").intercept(SecretsManagerClient);
    expect(await read()).toBe("one");
    expect(theirs).toHaveBeenCalledTimes(1);
    restore();
    expect(SecretsManagerClient.prototype.send).toBe(theirs);
    theirs.mockRestore();
  });
});

describe("flows that run at the same time", () => {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

  test("each reach their own fake", async () => {
    const flow = async (value: string) => {
      const fake = new FakeSecretsManager({ secrets: { db: value } });
      fake.intercept(SecretsManagerClient);
      await pause();
      const values = [await read(), await read(new SecretsManagerClient({}))];
      fake.dispose();
      return values;
    };
    const values = ["one", "two", "three"];
    expect(await Promise.all(values.map(flow))).toEqual(values.map((value) => [value, value]));
  });

  test("reach the newest fake that was made within the flow", async () => {
    fakeWith("outer").intercept(SecretsManagerClient);
    await pause();
    const inner = (async () => {
      await pause();
      fakeWith("inner").intercept(SecretsManagerClient);
    })();
    await inner;
    expect(await read()).toBe("inner");
  });

  test("can share a client, each in its own region", async () => {
    const flow = async (region: string) => {
      using fake = new FakeSecretsManager({ region });
      fake.intercept(SecretsManagerClient);
      await pause();
      return (await client.send(new CreateSecretCommand({ Name: "db" }))).ARN?.split(":")[3];
    };
    expect(await Promise.all(["eu-west-1", "eu-west-2"].map(flow))).toEqual(["eu-west-1", "eu-west-2"]);
  });
});

test("clients are garbage-collected", async () => {
  fakeWith("one").intercept(SecretsManagerClient);
  const made: WeakRef<object>[] = [];
  for (let number = 0; number < 50; number++) {
    const own = offline();
    await read(own);
    made.push(new WeakRef(own));
  }
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    collect();
  }
  expect(made.filter((one) => one.deref() !== undefined).length).toBeLessThan(5);
});

test("retries are immediate and follow the client's settings, also with fake timers", async () => {
  fakeWith("one").intercept(SecretsManagerClient);
  vi.useFakeTimers();
  const own = offline({ maxAttempts: 4 });
  let calls = 0;
  own.middlewareStack.add(
    (next) => async (args) => {
      calls += 1;
      if (calls < 4) throw Object.assign(new Error("slow down"), { name: "ThrottlingException", $metadata: {} });
      return next(args);
    },
    { step: "deserialize" },
  );
  expect(await read(own)).toBe("one");
  expect(calls).toBe(4);
});
