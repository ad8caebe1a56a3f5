/** The service's one client, made when the module is loaded: no region, no credentials, long before any test. */
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

export const client = new SecretsManagerClient({});
