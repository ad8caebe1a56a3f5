/** Run by runners.test.ts, which expects one test of the broken function to fail. */
const sdk = require("@aws-sdk/client-secrets-manager");
const { checkRotation } = require("fake-secrets-manager/jest");

const { SecretsManagerClient } = sdk;
const client = new SecretsManagerClient({});

/** The code under test. */
async function rotate({ Step, SecretId, ClientRequestToken }) {
  const send = (command) => client.send(command);
  const secret = await send(new sdk.DescribeSecretCommand({ SecretId }));
  const labels = secret.VersionIdsToStages?.[ClientRequestToken] ?? [];
  if (!secret.RotationEnabled) throw new Error("rotation is not enabled");
  if (labels.includes("AWSCURRENT")) return;
  if (!labels.includes("AWSPENDING")) throw new Error("not pending");
  const pending = { SecretId, VersionId: ClientRequestToken, VersionStage: "AWSPENDING" };
  if (Step === "createSecret") {
    try {
      await send(new sdk.GetSecretValueCommand(pending));
    } catch (error) {
      if (error.name !== "ResourceNotFoundException") throw error;
      const value = { SecretString: `password ${ClientRequestToken}`, VersionStages: ["AWSPENDING"] };
      await send(new sdk.PutSecretValueCommand({ SecretId, ClientRequestToken, ...value }));
    }
  } else if (Step === "setSecret" || Step === "testSecret") {
    await send(new sdk.GetSecretValueCommand(pending));
  } else if (Step === "finishSecret") {
    const versions = Object.entries(secret.VersionIdsToStages);
    const [current] = versions.find(([, names]) => names.includes("AWSCURRENT"));
    const move = { VersionStage: "AWSCURRENT", MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current };
    await send(new sdk.UpdateSecretVersionStageCommand({ SecretId, ...move }));
  } else throw new Error(`unknown step ${Step}`);
}

async function leaky(event) {
  await rotate(event);
  console.log((await client.send(new sdk.GetSecretValueCommand({ SecretId: event.SecretId }))).SecretString);
}

checkRotation(rotate, { name: "good", intercept: [SecretsManagerClient] });
checkRotation(leaky, { name: "broken", intercept: [SecretsManagerClient] });
