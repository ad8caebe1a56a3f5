/** The code creates a client at module level. The class is intercepted, including clients created before. */
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager } from "fake-secrets-manager";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { carrierHeaders } from "../src/carrier.js";

describe("carrierHeaders", () => {
  let fake: FakeSecretsManager;
  let restore: () => void;

  beforeEach(() => {
    fake = new FakeSecretsManager();
    restore = fake.intercept(SecretsManagerClient);
  });
  afterEach(() => restore());

  test("carries the token that is current", async () => {
    fake.createSecret({ Name: "warehouse/carrier", SecretString: "t-1" });
    expect(await carrierHeaders()).toEqual({ authorization: "Bearer t-1" });

    fake.putSecretValue({ SecretId: "warehouse/carrier", SecretString: "t-2" });
    expect(await carrierHeaders()).toEqual({ authorization: "Bearer t-2" });
  });

  test("sends no token if the secret is missing: the exception is the SDK's own class", async () => {
    expect(await carrierHeaders()).toEqual({});
  });

  test("passes on every other error", async () => {
    fake.createSecret({ Name: "warehouse/carrier", SecretString: "t-1" });
    fake.deleteSecret({ SecretId: "warehouse/carrier" });

    await expect(carrierHeaders()).rejects.toMatchObject({ name: "InvalidRequestException", $fault: "client" });
  });

  test("the fake's clock is vitest's clock", async () => {
    vi.useFakeTimers({ now: new Date("2026-03-01T12:00:00Z") });
    try {
      fake.createSecret({ Name: "warehouse/carrier", SecretString: "t-1" });
      fake.deleteSecret({ SecretId: "warehouse/carrier", RecoveryWindowInDays: 7 });

      vi.setSystemTime(new Date("2026-03-09T12:00:00Z"));

      expect(await carrierHeaders()).toEqual({});
    } finally {
      vi.useRealTimers();
    }
  });
});
