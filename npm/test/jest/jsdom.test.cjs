/**
 * The package alone in jest's jsdom, which has neither TextEncoder nor TextDecoder.
 * (The AWS SDK itself does not load there without a polyfill.)
 *
 * @jest-environment jsdom
 */
const { FakeSecretsManager } = require("fake-secrets-manager");
const { useFakeSecretsManager } = require("fake-secrets-manager/jest");

const fake = useFakeSecretsManager({ secrets: { db: "häß 🗝" } });

test("works without TextEncoder", () => {
  expect([typeof TextEncoder, typeof TextDecoder, typeof window]).toEqual(["undefined", "undefined", "object"]);
  expect(fake).toHaveSecret("db", "häß 🗝");
  fake.createSecret({ Name: "bytes", SecretBinary: Uint8Array.of(1, 255) });
  expect([...fake.getSecretValue({ SecretId: "bytes" }).SecretBinary]).toEqual([1, 255]);
  expect(new FakeSecretsManager().getRandomPassword().RandomPassword).toHaveLength(32);
});

test("handle takes text and returns bytes", () => {
  const { status, body } = fake.handle({ "X-Amz-Target": "secretsmanager.GetSecretValue" }, '{"SecretId":"dß\ud800"}');
  expect(status).toBe(400);
  expect(String.fromCharCode(...body)).toContain('"__type"');
});
