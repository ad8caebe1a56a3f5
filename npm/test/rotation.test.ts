/** Rotation functions: sync, async, failing, re-entrant, scheduled. The cases in ../../tests/cases test what the service does at each step. */
import { inspect } from "node:util";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { RotationEvent, RotationStepName } from "fake-secrets-manager";
import { FakeSecretsManager, type FakeSecretsManagerOptions, Misuse, RotationFailed } from "fake-secrets-manager";
import "fake-secrets-manager/vitest";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { database, handler as documented } from "./support/rotation-function.js";

// A call that waits for itself must fail the test soon.
vi.setConfig({ testTimeout: 5_000 });

const STEPS: RotationStepName[] = ["createSecret", "setSecret", "testSecret", "finishSecret"];
const RotationLambdaARN = "arn:aws:lambda:us-east-1:123456789012:function:rotate";
const daily = { ScheduleExpression: "rate(1 day)" };

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => void process.on("unhandledRejection", note));
afterEach(async () => {
  vi.useRealTimers();
  await new Promise((resolve) => setTimeout(resolve));
  process.off("unhandledRejection", note);
  expect(unhandled.splice(0)).toEqual([]);
});

function make(options: FakeSecretsManagerOptions = {}): FakeSecretsManager {
  return new FakeSecretsManager({ secrets: { db: "first" }, seed: 1, now: () => Date.parse("2026-01-01"), ...options });
}

/** The shortest function that rotates: a new value, and AWSCURRENT on it. */
function synchronous(fake: FakeSecretsManager, value = "second") {
  return ({ Step, SecretId, ClientRequestToken }: RotationEvent) => {
    if (Step === "createSecret") {
      fake.putSecretValue({ SecretId, ClientRequestToken, SecretString: value, VersionStages: ["AWSPENDING"] });
    }
    if (Step !== "finishSecret") return;
    const RemoveFromVersionId = fake.getSecretValue({ SecretId }).VersionId;
    const move = { SecretId, MoveToVersionId: ClientRequestToken, RemoveFromVersionId };
    fake.updateSecretVersionStage({ ...move, VersionStage: "AWSCURRENT" });
  };
}

/** The same, with waits before and after. */
function asynchronous(fake: FakeSecretsManager, value = "second") {
  const rotate = synchronous(fake, value);
  return async (event: RotationEvent) => {
    await Promise.resolve();
    rotate(event);
    await new Promise((resolve) => setImmediate(resolve));
  };
}

const value = (fake: FakeSecretsManager, SecretId = "db") => fake.getSecretValue({ SecretId }).SecretString;
const stepsOf = (fake: FakeSecretsManager) => fake.rotations.map(({ steps }) => steps.map(({ step }) => step));
const outcomes = (fake: FakeSecretsManager) => fake.rotations.map(({ outcome }) => outcome);

describe("a function as in AWS's documentation", () => {
  test("rotates within an intercepted application, and the application reads the new password", async () => {
    const application = new SecretsManagerClient({});
    const fake = make();
    using _ = fake.intercept(SecretsManagerClient);
    const arn = fake.onRotate("rotate", documented);

    const rotate = new RotateSecretCommand({ SecretId: "db", RotationLambdaARN: arn, RotationRules: daily });
    const { VersionId } = await application.send(rotate);

    const read = await application.send(new GetSecretValueCommand({ SecretId: "db" }));
    expect(read).toMatchObject({ VersionId, SecretString: database.password });
    expect(read.SecretString).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(await application.send(new DescribeSecretCommand({ SecretId: "db" }))).toMatchObject({
      LastRotatedDate: fake.now(),
      NextRotationDate: expect.any(Date),
    });
    expect(stepsOf(fake)).toEqual([STEPS]);
  });

  test("fails in testSecret if the database does not know the password, and moves no labels", async () => {
    const fake = make();
    using _ = fake.intercept(SecretsManagerClient);
    fake.onRotate("rotate", async (event) => {
      await documented(event);
      if (event.Step === "setSecret") database.password = "someone else's";
    });

    await new SecretsManagerClient({}).send(new RotateSecretCommand({ SecretId: "db", RotationLambdaARN }));

    const [rotation] = fake.rotations;
    expect(rotation).toMatchObject({ outcome: "failed", error: new Error("Unable to log into database") });
    expect(rotation?.steps.at(-1)).toMatchObject({ step: "testSecret", outcome: "failed" });
    expect(rotation?.steps.at(-1)?.labelsAfter?.[String(rotation?.token)]).toEqual(["AWSPENDING"]);
    expect(value(fake)).toBe("first");
  });
});

describe("a function receives", () => {
  test("the event of the service and a Lambda context", () => {
    const fake = make();
    const given: unknown[][] = [];
    const arn = fake.onRotate("rotate", (...all) => void given.push(all));
    const { ARN, VersionId } = fake.rotateSecret({ SecretId: "db", RotationLambdaARN: arn });

    expect(arn).toBe(RotationLambdaARN);
    expect(given.map(([event]) => event)).toEqual(
      STEPS.map((Step) => ({
        Step,
        SecretId: ARN,
        ClientRequestToken: VersionId,
        RotationToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
      })),
    );
    expect(given[0]?.[1]).toEqual({
      functionName: "rotate",
      functionVersion: "$LATEST",
      invokedFunctionArn: arn,
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      memoryLimitInMB: "128",
      logGroupName: "/aws/lambda/rotate",
      getRemainingTimeInMillis: expect.any(Function),
    });
  });

  test("an event that it can change", () => {
    const fake = make();
    fake.onRotate("rotate", (event) => Object.assign(event, { Step: "x", SecretId: "y" }));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
    expect(stepsOf(fake)).toEqual([STEPS]);
  });
});

describe("a sync function", () => {
  test("ends before a direct call returns, and before handle returns", () => {
    const fake = make({ secrets: { db: "first", other: "first" } });
    fake.onRotate("rotate", synchronous(fake));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
    expect(value(fake)).toBe("second");

    const target = { "X-Amz-Target": "secretsmanager.RotateSecret" };
    const ClientRequestToken = "11111111-1111-4111-8111-111111111111";
    fake.handle(target, JSON.stringify({ SecretId: "other", ClientRequestToken, RotationLambdaARN }));
    expect(value(fake, "other")).toBe("second");
  });

  test("ends before advance returns, awaited or not", async () => {
    const fake = make();
    let number = 0;
    fake.onRotate("rotate", (event) => {
      number += Number(event.Step === "createSecret");
      synchronous(fake, `value ${number}`)(event);
    });
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN, RotationRules: daily });
    const happened = fake.advance({ days: 4 });
    expect(value(fake)).toBe("value 4");
    expect(fake.now()).toEqual(new Date("2026-01-05"));
    const secretId = fake.describeSecret({ SecretId: "db" }).ARN;
    const each = { event: "RotationSucceeded", secretId, at: expect.any(Date) };
    expect(await happened).toEqual([each, each, each]);
    expect(fake.rotations.slice(1).map(({ started }) => started)).toEqual((await happened).map(({ at }) => at));
  });

  test("can be registered by its ARN and replaced; a reset keeps it", () => {
    const fake = make();
    expect(fake.onRotate(RotationLambdaARN, synchronous(fake, "never"))).toBe(RotationLambdaARN);
    fake.onRotate("rotate", synchronous(fake));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
    expect(value(fake)).toBe("second");
    fake.reset();
    expect([value(fake), fake.rotations]).toEqual(["first", []]);
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
    expect(value(fake)).toBe("second");
  });
});

describe("an async function", () => {
  test("is awaited by a client of the SDK, and by advance", async () => {
    const fake = make();
    fake.onRotate("rotate", asynchronous(fake));
    const client = new SecretsManagerClient(fake.clientConfig());
    await client.send(new RotateSecretCommand({ SecretId: "db", RotationLambdaARN, RotationRules: daily }));
    expect(outcomes(fake)).toEqual(["succeeded"]);
    expect(await fake.advance({ days: 3 })).toHaveLength(2);
    expect(outcomes(fake)).toEqual(["succeeded", "succeeded", "succeeded"]);
  });

  test("is awaited by handleAsync", async () => {
    const fake = make();
    fake.onRotate("rotate", asynchronous(fake));
    const target = { "X-Amz-Target": "secretsmanager.RotateSecret" };
    const ClientRequestToken = "11111111-1111-4111-8111-111111111111";
    const { status } = await fake.handleAsync(
      target,
      JSON.stringify({ SecretId: "db", ClientRequestToken, RotationLambdaARN }),
    );
    expect([status, outcomes(fake)]).toEqual([200, ["succeeded"]]);
    expect(fake.requests("RotateSecret")[0]?.origin).toBe("wire");
    fake.fail("*", { connection: "reset" });
    await expect(fake.handleAsync({ "X-Amz-Target": "secretsmanager.ListSecrets" }, "{}")).rejects.toThrow("hang up");
  });

  test("continues after a direct call; runRotations waits for it and returns its steps", async () => {
    const fake = make();
    fake.onRotate("rotate", asynchronous(fake));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
    expect(fake.rotations).toMatchObject([
      { outcome: "running", steps: [{ step: "createSecret", outcome: "running" }] },
    ]);
    expect(value(fake)).toBe("first");
    const steps = await fake.runRotations();
    expect(steps.map(({ step }) => step)).toEqual(STEPS);
    expect(steps).toEqual(fake.rotations[0]?.steps);
    expect(value(fake)).toBe("second");
    expect(await fake.runRotations()).toEqual([]);
  });

  test("that never settles blocks only its own call", async () => {
    const fake = make({ secrets: { db: "first", other: "first" } });
    fake.onRotate("stuck", () => new Promise(() => {}));
    fake.onRotate("rotate", asynchronous(fake));
    const client = new SecretsManagerClient(fake.clientConfig());
    const stuck = client.send(
      new RotateSecretCommand({ SecretId: "db", RotationLambdaARN: RotationLambdaARN.replace("rotate", "stuck") }),
    );
    await client.send(new RotateSecretCommand({ SecretId: "other", RotationLambdaARN }));
    expect(outcomes(fake)).toEqual(["running", "succeeded"]);
    expect(await Promise.race([stuck, Promise.resolve("waits")])).toBe("waits");
    expect(value(fake, "other")).toBe("second");
  });

  test("can return any thenable", async () => {
    const fake = make();
    // biome-ignore lint/suspicious/noThenProperty: that is the point
    fake.onRotate("rotate", () => ({ then: (resolve: () => void) => resolve() }));
    fake.onRotate("broken", () => ({
      // biome-ignore lint/suspicious/noThenProperty: that is the point
      get then() {
        throw new Error("no then");
      },
    }));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
    await fake.runRotations();
    expect(outcomes(fake)).toEqual(["succeeded"]);
    fake.reset();
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN: RotationLambdaARN.replace("rotate", "broken") });
    expect(fake.rotations).toMatchObject([{ outcome: "failed", error: new Error("no then") }]);
  });
});

describe("a failure", () => {
  const failingAt = (step: string, fake: FakeSecretsManager) => (event: RotationEvent) => {
    if (event.Step === step) throw new Error(`no ${step}`);
    synchronous(fake)(event);
  };

  test.each(STEPS)("in %s ends the rotation there", (step) => {
    const fake = make();
    fake.onRotate("rotate", failingAt(step, fake));
    const { VersionId } = fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
    const steps = STEPS.slice(0, STEPS.indexOf(step) + 1);
    expect(stepsOf(fake)).toEqual([steps]);
    expect(fake.rotations).toMatchObject([{ token: VersionId, outcome: "failed", error: new Error(`no ${step}`) }]);
    expect(fake.describeSecret({ SecretId: "db" })).not.toHaveProperty("LastRotatedDate");
    expect(value(fake)).toBe("first");
  });

  test.each([
    ["undefined", undefined],
    ["null", null],
    ["text", "no"],
  ])("may be %s, thrown or rejected with", async (_, thrown) => {
    const fake = make({ raiseRotationFailures: true });
    const client = new SecretsManagerClient(fake.clientConfig());
    const rotate = () => new RotateSecretCommand({ SecretId: "db", RotationLambdaARN });
    fake.onRotate("rotate", () => {
      throw thrown;
    });
    await expect(client.send(rotate())).rejects.toBeInstanceOf(RotationFailed);
    expect(fake.rotations).toMatchObject([{ outcome: "failed", error: thrown }]);
    fake.reset();
    fake.onRotate("rotate", () => Promise.reject(thrown));
    await expect(client.send(rotate())).rejects.toBeInstanceOf(RotationFailed);
    expect(fake.rotations).toMatchObject([{ outcome: "failed", error: thrown }]);
  });

  test("of a scheduled rotation is retried by the schedule", async () => {
    const fake = make();
    fake.onRotate("rotate", synchronous(fake));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN, RotationRules: daily });
    fake.fail("setSecret");
    const events = (await fake.advance({ days: 2 })).map(({ event }) => event);
    expect(events[0]).toBe("RotationFailed");
    expect(events.at(-1)).toBe("RotationSucceeded");
  });

  test("can be injected a number of times without invoking the function", () => {
    const fake = make({ secrets: { a: "first", b: "first", c: "first" } });
    const invoked: string[] = [];
    fake.onRotate("rotate", ({ Step }) => void invoked.push(Step));
    fake.fail("testSecret", { times: 2 });
    for (const SecretId of ["a", "b", "c"]) fake.rotateSecret({ SecretId, RotationLambdaARN });
    expect(outcomes(fake)).toEqual(["failed", "failed", "succeeded"]);
    expect(invoked.filter((step) => step === "testSecret")).toHaveLength(1);
    expect(String(fake.rotations[0]?.error)).toMatch(/testSecret failed because of an injected failure/);
  });

  test("after a direct call causes no unhandled rejection", async () => {
    const fake = make();
    fake.onRotate("rotate", () => Promise.reject(new Error("no")));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
    await fake.runRotations();
    expect(outcomes(fake)).toEqual(["failed"]);
  });
});

describe("raiseRotationFailures", () => {
  const failing = (options: FakeSecretsManagerOptions = {}) => {
    const fake = make({ raiseRotationFailures: true, ...options });
    const cause = new Error("hunter2 does not log in");
    fake.onRotate("sync", ({ Step }) => {
      if (Step === "testSecret") throw cause;
    });
    fake.onRotate("async", async ({ Step }) => {
      if (Step === "testSecret") throw cause;
    });
    return { fake, cause };
  };
  const rotate = (name: string) => ({ SecretId: "db", RotationLambdaARN: RotationLambdaARN.replace("rotate", name) });

  test("throws from a direct call, with the function's error as its cause", () => {
    const { fake, cause } = failing();
    const thrown = thrownBy(() => fake.rotateSecret(rotate("sync"))) as RotationFailed;
    const { ARN } = fake.describeSecret({ SecretId: "db" });
    expect(thrown).toBeInstanceOf(RotationFailed);
    expect(thrown).toMatchObject({
      name: "RotationFailed",
      message: `the rotation of ${ARN} failed in testSecret: Error: hunter2 does not log in`,
      cause,
    });
    expect(thrown.rotation).toBe(fake.rotations[0]);
  });

  test.each(["sync", "async"])("rejects the call of an SDK client, %s, and is not retried", async (name) => {
    const { fake } = failing();
    fake.onRotate(name, () => {
      // The SDK also checks the cause of an error to decide on a retry.
      const fault = Object.assign(new Error("later"), { name: "TimeoutError", code: "hang up" });
      if (name === "sync") throw fault;
      return Promise.reject(fault);
    });
    const client = new SecretsManagerClient(fake.clientConfig());
    await expect(client.send(new RotateSecretCommand(rotate(name)))).rejects.toBeInstanceOf(RotationFailed);
    expect(fake.rotations).toHaveLength(1);
  });

  test("throws from runRotations if a direct call could not wait", async () => {
    const { fake, cause } = failing();
    fake.rotateSecret(rotate("async"));
    await expect(fake.runRotations()).rejects.toMatchObject({ name: "RotationFailed", cause });
    expect(await fake.runRotations()).toEqual([]);
  });

  test.each(["sync", "async"])("is thrown by advance after all other work is done: %s", async (name) => {
    const { fake, cause } = failing({ secrets: { db: "first", other: "first" }, rotationSteps: "run" });
    fake.onRotate("good", synchronous(fake));
    const RotateImmediately = false;
    fake.onRotate(name, () => {});
    fake.rotateSecret({ ...rotate(name), RotationRules: daily, RotateImmediately });
    fake.rotateSecret({ ...rotate("good"), SecretId: "other", RotationRules: daily, RotateImmediately });
    await fake.runRotations();
    fake.onRotate(name, () => {
      if (name === "sync") throw cause;
      return Promise.reject(cause);
    });
    await expect(fake.advance({ days: 2 })).rejects.toMatchObject({ name: "RotationFailed", cause });
    expect(value(fake, "other")).toBe("second");
    expect(fake.now()).toEqual(new Date("2026-01-03"));
    void fake.advance({ days: 2 });
  });
});

describe("a queue", () => {
  test("runs up to a step, and continues later", async () => {
    const fake = make({ rotationSteps: "queue" });
    fake.onRotate("rotate", asynchronous(fake));
    const { VersionId = "" } = fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
    const labels = () => fake.describeSecret({ SecretId: "db" }).VersionIdsToStages?.[VersionId];
    expect([labels(), fake.rotations]).toEqual([["AWSPENDING"], []]);

    const steps = await fake.runRotations({ until: "testSecret" });
    expect(steps.map(({ step }) => step)).toEqual(["createSecret", "setSecret"]);
    expect(fake.rotations).toMatchObject([{ outcome: "running", steps: [{}, {}] }]);
    expect(value(fake)).toBe("first");

    expect((await fake.runRotations()).map(({ step }) => step)).toEqual(["testSecret", "finishSecret"]);
    expect(labels()).toContain("AWSCURRENT");
    expect(outcomes(fake)).toEqual(["succeeded"]);
  });

  test("also queues rotations that come due", async () => {
    const fake = make({ rotationSteps: "queue" });
    fake.onRotate("rotate", synchronous(fake));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN, RotationRules: daily });
    await fake.runRotations();
    await fake.advance({ days: 2 });
    expect(fake.rotations).toHaveLength(1);
    expect(await fake.runRotations()).toHaveLength(4);
    expect(outcomes(fake)).toEqual(["succeeded", "succeeded"]);
  });
});

describe("from within a function", () => {
  const rotateOther = { SecretId: "other", RotationLambdaARN: RotationLambdaARN.replace("rotate", "inner") };

  test.each(["sync", "async"])("another rotation runs to its end: %s", async (kind) => {
    const fake = make({ secrets: { db: "first", other: "first" } });
    const client = new SecretsManagerClient(fake.clientConfig());
    fake.onRotate("inner", kind === "sync" ? synchronous(fake) : asynchronous(fake));
    fake.onRotate("rotate", async ({ Step }) => {
      if (Step === "setSecret") await client.send(new RotateSecretCommand(rotateOther));
    });
    await client.send(new RotateSecretCommand({ SecretId: "db", RotationLambdaARN }));
    expect(outcomes(fake)).toEqual(["succeeded", "succeeded"]);
    expect(value(fake, "other")).toBe("second");
  });

  test.each(["sync", "async"])("the same secret cannot be rotated again: %s", async (kind) => {
    const fake = make();
    const refused: unknown[] = [];
    fake.onRotate("rotate", (event) => {
      const again = () => void fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
      if (event.Step === "setSecret") refused.push((thrownBy(again) as Error).message);
      return kind === "sync" ? synchronous(fake)(event) : asynchronous(fake)(event);
    });
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
    await fake.runRotations();
    expect(refused).toEqual([expect.stringMatching(/previous rotation/)]);
    expect(outcomes(fake)).toEqual(["succeeded"]);
  });

  test.each(["sync", "async"])("the fake can be reset, which drops rotations in progress: %s", async (kind) => {
    const fake = make();
    let resets = 0;
    const rotate = (event: RotationEvent) => {
      if (event.Step === "setSecret" && resets++ === 0) {
        fake.reset();
        fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
      } else if (resets > 0) synchronous(fake, "after")(event);
    };
    fake.onRotate("rotate", kind === "sync" ? rotate : async (event) => rotate(event));
    const client = new SecretsManagerClient(fake.clientConfig());
    await client.send(new RotateSecretCommand({ SecretId: "db", RotationLambdaARN }));
    await fake.runRotations();
    expect(stepsOf(fake)).toEqual([STEPS]);
    expect(outcomes(fake)).toEqual(["succeeded"]);
    expect(value(fake)).toBe("after");
  });

  test("a reset does not affect rotations that start after it, although their numbers start again", async () => {
    const fake = make();
    let goOn = () => {};
    const invoked: string[] = [];
    fake.onRotate("rotate", ({ Step }) => {
      invoked.push(Step);
      return new Promise<void>((resolve) => {
        goOn = resolve;
      });
    });
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
    const before = goOn;
    fake.reset();
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
    before();
    await new Promise((resolve) => setImmediate(resolve));
    expect(invoked).toEqual(["createSecret", "createSecret"]);
    goOn();
    await vi.waitUntil(() => invoked.length === 3);
    expect(fake.rotations).toMatchObject([{ steps: [{ outcome: "succeeded" }, { outcome: "running" }] }]);
  });

  test("a reset does not affect steps that are queued after it", async () => {
    const secrets = { db: "first", other: "first" };
    const fake = make({ secrets, rotationSteps: "queue" });
    const rotateBoth = () => {
      for (const SecretId of ["db", "other"]) fake.rotateSecret({ SecretId, RotationLambdaARN });
    };
    let reset = false;
    fake.onRotate("rotate", () => {
      if (reset) return;
      reset = true;
      fake.reset();
      rotateBoth();
    });
    rotateBoth();
    await fake.runRotations();
    expect(fake.rotations).toEqual([]);
  });

  test("a rotation that is still running when its schedule comes due does not block the clock", async () => {
    const fake = make();
    let goOn: (() => void) | undefined;
    fake.onRotate("rotate", (event) => {
      if (goOn !== undefined) return synchronous(fake, `made for ${event.ClientRequestToken}`)(event);
      return new Promise<void>((resolve) => {
        goOn = resolve;
      });
    });
    const rotate = { SecretId: "db", RotationLambdaARN, RotationRules: daily };
    const VersionStage = "AWSPENDING";
    const first = fake.rotateSecret(rotate).VersionId;
    fake.putSecretValue({ SecretId: "db", ClientRequestToken: first, SecretString: "x", VersionStages: ["PARKED"] });
    fake.updateSecretVersionStage({ SecretId: "db", VersionStage, RemoveFromVersionId: first });
    const second = fake.rotateSecret(rotate).VersionId;
    expect(outcomes(fake)).toEqual(["running", "succeeded"]);
    const move = { SecretId: "db", VersionStage, MoveToVersionId: first, RemoveFromVersionId: second };
    fake.updateSecretVersionStage(move);

    await fake.advance({ days: 3 });

    expect(outcomes(fake)).toEqual(["running", "succeeded"]);
    expect(fake.now()).toEqual(new Date("2026-01-04"));
    goOn?.();
    await fake.runRotations();
    expect(outcomes(fake)[0]).not.toBe("running");
  });

  test.each(["sync", "async"])("the clock can be moved, and other schedules come due: %s", async (kind) => {
    const fake = make({ secrets: { db: "first", other: "first" } });
    const inner = kind === "sync" ? synchronous(fake) : asynchronous(fake);
    fake.onRotate("inner", inner);
    fake.rotateSecret({ ...rotateOther, RotationRules: daily });
    await fake.runRotations();
    const happened: unknown[] = [];
    fake.onRotate("rotate", async ({ Step }) => {
      if (Step === "setSecret") happened.push(...(await fake.advance({ days: 3 })));
    });
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
    await fake.runRotations();
    expect(happened).toHaveLength(2);
    expect(fake.now()).toEqual(new Date("2026-01-04"));
    expect(new Set(outcomes(fake))).toEqual(new Set(["succeeded"]));
  });

  test("the time during a scheduled rotation is the time of the rotation", async () => {
    const fake = make();
    const times: Date[] = [];
    fake.onRotate("rotate", (event) => {
      synchronous(fake)(event);
      times.push(fake.now());
    });
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN, RotationRules: daily });
    const [first] = await fake.advance({ days: 1, hours: 12 });
    expect(new Set(times.slice(4).map(Number))).toEqual(new Set([Number(first?.at)]));
    expect(fake.now()).toEqual(new Date("2026-01-02T12:00:00Z"));
  });

  test("runRotations does not wait for the function that calls it", async () => {
    const fake = make({ secrets: { db: "first", other: "first" } });
    const steps: unknown[] = [];
    fake.onRotate("rotate", async () => void steps.push(await fake.runRotations()));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
    await fake.runRotations();
    expect(steps).toEqual([[], [], [], []]);
  });

  test("a function can use its own fake, and each function reaches the fake that runs it", async () => {
    const application = new SecretsManagerClient({});
    const outer = make({ secrets: { db: "outer" } });
    const inner = make({ secrets: { db: "inner" } });
    using _outer = outer.intercept(SecretsManagerClient);
    using _inner = inner.intercept(SecretsManagerClient);
    const read = async () => (await application.send(new GetSecretValueCommand({ SecretId: "db" }))).SecretString;
    const seen: unknown[] = [];
    inner.onRotate("rotate", async () => void seen.push(await read()));
    outer.onRotate("rotate", async ({ Step }) => {
      if (Step !== "createSecret") return;
      seen.push(await read());
      const client = new SecretsManagerClient(inner.clientConfig());
      await client.send(new RotateSecretCommand({ SecretId: "db", RotationLambdaARN }));
      seen.push(await read());
    });
    await new SecretsManagerClient(outer.clientConfig()).send(
      new RotateSecretCommand({ SecretId: "db", RotationLambdaARN }),
    );
    expect(seen).toEqual(["outer", "inner", "inner", "inner", "inner", "outer"]);
    expect(await read()).toBe("inner");
    expect([outcomes(outer), outcomes(inner)]).toEqual([["succeeded"], ["succeeded"]]);
  });

  test("the fake can be disposed of", async () => {
    const fake = make();
    fake.onRotate("rotate", async () => fake[Symbol.dispose]());
    const client = new SecretsManagerClient(fake.clientConfig());
    const rotate = client.send(new RotateSecretCommand({ SecretId: "db", RotationLambdaARN }));
    await expect(rotate).rejects.toThrow(/disposed of/);
    const other = make();
    other.onRotate("rotate", async () => other[Symbol.dispose]());
    other.rotateSecret({ SecretId: "db", RotationLambdaARN });
  });
});

test("twenty concurrent rotations do not interfere", async () => {
  const names = Array.from({ length: 20 }, (_, number) => `secret-${number}`);
  const fake = make({ secrets: Object.fromEntries(names.map((name) => [name, "first"])) });
  using _ = fake.intercept(SecretsManagerClient);
  const client = new SecretsManagerClient({});
  let [running, most] = [0, 0];
  fake.onRotate("rotate", async (event) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 5 * Math.random()));
    synchronous(fake, `made for ${event.SecretId}`)(event);
    running -= 1;
  });
  await Promise.all(
    names.map((SecretId) =>
      client.send(new RotateSecretCommand({ SecretId, RotationLambdaARN, RotationRules: daily })),
    ),
  );
  expect(most).toBeGreaterThan(1);
  expect(fake.rotations).toHaveLength(20);
  for (const { secretId, outcome, steps } of fake.rotations) {
    expect([outcome, steps.map(({ step }) => step)]).toEqual(["succeeded", STEPS]);
    expect(value(fake, secretId)).toBe(`made for ${secretId}`);
  }
  expect(await fake.advance({ days: 2 })).toHaveLength(20);
});

describe("the host's clock", () => {
  const timed = (handler: (fake: FakeSecretsManager) => (event: RotationEvent) => unknown) => {
    vi.useFakeTimers({ now: new Date("2026-01-01T12:00:00Z"), toFake: ["Date", "setTimeout"] });
    const fake = make({ now: undefined });
    fake.onRotate("rotate", handler(fake));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN, RotationRules: daily, RotateImmediately: false });
    return fake;
  };

  test("runs a due rotation before the next response of a direct call and of handle", () => {
    for (const read of [
      (fake: FakeSecretsManager) => value(fake),
      (fake: FakeSecretsManager) => {
        const target = { "X-Amz-Target": "secretsmanager.GetSecretValue" };
        return JSON.parse(new TextDecoder().decode(fake.handle(target, '{"SecretId":"db"}').body)).SecretString;
      },
    ]) {
      const fake = timed(synchronous);
      expect(read(fake)).toBe("first");
      vi.setSystemTime(new Date("2026-01-03T00:00:00Z"));
      expect(read(fake)).toBe("second");
      expect(fake.describeSecret({ SecretId: "db" }).LastRotatedDate).toEqual(fake.rotations[1]?.ended);
      expect(fake.rotations[1]?.ended?.getTime()).toBeLessThan(Date.parse("2026-01-03"));
      vi.useRealTimers();
    }
  });

  test("runs an async one before the next response to a client", async () => {
    const fake = timed(asynchronous);
    await fake.runRotations();
    const client = new SecretsManagerClient(fake.clientConfig());
    vi.setSystemTime(new Date("2026-01-03T00:00:00Z"));
    const read = await client.send(new GetSecretValueCommand({ SecretId: "db" }));
    expect(read.SecretString).toBe("second");
  });

  test("runs one before a matcher reads", () => {
    const fake = timed(synchronous);
    vi.setSystemTime(new Date("2026-01-03T00:00:00Z"));
    expect(fake).toHaveSecret("db", "second");
  });

  test("freezing at a later time runs one immediately; advance returns only its own events", async () => {
    const fake = make();
    fake.onRotate("rotate", synchronous(fake));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN, RotationRules: daily, RotateImmediately: false });
    fake.freeze(new Date("2026-01-03"));
    expect(outcomes(fake)).toEqual(["succeeded", "succeeded"]);
    expect(await fake.advance({ days: 1 })).toHaveLength(1);
  });

  test("unfreezing runs one that is due immediately", () => {
    let now = Date.parse("2026-01-01");
    const fake = make({ now: () => now });
    fake.freeze();
    fake.onRotate("rotate", synchronous(fake));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN, RotationRules: daily, RotateImmediately: false });
    now = Date.parse("2026-01-03");
    expect(outcomes(fake)).toEqual(["succeeded"]);
    fake.unfreeze();
    expect(outcomes(fake)).toEqual(["succeeded", "succeeded"]);
  });

  test("can be an option", () => {
    let now = Date.parse("2026-01-01");
    const fake = make({ now: () => now });
    fake.onRotate("rotate", synchronous(fake));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN, RotationRules: daily, RotateImmediately: false });
    now += 2 * 86_400_000;
    expect(value(fake)).toBe("second");
    expect(fake.now()).toEqual(new Date("2026-01-03"));
  });
});

describe("waiting", () => {
  const scheduled = async (handler: (fake: FakeSecretsManager) => (event: RotationEvent) => unknown = asynchronous) => {
    const fake = make();
    fake.onRotate("rotate", handler(fake));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN, RotationRules: { ScheduleExpression: "rate(4 hours)" } });
    await fake.runRotations();
    return fake;
  };

  test("a second advance waits for the first, and each resolves at its own time", async () => {
    const fake = await scheduled();
    const first = fake.advance({ days: 1 });
    const second = fake.advance({ days: 1 });
    expect(fake.now()).toEqual(new Date("2026-01-02"));
    const [ofFirst, ofSecond] = await Promise.all([first, second]);
    expect(fake.now()).toEqual(new Date("2026-01-03"));
    expect(ofFirst.length).toBeGreaterThan(4);
    expect(ofSecond.length).toBeGreaterThan(4);
    expect(Math.max(...ofFirst.map(({ at }) => Number(at)))).toBeLessThan(Number(ofSecond[0]?.at));
    expect(new Set(outcomes(fake))).toEqual(new Set(["succeeded"]));
  });

  test("a client waits while due rotations run, and gets no response from the past", async () => {
    const fake = await scheduled();
    const client = new SecretsManagerClient(fake.clientConfig());
    const advancing = fake.advance({ days: 1 });
    const waiting = client.send(new DescribeSecretCommand({ SecretId: "db" }));
    expect(fake.now()).toEqual(new Date("2026-01-02"));
    const described = await waiting;
    await advancing;
    expect(described.LastRotatedDate).toEqual(fake.rotations.at(-1)?.ended);
  });

  test("a call that waits for a hanging function gets a response after a while", async () => {
    const fake = await scheduled();
    fake.onRotate("rotate", () => new Promise(() => {}));
    void fake.advance({ hours: 5 });
    const client = new SecretsManagerClient(fake.clientConfig());
    const described = await client.send(new DescribeSecretCommand({ SecretId: "db" }));
    expect(described.Name).toBe("db");
  });

  test("an abort signal ends the wait of send; the rotation continues", async () => {
    const fake = make();
    fake.onRotate("rotate", asynchronous(fake));
    const client = new SecretsManagerClient(fake.clientConfig());
    const controller = new AbortController();
    const rotating = client.send(new RotateSecretCommand({ SecretId: "db", RotationLambdaARN }), {
      abortSignal: controller.signal,
    });
    setImmediate(() => controller.abort());
    await expect(rotating).rejects.toMatchObject({ name: "AbortError" });
    await vi.waitUntil(() => outcomes(fake)[0] === "succeeded");
  });
});

describe("an error of a function", () => {
  const warningsOf = async (options: FakeSecretsManagerOptions, handler: (event: RotationEvent) => unknown) => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const fake = make(options);
    fake.onRotate("rotate", handler);
    const client = new SecretsManagerClient(fake.clientConfig());
    await client.send(new RotateSecretCommand({ SecretId: "db", RotationLambdaARN })).catch(() => {});
    return { fake, warnings: warn.mock.calls.map(([text]) => String(text)) };
  };
  const failing = () => Promise.reject(new TypeError("x is not a function; the password was first-and-long"));

  test("is a warning, and in the log, without the values of secrets", async () => {
    const { fake, warnings } = await warningsOf({ secrets: { db: "first-and-long" } }, failing);
    const text = "TypeError: x is not a function; the password was [secret value]";
    expect(fake.rotations[0]?.steps[0]?.errorText).toBe(text);
    expect(warnings).toEqual([expect.stringContaining(`failed in createSecret: ${text}`)]);
  });

  test("is no warning if the exception is raised", async () => {
    const { warnings } = await warningsOf({ raiseRotationFailures: true }, failing);
    expect(warnings).toEqual([]);
  });

  describe("of a rotation that nothing waits for", () => {
    const begun = (handler: (event: RotationEvent) => unknown) => {
      const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
      onTestFinished(() => warn.mockRestore());
      const fake = make({ secrets: { db: "first-and-long" }, raiseRotationFailures: true });
      fake.onRotate("rotate", handler);
      fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
      return { fake, warnings: () => warn.mock.calls.map(([text]) => String(text)) };
    };
    const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
    const failed = /a rotation failed, but no call threw the error: .*createSecret.*runRotations/;

    test.each(["reset", "dispose"] as const)("is a warning of %s", async (end) => {
      const { fake, warnings } = begun(failing);
      await turn();
      expect(warnings()).toEqual([]);
      fake[end]();
      expect(warnings()).toEqual([expect.stringMatching(failed)]);
      expect(warnings().join()).not.toContain("first-and-long");
    });

    test("is no warning if runRotations has thrown it", async () => {
      const { fake, warnings } = begun(failing);
      await expect(fake.runRotations()).rejects.toThrow("createSecret");
      fake.dispose();
      expect(warnings()).toEqual([]);
    });

    test("names the step that is still running", () => {
      const { fake, warnings } = begun(() => new Promise(() => {}));
      fake.dispose();
      expect(warnings()).toEqual([expect.stringMatching(/^the rotation step createSecret of db was still running/)]);
    });
  });

  test("is not needed for a note: the function did not move AWSCURRENT", async () => {
    const { fake, warnings } = await warningsOf({}, () => {});
    expect(fake.rotations).toMatchObject([
      { outcome: "succeeded", note: expect.stringContaining("without moving AWSCURRENT") },
    ]);
    expect(warnings).toEqual([expect.stringContaining("without moving AWSCURRENT")]);
  });
});

describe("SECRETS_MANAGER_ENDPOINT", () => {
  const name = "SECRETS_MANAGER_ENDPOINT";

  test("is set while a fake intercepts, and removed after the last", () => {
    const [one, two] = [make({ region: "eu-west-1" }), make()];
    expect(process.env[name]).toBeUndefined();
    const restores = [one.intercept(SecretsManagerClient), two.intercept(SecretsManagerClient)];
    expect(process.env[name]).toBe("https://secretsmanager.eu-west-1.amazonaws.com");
    restores[0]?.();
    restores[0]?.();
    expect(process.env[name]).toBeDefined();
    restores[1]?.();
    expect(process.env[name]).toBeUndefined();
  });

  test("is left unchanged if it was already set", () => {
    process.env[name] = "https://localhost";
    onTestFinished(() => void delete process.env[name]);
    const restore = make().intercept(SecretsManagerClient);
    expect(process.env[name]).toBe("https://localhost");
    restore();
    expect(process.env[name]).toBe("https://localhost");
  });
});

test("nothing that prints a rotation shows a value", async () => {
  const secret = "hunter2-is-secret";
  const fake = make({ secrets: { db: secret }, raiseRotationFailures: true });
  fake.onRotate("rotate", asynchronous(fake, `${secret}-too`));
  fake.fail("finishSecret");
  fake.rotateSecret({ SecretId: "db", RotationLambdaARN });
  const failed = await fake.runRotations().catch((error: unknown) => error);
  for (const shown of [fake, fake.rotations, failed]) {
    expect(inspect(shown, { depth: 20, showHidden: true, getters: true })).not.toContain(secret);
    expect(JSON.stringify(shown)).not.toContain(secret);
  }
});

describe("misuse", () => {
  const fake = make();
  const any = (given: unknown) => given as never;

  test.each<[string, () => unknown, RegExp]>([
    ["an invalid handler", () => fake.onRotate("rotate", any({})), /onRotate was given an object/],
    ["an invalid name", () => fake.onRotate("no name!", () => {}), /"no name!".*Lambda function/],
    ["a name of another type", () => fake.onRotate(any(undefined), () => {}), /onRotate was given undefined/],
    ["an invalid step", () => fake.fail(any("stepOne")), /"stepOne".*rotation step/],
    ["a step of another type", () => fake.fail(any(5)), /fail was given a value of type number/],
    ["times that are none", () => fake.fail("testSecret", { times: 0 }), /times was given 0/],
    ["too many times", () => fake.fail("testSecret", { times: 2 ** 32 }), /times was given 4294967296/],
    ["a misspelt option of fail", () => fake.fail("testSecret", any({ time: 1 })), /"time".*times/],
    ["an end that is no step", () => fake.runRotations({ until: any("stepOne") }), /"stepOne".*createSecret/],
    ["a misspelt option of runRotations", () => fake.runRotations(any({ to: "testSecret" })), /"to".*until/],
    ["steps that do neither", () => make({ rotationSteps: any("wait") }), /rotationSteps was given "wait"/],
    ["failures that are neither", () => make({ raiseRotationFailures: any("yes") }), /was given "yes".*true or false/],
  ])("%s is rejected with an example", (_, act, advice) => {
    const refused = thrownBy(act) as Error;
    expect(refused).toBeInstanceOf(Misuse);
    expect(refused.message).toMatch(advice);
    expect(refused.message).toMatch(/expected .*for example /);
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
