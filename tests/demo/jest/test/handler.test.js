/** The handler creates its client when it is loaded. Each test loads it again, with a new copy of the SDK. */
const { createHmac } = require("node:crypto");
const { FakeSecretsManager } = require("fake-secrets-manager");

const invoice = { number: 7, total: "19.90" };
const signed = (bytes) => createHmac("sha256", bytes).update(JSON.stringify(invoice)).digest("hex");

let fake;
let restore;
let handler;

beforeEach(() => {
  process.env.SIGNING_KEY = "invoices/signing-key";
  fake = new FakeSecretsManager();
  jest.resetModules();
  restore = fake.intercept(require("@aws-sdk/client-secrets-manager").SecretsManagerClient);
  ({ handler } = require("../src/handler.js"));
});

afterEach(() => {
  restore();
  delete process.env.SIGNING_KEY;
});

test("signs with the bytes of the secret", async () => {
  const { VersionId } = fake.createSecret({ Name: "invoices/signing-key", SecretBinary: Uint8Array.of(0, 255, 7) });

  expect(await handler(invoice)).toEqual({
    statusCode: 200,
    body: { invoice, signature: signed(Uint8Array.of(0, 255, 7)), key: VersionId },
  });
});

test("keeps its key until the next cold start", async () => {
  fake.createSecret({ Name: "invoices/signing-key", SecretBinary: Uint8Array.of(1) });
  await handler(invoice);

  fake.putSecretValue({ SecretId: "invoices/signing-key", SecretBinary: Uint8Array.of(2) });

  expect((await handler(invoice)).body.signature).toBe(signed(Uint8Array.of(1)));
});

test("answers 503 and tries again later when the secret does not exist yet", async () => {
  expect(await handler(invoice)).toEqual({ statusCode: 503, body: { reason: "ResourceNotFoundException" } });

  fake.createSecret({ Name: "invoices/signing-key", SecretBinary: Uint8Array.of(1) });

  expect((await handler(invoice)).statusCode).toBe(200);
});

test("answers 503 while the secret is scheduled for deletion", async () => {
  fake.createSecret({ Name: "invoices/signing-key", SecretBinary: Uint8Array.of(1) });
  fake.deleteSecret({ SecretId: "invoices/signing-key" });

  expect((await handler(invoice)).body).toEqual({ reason: "InvalidRequestException" });
});
