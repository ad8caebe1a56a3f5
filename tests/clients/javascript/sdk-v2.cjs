// The scenario through the AWS SDK for JavaScript v2, which needs the endpoint in the code.
const AWS = require("aws-sdk");

const VALUE = "pass wörd ☃ 🔑";
const endpoint = process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER;

const client = new AWS.SecretsManager({ endpoint });
const elsewhere = new AWS.SecretsManager({ endpoint, region: "eu-west-1" });
const other = new AWS.SecretsManager({ endpoint, accessKeyId: "210987654321", secretAccessKey: "x" });

const create = (client, Name, SecretString, more) => client.createSecret({ Name, SecretString, ...more }).promise();
const get = (client, SecretId) => client.getSecretValue({ SecretId }).promise();

async function refused(call) {
  try {
    await call;
  } catch (error) {
    return { code: error.code, message: error.message };
  }
  throw new Error("expected an error");
}

async function main() {
  const created = await create(client, "app/db", VALUE, { Tags: [{ Key: "team", Value: "a b" }] });
  await create(client, "app/key", undefined, { SecretBinary: Buffer.from([0, 1, 255]) });
  for (const number of [1, 2, 3]) await create(client, `page/${number}`, "x");
  const got = await get(client, "app/db");
  const names = [];
  const asked = { Filters: [{ Key: "name", Values: ["page/"] }], SortOrder: "asc", MaxResults: 2 };
  let NextToken;
  do {
    const page = await client.listSecrets({ ...asked, NextToken }).promise();
    names.push(...page.SecretList.map(({ Name }) => Name));
    NextToken = page.NextToken;
  } while (NextToken);
  const { Tags } = await client.describeSecret({ SecretId: "app/db" }).promise();
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
}

main();
