/** The region and account of a fake and its clients, with different settings of the developer's machine. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager, type FakeSecretsManagerOptions } from "fake-secrets-manager";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
});
afterEach(() => vi.unstubAllEnvs());

function intercepting(options?: FakeSecretsManagerOptions): FakeSecretsManager {
  const fake = new FakeSecretsManager(options);
  onTestFinished(() => fake.dispose());
  fake.intercept(SecretsManagerClient);
  return fake;
}

async function arnFrom(config: SecretsManagerClientConfig = {}): Promise<string | undefined> {
  const client = new SecretsManagerClient(config);
  return (await client.send(new CreateSecretCommand({ Name: "db" }))).ARN?.split(":").slice(3, 5).join(" ");
}

describe("the region of a fake", () => {
  test("is us-east-1 if the machine configures none", () => {
    expect(new FakeSecretsManager().region).toBe("us-east-1");
  });

  test.each(["AWS_REGION", "AWS_DEFAULT_REGION"])("is that of %s", async (name) => {
    vi.stubEnv(name, "eu-west-1");
    const fake = intercepting({ secrets: { seeded: "x" } });
    expect(fake.region).toBe("eu-west-1");
    const { SecretString } = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: "seeded" }));
    expect(SecretString).toBe("x");
  });

  test("comes from the profile", async () => {
    const folder = mkdtempSync(join(tmpdir(), "profiles-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    vi.stubEnv(
      "AWS_CONFIG_FILE",
      write("config", "[default]\nregion = eu-west-1\n[profile  other]\nregion=eu-north-1 # cold\n"),
    );
    expect(new FakeSecretsManager().region).toBe("eu-west-1");
    vi.stubEnv("AWS_PROFILE", "other");
    expect(new FakeSecretsManager().region).toBe("eu-north-1");
    intercepting();
    expect(await arnFrom()).toBe("eu-north-1 123456789012");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", write("credentials", "[other]\nregion = sa-east-1\n"));
    expect(new FakeSecretsManager().region).toBe("sa-east-1");
    vi.stubEnv("AWS_PROFILE", "unknown");
    expect(new FakeSecretsManager().region).toBe("us-east-1");
  });
});

describe("an intercepted client", () => {
  test("without a region has the fake's, even if the environment names another", async () => {
    vi.stubEnv("AWS_REGION", "eu-west-1");
    const module = new SecretsManagerClient({});
    intercepting({ region: "ap-south-1" });
    expect(await arnFrom()).toBe("ap-south-1 123456789012");
    expect((await module.send(new CreateSecretCommand({ Name: "module" }))).ARN).toMatch(/:ap-south-1:/);
  });

  test("has it in the second fake too, although the SDK caches it", async () => {
    vi.stubEnv("AWS_REGION", "eu-west-1");
    const module = new SecretsManagerClient({});
    for (const region of ["ap-south-1", "ap-south-2"]) {
      const fake = intercepting({ region });
      expect((await module.send(new CreateSecretCommand({ Name: region }))).ARN).toContain(region);
      fake.dispose();
    }
  });

  test("keeps its own region, even if the environment names the same", async () => {
    vi.stubEnv("AWS_REGION", "eu-west-1");
    intercepting({ region: "ap-south-1" });
    expect(await arnFrom({ region: "eu-west-1" })).toBe("eu-west-1 123456789012");
    expect(await arnFrom({ region: async () => "eu-central-1" })).toBe("eu-central-1 123456789012");
    expect(process.env.AWS_REGION).toBe("eu-west-1");
  });

  const secretAccessKey = "x";
  test.each<[string, SecretsManagerClientConfig["credentials"], string]>([
    ["an access key id that is one", { accessKeyId: "210987654321", secretAccessKey }, "210987654321"],
    ["the same from a function", async () => ({ accessKeyId: "210987654321", secretAccessKey }), "210987654321"],
    [
      "credentials of an assumed role",
      { accessKeyId: "ASIAX", secretAccessKey, accountId: "111122223333" },
      "111122223333",
    ],
    ["nothing in its credentials", { accessKeyId: "AKIAX", secretAccessKey }, "123456789012"],
    ["credentials that fail", () => Promise.reject(new Error("expired")), "123456789012"],
    ["no credentials", undefined, "123456789012"],
  ])("belong to the account of %s", async (_, credentials, account) => {
    intercepting({ region: "us-east-1" });
    expect(await arnFrom({ ...(credentials && { credentials }) })).toBe(`us-east-1 ${account}`);
  });

  test("calls with the access key id that it was given", async () => {
    const fake = intercepting({ region: "us-east-1", secrets: { db: "hunter2" } });
    fake.failing("GetSecretValue", "AccessDeniedException", { caller: "AKIAREADER" });
    fake.failing("GetSecretValue", "ThrottlingException", { caller: "ASIAROLE" });
    const get = (accessKeyId: string, accountId?: string) => {
      const credentials = { accessKeyId, secretAccessKey, ...(accountId && { accountId }) };
      return new SecretsManagerClient({ credentials, maxAttempts: 1 }).send(
        new GetSecretValueCommand({ SecretId: "db" }),
      );
    };
    expect((await get("AKIAWRITER")).SecretString).toBe("hunter2");
    await expect(get("AKIAREADER")).rejects.toThrow("not authorized");
    await expect(get("ASIAROLE", "111122223333")).rejects.toThrow("Rate exceeded");
    expect([...fake.requests()].map(({ caller, accountId }) => [caller, accountId])).toEqual([
      ["AKIAWRITER", "123456789012"],
      ["AKIAREADER", "123456789012"],
      ["ASIAROLE", "111122223333"],
    ]);
  });

  test("reads an account id only from the environment", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "210987654321");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "x");
    intercepting();
    expect(await arnFrom()).toBe("us-east-1 210987654321");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAX");
    vi.stubEnv("AWS_ACCOUNT_ID", "111122223333");
    expect(await arnFrom()).toBe("us-east-1 123456789012");
  });

  test("whose credentials come from the network gets the fake's account immediately", async () => {
    intercepting();
    let failure: Error | undefined;
    const credentials = async () => {
      await Promise.resolve();
      try {
        await fetch("http://169.254.169.254/latest/meta-data");
      } catch (error) {
        failure = (error as Error).cause as Error;
      }
      throw new Error("no credentials");
    };
    expect(await arnFrom({ credentials })).toBe("us-east-1 123456789012");
    expect(failure?.message).toMatch(/requests are blocked while the credentials/);
  });
});
