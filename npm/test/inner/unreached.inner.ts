/** A client that no fake answers, without credentials on this machine. */
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { test } from "fake-secrets-manager/vitest";

test("without interception", async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  Object.assign(process.env, { AWS_EC2_METADATA_DISABLED: "true", HOME: "/nowhere", AWS_REGION: "us-east-1" });
  await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: "app/db" }));
});
