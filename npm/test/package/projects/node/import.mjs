/** The package by `import`, with the real SDK. */
import { strictEqual } from "node:assert";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager, Misuse } from "fake-secrets-manager";

const fake = new FakeSecretsManager({ secrets: { db: "hunter2" } });
const client = new SecretsManagerClient(fake.clientConfig());
strictEqual((await client.send(new GetSecretValueCommand({ SecretId: "db" }))).SecretString, "hunter2");
strictEqual(fake.getSecretValue({ SecretId: "db" }).SecretString, "hunter2");
strictEqual(new Misuse("x").name, "Misuse");
