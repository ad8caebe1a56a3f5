const { GetSecretValueCommand, SecretsManagerClient } = require("@aws-sdk/client-secrets-manager");
const { useFakeSecretsManager } = require("fake-secrets-manager/jest");

const fake = useFakeSecretsManager({ secrets: { db: "hunter2" } });

test("reads the secret", async () => {
  const client = new SecretsManagerClient(fake.clientConfig());
  expect((await client.send(new GetSecretValueCommand({ SecretId: "db" }))).SecretString).toBe("hunter2");
  expect(fake).toHaveSecret("db", "hunter2");
});
