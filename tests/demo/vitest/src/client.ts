/** The only client of the service. It is created when the module is loaded, without region and credentials, before any test. */
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

export const client = new SecretsManagerClient({});
