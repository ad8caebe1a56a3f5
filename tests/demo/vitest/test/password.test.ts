/** The client is a parameter. It gets the fake's configuration, and nothing global changes. */
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager } from "fake-secrets-manager";
import { beforeEach, describe, expect, test } from "vitest";
import { Password } from "../src/password.js";

describe("Password", () => {
  let fake: FakeSecretsManager;
  let password: Password;

  beforeEach(() => {
    fake = new FakeSecretsManager({ secrets: { db: "first" } });
    password = new Password(new SecretsManagerClient(fake.clientConfig()), "db");
  });

  const value = (label = "AWSCURRENT") => fake.getSecretValue({ SecretId: "db", VersionStage: label }).SecretString;
  const labels = () => Object.values(fake.describeSecret({ SecretId: "db" }).VersionIdsToStages ?? {}).sort();

  test("becomes current when it logs in", async () => {
    const tried: string[] = [];

    await password.change(async (candidate) => void tried.push(candidate));

    expect(tried).toEqual([value()]);
    expect(value()).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(value("AWSPREVIOUS")).toBe("first");
    expect(labels()).toEqual([["AWSCURRENT"], ["AWSPREVIOUS"]]);
  });

  test("stays if the new one is rejected", async () => {
    await expect(password.change(() => Promise.reject(new Error("no entry")))).rejects.toThrow("no entry");

    expect(value()).toBe("first");
    expect(labels()).toEqual([["AWSCURRENT"]]);
  });

  test("can be rolled back", async () => {
    await password.change(async () => {});

    await password.rollBack();

    expect(value()).toBe("first");
    expect(labels()).toEqual([["AWSCURRENT"], ["AWSPREVIOUS"]]);
  });

  test("keeps the version that a request token names, once", async () => {
    const token = "11111111-2222-3333-4444-555555555555";
    const put = () => fake.putSecretValue({ SecretId: "db", SecretString: "second", ClientRequestToken: token });

    expect(put().VersionId).toBe(token);
    expect(put()).toEqual(put());
    expect(() => fake.putSecretValue({ SecretId: "db", SecretString: "third", ClientRequestToken: token })).toThrow(
      expect.objectContaining({ name: "ResourceExistsException" }),
    );
  });
});
