/** The package by `require`, with the real SDK. */
const { strictEqual } = require("node:assert");
const { GetSecretValueCommand, SecretsManagerClient } = require("@aws-sdk/client-secrets-manager");
const { FakeSecretsManager } = require("fake-secrets-manager");

async function main() {
  const client = new SecretsManagerClient({});
  const fake = new FakeSecretsManager({ secrets: { db: "hunter2" } });
  const restore = fake.intercept(SecretsManagerClient);
  strictEqual((await client.send(new GetSecretValueCommand({ SecretId: "db" }))).SecretString, "hunter2");
  restore();
}

main();
