// @vitest-environment jsdom
/** The same in vitest's jsdom, which replaces Uint8Array: the SDK checks whether a body is one. */
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager } from "fake-secrets-manager";
import { expect, test } from "vitest";

test("the SDK talks to the fake", async () => {
  expect(window.document).toBeDefined();
  const fake = new FakeSecretsManager();
  const client = new SecretsManagerClient(fake.clientConfig());
  await client.send(new CreateSecretCommand({ Name: "db", SecretBinary: Uint8Array.of(1, 2) }));
  const { SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: "db" }));
  expect([...(SecretBinary ?? [])]).toEqual([1, 2]);
  const gone = client.send(new GetSecretValueCommand({ SecretId: "gone" }));
  await expect(gone).rejects.toBeInstanceOf(ResourceNotFoundException);
});

test("a direct call accepts bytes of this realm and of Node, and returns bytes of this realm", () => {
  const fake = new FakeSecretsManager();
  fake.createSecret({ Name: "own", SecretBinary: Uint8Array.of(1) });
  fake.createSecret({ Name: "node", SecretBinary: Buffer.from([1]) });
  for (const SecretId of ["own", "node"]) {
    expect(fake.getSecretValue({ SecretId }).SecretBinary).toBeInstanceOf(Uint8Array);
    expect(fake.getSecretValue({ SecretId }).SecretBinary).toEqual(Uint8Array.of(1));
  }
});
