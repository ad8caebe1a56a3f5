/** Powertools with a client that has the fake's configuration. Each test starts with the initial secrets. */
const { SecretsManagerClient } = require("@aws-sdk/client-secrets-manager");
const { useFakeSecretsManager } = require("fake-secrets-manager/jest");
const { Mailer } = require("../src/mailer.js");

const fake = useFakeSecretsManager({ secrets: { "invoices/mail": { user: "billing", password: "p-1" } } });
let mailer;

beforeEach(() => {
  mailer = new Mailer(new SecretsManagerClient(fake.clientConfig()));
});

afterEach(() => jest.useRealTimers());

const change = (password) =>
  fake.putSecretValue({
    SecretId: "invoices/mail",
    SecretString: JSON.stringify({ user: "billing", password }),
  });

test("reads the credentials", async () => {
  expect(await mailer.credentials()).toEqual({ user: "billing", password: "p-1" });
});

test("caches them for five minutes", async () => {
  jest.useFakeTimers({ now: new Date("2026-03-01T12:00:00Z") });
  await mailer.credentials();
  const changed = change("p-2");

  jest.setSystemTime(new Date("2026-03-01T12:04:00Z"));
  expect((await mailer.credentials()).password).toBe("p-1");

  jest.setSystemTime(new Date("2026-03-01T12:06:00Z"));
  expect((await mailer.credentials()).password).toBe("p-2");

  const version = fake.getSecretValue({ SecretId: "invoices/mail", VersionId: changed.VersionId });
  expect(version.CreatedDate).toEqual(new Date("2026-03-01T12:00:00Z"));
});

test("bypasses the cache on request", async () => {
  await mailer.credentials();
  change("p-2");

  expect((await mailer.credentials({ fresh: true })).password).toBe("p-2");
  expect(fake).toHaveSecret("invoices/mail", { user: "billing", password: "p-2" });
});

test("a rolled back password is read again", async () => {
  const before = fake.getSecretValue({ SecretId: "invoices/mail" }).VersionId;
  const after = change("p-2").VersionId;

  fake.updateSecretVersionStage({
    SecretId: "invoices/mail",
    VersionStage: "AWSCURRENT",
    MoveToVersionId: before,
    RemoveFromVersionId: after,
  });

  expect((await mailer.credentials({ fresh: true })).password).toBe("p-1");
});

test("a missing secret raises Powertools' own error, with the SDK's error as its cause", async () => {
  fake.deleteSecret({ SecretId: "invoices/mail", ForceDeleteWithoutRecovery: true });

  await expect(mailer.credentials()).rejects.toMatchObject({
    name: "GetParameterError",
    cause: { name: "ResourceNotFoundException" },
  });
});
