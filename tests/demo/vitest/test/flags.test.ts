/** Powertools creates its client on first use and caches values, so the cache is cleared between tests. */
import { clearCaches } from "@aws-lambda-powertools/parameters";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager } from "fake-secrets-manager";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isOn } from "../src/flags.js";

let fake: FakeSecretsManager;
let restore: () => void;

beforeEach(() => {
  fake = new FakeSecretsManager({ secrets: { "warehouse/flags": { express: true } } });
  restore = fake.intercept(SecretsManagerClient);
});
afterEach(() => {
  restore();
  clearCaches();
});

test("reads a flag", async () => {
  expect(await isOn("express")).toBe(true);
  expect(await isOn("drones")).toBe(false);
});

test("keeps a flag for a while, as Powertools does", async () => {
  expect(await isOn("express")).toBe(true);
  fake.putSecretValue({ SecretId: "warehouse/flags", SecretString: '{"express": false}' });
  expect(await isOn("express")).toBe(true);

  clearCaches();

  expect(await isOn("express")).toBe(false);
});

test("a missing secret raises Powertools' own error, with the SDK's error as its cause", async () => {
  fake.deleteSecret({ SecretId: "warehouse/flags", ForceDeleteWithoutRecovery: true });

  await expect(isOn("express")).rejects.toMatchObject({
    name: "GetParameterError",
    cause: expect.objectContaining({ name: "ResourceNotFoundException" }),
  });
});
