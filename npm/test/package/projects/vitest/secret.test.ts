import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { test, useFakeSecretsManager } from "fake-secrets-manager/vitest";
import { expect } from "vitest";

const shared = useFakeSecretsManager({ secrets: { db: "hunter2" } });

test("reads the secret", async ({ fake }) => {
  for (const one of [shared, fake]) {
    one.createSecret({ Name: "other", SecretString: "x" });
    const client = new SecretsManagerClient(one.clientConfig());
    expect((await client.send(new GetSecretValueCommand({ SecretId: "other" }))).SecretString).toBe("x");
    expect(one).toHaveSecret("other", "x");
  }
  expect(fake).not.toHaveSecret("db");
});
