/** A Lambda function: signs an invoice with a key that it looks up once per warm start. */
const { createHmac } = require("node:crypto");
const { GetSecretValueCommand, SecretsManagerClient } = require("@aws-sdk/client-secrets-manager");

const client = new SecretsManagerClient({});
let key;

async function signingKey() {
  if (!key) {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: process.env.SIGNING_KEY }));
    key = { id: answer.VersionId, bytes: answer.SecretBinary };
  }
  return key;
}

exports.handler = async function handler(invoice) {
  try {
    const { id, bytes } = await signingKey();
    const signature = createHmac("sha256", bytes).update(JSON.stringify(invoice)).digest("hex");
    return { statusCode: 200, body: { invoice, signature, key: id } };
  } catch (error) {
    return { statusCode: 503, body: { reason: error.name } };
  }
};
