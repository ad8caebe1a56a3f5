/** A rotation function that follows AWS's documentation of the four steps and uses the real AWS SDK with its own client. */
import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";

interface Event {
  readonly Step: "createSecret" | "setSecret" | "testSecret" | "finishSecret";
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

/** The database that the password is for. */
export const database = { password: "first" };

export async function handler({ Step, SecretId, ClientRequestToken: token }: Event): Promise<void> {
  const endpoint = process.env.SECRETS_MANAGER_ENDPOINT;
  const client = new SecretsManagerClient(endpoint ? { endpoint } : {});
  const metadata = await client.send(new DescribeSecretCommand({ SecretId }));
  if (!metadata.RotationEnabled) throw new Error(`Secret ${SecretId} is not enabled for rotation`);
  const labels = metadata.VersionIdsToStages?.[token];
  if (labels === undefined) throw new Error("Secret version has no stage for rotation");
  if (labels.includes("AWSCURRENT")) return;
  if (!labels.includes("AWSPENDING")) throw new Error("Secret version not set as AWSPENDING for rotation");
  await { createSecret, setSecret, testSecret, finishSecret }[Step](client, SecretId, token);
}

type Step = (client: SecretsManagerClient, SecretId: string, token: string) => Promise<void>;

const createSecret: Step = async (client, SecretId, token) => {
  await client.send(new GetSecretValueCommand({ SecretId, VersionStage: "AWSCURRENT" }));
  try {
    await pending(client, SecretId, token);
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    const { RandomPassword } = await client.send(new GetRandomPasswordCommand({ ExcludePunctuation: true }));
    await client.send(
      new PutSecretValueCommand({
        SecretId,
        ClientRequestToken: token,
        SecretString: RandomPassword,
        VersionStages: ["AWSPENDING"],
      }),
    );
  }
};

const setSecret: Step = async (client, SecretId, token) => {
  database.password = await pending(client, SecretId, token);
};

const testSecret: Step = async (client, SecretId, token) => {
  if ((await pending(client, SecretId, token)) !== database.password) throw new Error("Unable to log into database");
};

const finishSecret: Step = async (client, SecretId, token) => {
  const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
  const current = Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes("AWSCURRENT"));
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: "AWSCURRENT",
      MoveToVersionId: token,
      RemoveFromVersionId: current,
    }),
  );
};

async function pending(client: SecretsManagerClient, SecretId: string, VersionId: string): Promise<string> {
  const request = { SecretId, VersionId, VersionStage: "AWSPENDING" };
  const { SecretString } = await client.send(new GetSecretValueCommand(request));
  return SecretString ?? "";
}
