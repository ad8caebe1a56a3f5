/** Keeps stock levels for all partners that have their own secret. */
import { paginateListSecrets, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** The partners, in alphabetical order; `client` may be any. */
export async function partners(client: SecretsManagerClient): Promise<string[]> {
  const names: string[] = [];
  for await (const page of paginateListSecrets({ client, pageSize: 10 }, {})) {
    for (const { Name } of page.SecretList ?? []) {
      if (Name?.startsWith("partner/")) names.push(Name.slice("partner/".length));
    }
  }
  return names.sort();
}
