// The scenario through the AWS SDK for JavaScript v3, which reads the endpoint from the environment.
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  paginateListSecrets,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";

const VALUE = "pass wörd ☃ 🔑";

const client = new SecretsManagerClient({});
const elsewhere = new SecretsManagerClient({ region: "eu-west-1" });
const other = new SecretsManagerClient({ credentials: { accessKeyId: "210987654321", secretAccessKey: "x" } });

const create = (client, Name, SecretString, more) =>
  client.send(new CreateSecretCommand({ Name, SecretString, ...more }));
const get = (client, SecretId) => client.send(new GetSecretValueCommand({ SecretId }));

async function refused(call) {
  try {
    await call;
  } catch (error) {
    return { code: error.name, message: error.message };
  }
  throw new Error("expected an error");
}

const created = await create(client, "app/db", VALUE, { Tags: [{ Key: "team", Value: "a b" }] });
await create(client, "app/key", undefined, { SecretBinary: new Uint8Array([0, 1, 255]) });
for (const number of [1, 2, 3]) await create(client, `page/${number}`, "x");
const got = await get(client, "app/db");
const names = [];
const asked = { Filters: [{ Key: "name", Values: ["page/"] }], SortOrder: "asc" };
for await (const page of paginateListSecrets({ client, pageSize: 2 }, asked)) {
  names.push(...page.SecretList.map(({ Name }) => Name));
}
const { Tags } = await client.send(new DescribeSecretCommand({ SecretId: "app/db" }));
console.log(
  JSON.stringify({
    created: created.ARN,
    value: got.SecretString,
    stages: got.VersionStages,
    binary: [...(await get(client, "app/key")).SecretBinary],
    createdIsRecent: Math.abs(got.CreatedDate.getTime() - Date.now()) < 300_000,
    tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
    names,
    missing: await refused(get(client, "no/such")),
    exists: await refused(create(client, "app/db", "x")),
    invalid: await refused(create(client, "no spaces", "x")),
    otherRegion: await refused(get(elsewhere, "app/db")),
    otherAccount: (await create(other, "app/db", "x")).ARN,
  }),
);
