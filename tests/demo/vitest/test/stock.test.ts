/** The SDK's own paginator over more secrets than a page holds, in two isolated regions. */
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { test } from "fake-secrets-manager/vitest";
import { expect } from "vitest";
import { partners } from "../src/stock.js";

const names = Array.from({ length: 35 }, (_, index) => `p${String(index).padStart(2, "0")}`);

test("finds the partners on every page", async ({ fake }) => {
  for (const name of names) fake.createSecret({ Name: `partner/${name}`, SecretString: "x" });
  fake.createSecret({ Name: "internal", SecretString: "x" });

  expect(await partners(new SecretsManagerClient(fake.clientConfig()))).toEqual(names);
});

test("regions are isolated from each other", async ({ fake }) => {
  const frankfurt = new SecretsManagerClient(fake.clientConfig({ region: "eu-central-1" }));
  await frankfurt.send(new CreateSecretCommand({ Name: "partner/frankfurt", SecretString: "x" }));

  expect(await partners(frankfurt)).toEqual(["frankfurt"]);
  expect(await partners(new SecretsManagerClient(fake.clientConfig()))).toEqual([]);
  expect(fake).not.toHaveSecret("partner/frankfurt");
});
