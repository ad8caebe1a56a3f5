// The engine of the ESM bundle for browsers, which leaves the server out.

import { expect, test } from "vitest";
import { FakeSecretsManager } from "../dist/index.js";

test("answers calls as the engine for Node.js does", async () => {
  using fake = new FakeSecretsManager({ secrets: { "app/db": "hunter2" } });
  expect(fake.getSecretValue({ SecretId: "app/db" }).SecretString).toBe("hunter2");
  const answer = await fake.handle({ "x-amz-target": "secretsmanager.ListSecrets" }, "{}");
  expect(answer.status).toBe(200);
});

test("rejects serve() with the condition that bundlers need", async () => {
  using fake = new FakeSecretsManager();
  await expect(fake.serve()).rejects.toThrow(/the engine for browsers has no server; expected the build for Node\.js/);
});
