/** Rotations on platforms that do not keep the context across an await, such as browsers: here Node without AsyncLocalStorage. */
import { beforeAll, describe, expect, test, vi } from "vitest";

const RotationLambdaARN = "arn:aws:lambda:us-east-1:123456789012:function:rotate";

type Package = typeof import("fake-secrets-manager");
let FakeSecretsManager: Package["FakeSecretsManager"];

beforeAll(async () => {
  const { getBuiltinModule } = process;
  vi.spyOn(process, "getBuiltinModule").mockImplementation(((name: string) =>
    name.endsWith("async_hooks") ? undefined : getBuiltinModule(name)) as typeof getBuiltinModule);
  // The package reads its timers when it is imported.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  ({ FakeSecretsManager } = await import("fake-secrets-manager"));
});

function rotating(wait: () => Promise<unknown>) {
  const fake = new FakeSecretsManager({ secrets: { db: "first" }, seed: 1, now: () => Date.parse("2026-01-01") });
  fake.onRotate("rotate", async ({ Step, SecretId, ClientRequestToken }) => {
    await wait();
    if (Step === "createSecret") {
      fake.putSecretValue({ SecretId, ClientRequestToken, SecretString: "second", VersionStages: ["AWSPENDING"] });
    }
    if (Step !== "finishSecret") return;
    const { VersionId } = fake.getSecretValue({ SecretId });
    const move = { SecretId, VersionStage: "AWSCURRENT", MoveToVersionId: ClientRequestToken };
    fake.updateSecretVersionStage({ ...move, RemoveFromVersionId: VersionId });
  });
  return fake;
}

describe("without asynchronous context tracking", () => {
  test("runRotations waits for rotations of direct calls", async () => {
    const fake = rotating(() => new Promise((resolve) => setImmediate(resolve)));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });

    await fake.runRotations();

    expect(fake.rotations.map(({ outcome }) => outcome)).toEqual(["succeeded"]);
    expect(fake.getSecretValue({ SecretId: "db" }).SecretString).toBe("second");
  });

  test("runRotations waits for slow handlers", async () => {
    const fake = rotating(() => new Promise((resolve) => setTimeout(resolve, 8_000)));
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });

    const outcomes = fake.runRotations().then(() => fake.rotations.map(({ outcome }) => outcome));
    await vi.advanceTimersByTimeAsync(40_000);

    expect(await outcomes).toEqual(["succeeded"]);
  });

  test("a failure of a rotation in the background reaches runRotations", async () => {
    const fake = new FakeSecretsManager({ secrets: { db: "first" }, raiseRotationFailures: true });
    fake.onRotate("rotate", async () => {
      await Promise.resolve();
      throw new Error("the database is down");
    });
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });

    await expect(fake.runRotations()).rejects.toThrow("failed in createSecret");
  });

  test("a handler that waits for itself continues after a while", async () => {
    const fake: InstanceType<typeof FakeSecretsManager> = rotating(async () => {
      await Promise.resolve();
      await fake.runRotations();
    });
    fake.rotateSecret({ SecretId: "db", RotationLambdaARN });

    const ran = fake.runRotations();
    await vi.advanceTimersByTimeAsync(60_000);
    await ran;

    await vi.advanceTimersByTimeAsync(60_000);
    expect(fake.rotations.map(({ outcome }) => outcome)).toEqual(["succeeded"]);
  });
});
