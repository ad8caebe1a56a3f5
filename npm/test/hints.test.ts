/** Warnings about a secret that is not found but exists in another account or region. The response stays that of AWS. */
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager } from "fake-secrets-manager";
import { expect, test, vi } from "vitest";

function warnings(): string[] {
  const said: string[] = [];
  vi.spyOn(process, "emitWarning").mockImplementation((warning: string | Error, options: unknown) => {
    if ((options as { type?: string } | undefined)?.type === "FakeSecretsManagerWarning") said.push(String(warning));
  });
  return said;
}

test("a warning names the account and region of the secret, once per name and test", async () => {
  const said = warnings();
  const fake = new FakeSecretsManager({ region: "us-east-1", secrets: { db: "hunter2", other: "x" } });
  const client = new SecretsManagerClient({ ...fake.clientConfig(), region: "eu-west-1" });
  const read = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));
  await expect(read("db")).rejects.toThrow("Secrets Manager can't find the specified secret.");
  await expect(read("db")).rejects.toThrow();
  expect(said).toEqual([expect.stringMatching(/GetSecretValue did not find "db" in eu-west-1.* in us-east-1\./)]);
  await expect(read("other")).rejects.toThrow();
  expect(said).toHaveLength(2);
  fake.reset();
  await expect(read("db")).rejects.toThrow();
  expect(said).toHaveLength(3);
  expect(said.join()).not.toContain("hunter2");
});

test("a request to a server warns immediately, not the next call in this process", async () => {
  const said = warnings();
  using fake = new FakeSecretsManager({ secrets: { "app/db": "x" } });
  await using server = await fake.serve();
  const headers = { "X-Amz-Target": "secretsmanager.GetSecretValue" };
  const { status } = await fetch(server.url, { method: "POST", headers, body: '{"SecretId":"app/bd"}' });
  expect([status, said]).toEqual([400, [expect.stringContaining('did not find "app/bd"')]]);
  expect(() => fake.describeSecret({ SecretId: "gone" })).toThrow("can't find");
  expect(said).toHaveLength(1);
});

test("direct calls warn too; secrets that do not exist anywhere do not", () => {
  const said = warnings();
  const fake = new FakeSecretsManager({ secrets: { db: "x" } });
  expect(() => fake.describeSecret({ SecretId: "db" }, { accountId: "210987654321" })).toThrow("can't find");
  expect(said).toEqual([expect.stringMatching(/account 210987654321.*account 123456789012/)]);
  expect(() => fake.describeSecret({ SecretId: "gone" })).toThrow("can't find");
  expect(said).toHaveLength(1);
});
