/** The Lambda function that gives the warehouse's database user a new password, in the four steps of a rotation. */
import {
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { client } from "./client.js";
import type { DatabaseServer, Login } from "./database.js";

interface RotationEvent {
  Step: "createSecret" | "setSecret" | "testSecret" | "finishSecret";
  SecretId: string;
  ClientRequestToken: string;
}

export function rotationHandler(server: DatabaseServer) {
  return async ({ Step, SecretId, ClientRequestToken: token }: RotationEvent): Promise<void> => {
    const current = () => login({ SecretId });
    const pending = () => login({ SecretId, VersionId: token, VersionStage: "AWSPENDING" });
    if (Step === "createSecret") {
      await pending().catch((error) => {
        if (!(error instanceof ResourceNotFoundException)) throw error;
        return putPassword(SecretId, token);
      });
    } else if (Step === "setSecret") {
      await server.logIn(await pending()).catch(async () => {
        await server.changePassword(await current(), (await pending()).password);
      });
    } else if (Step === "testSecret") {
      await server.logIn(await pending());
    } else {
      await promote(SecretId, token);
    }
  };
}

async function login(version: { SecretId: string; VersionId?: string; VersionStage?: string }): Promise<Login> {
  const { SecretString } = await client.send(new GetSecretValueCommand(version));
  return JSON.parse(SecretString!);
}

async function putPassword(SecretId: string, ClientRequestToken: string): Promise<void> {
  const { RandomPassword } = await client.send(new GetRandomPasswordCommand({ ExcludePunctuation: true }));
  const SecretString = JSON.stringify({ ...(await login({ SecretId })), password: RandomPassword });
  const VersionStages = ["AWSPENDING"];
  await client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString, VersionStages }));
}

async function promote(SecretId: string, token: string): Promise<void> {
  const { VersionId } = await client.send(new GetSecretValueCommand({ SecretId }));
  const current = { VersionStage: "AWSCURRENT", MoveToVersionId: token, RemoveFromVersionId: VersionId };
  const pending = { VersionStage: "AWSPENDING", RemoveFromVersionId: token };
  for (const change of [current, pending]) {
    await client.send(new UpdateSecretVersionStageCommand({ SecretId, ...change }));
  }
}
