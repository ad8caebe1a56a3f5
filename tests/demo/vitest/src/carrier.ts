/** The token for the carrier's API. */
import { GetSecretValueCommand, ResourceNotFoundException } from "@aws-sdk/client-secrets-manager";
import { client } from "./client.js";

/** The headers that the carrier expects. Without a token the service still responds, to an anonymous user. */
export async function carrierHeaders(): Promise<Record<string, string>> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: "warehouse/carrier" }));
    return { authorization: `Bearer ${SecretString}` };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return {};
    throw error;
  }
}
