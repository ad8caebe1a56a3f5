import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { useFakeSecretsManager } from "fake-secrets-manager/jest";

const fake = useFakeSecretsManager({ secrets: { db: "hunter2" } });

test("reads the secret", async () => {
  const client = new SecretsManagerClient(fake.clientConfig());
  expect((await client.send(new GetSecretValueCommand({ SecretId: "db" }))).SecretString).toBe("hunter2");
  expect(fake).toHaveSecret("db", "hunter2");
});
