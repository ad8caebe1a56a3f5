/** The real SDK and the fake in a page. */
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager } from "fake-secrets-manager";

async function read(): Promise<string> {
  const fake = new FakeSecretsManager({ secrets: { db: Uint8Array.of(1, 2), text: "häß 🗝" } });
  const client = new SecretsManagerClient(fake.clientConfig());
  const get = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));
  const bytes = (await get("db")).SecretBinary ?? [];
  const text = (await get("text")).SecretString;
  const refused = await get("gone").catch((error: unknown) => error instanceof ResourceNotFoundException);
  return JSON.stringify({
    bytes: [...bytes],
    text,
    refused,
    direct: fake.getSecretValue({ SecretId: "text" }).SecretString,
  });
}

read().then(
  (result) => {
    document.body.textContent = result;
  },
  (error: unknown) => {
    document.body.textContent = String(error);
  },
);
