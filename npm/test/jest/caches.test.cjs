/** The option `clearCaches` in jest, where the modules of a test file are its own. */
const { getSecret } = require("@aws-lambda-powertools/parameters/secrets");
const { SecretsManagerClient } = require("@aws-sdk/client-secrets-manager");
const { expect, test } = require("@jest/globals");
const { useFakeSecretsManager } = require("fake-secrets-manager/jest");

const fake = useFakeSecretsManager({ intercept: [SecretsManagerClient], clearCaches: true });

test.each(["one", "two"])("reads %s", async (value) => {
  fake.seed({ "app/db": value });
  expect(await getSecret("app/db")).toBe(value);
});
