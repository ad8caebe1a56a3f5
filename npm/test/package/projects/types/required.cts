/** The types by `require`. */
import fsm = require("fake-secrets-manager");

export const value: string | undefined = new fsm.FakeSecretsManager().getSecretValue({ SecretId: "db" }).SecretString;
