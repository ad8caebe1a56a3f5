/** The values that `intercept` rejects and accepts. */
import { SecretsManager, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager, Misuse } from "fake-secrets-manager";
import { expect, onTestFinished, test, vi } from "vitest";

const any = (value: unknown) => value as never;
const fake = new FakeSecretsManager();

class S3Client {
  readonly config = { serviceId: "S3" };
  send() {}
}

/** The parts of the SDK v2's class by which `intercept` recognizes it. */
const sdkV2 = Object.assign(function SecretsManager() {}, { serviceIdentifier: "secretsmanager" });

const automock = Object.assign(class SecretsManagerClient {}, { _isMockFunction: true });
Object.assign(automock.prototype, { send: vi.fn() });

test.each<[string, unknown, RegExp]>([
  ["a client", new SecretsManagerClient({ region: "us-east-1" }), /a client \(an instance of SecretsManagerClient\)/],
  ["the class of another service", S3Client, /the client class of S3; expected .*SecretsManagerClient/],
  ["the SDK v2", sdkV2, /SecretsManager of the AWS SDK for JavaScript v2.*interceptNetwork\(\)/],
  ["an automatic mock", automock, /automatic mock of SecretsManagerClient.*vi\.unmock/],
  ["a function", () => {}, /the function/],
  ["nothing", undefined, /undefined/],
])("intercept rejects %s, and intercepts nothing", (_, given, advice) => {
  expect(() => fake.intercept(SecretsManagerClient, any(given))).toThrow(advice);
  expect(() => fake.intercept(any(given))).toThrow(Misuse);
  expect(Object.getOwnPropertySymbols(Object.getPrototypeOf(SecretsManagerClient.prototype))).toEqual([]);
});

test.each([
  ["the plain client", SecretsManagerClient],
  ["the aggregated client", SecretsManager],
  ["a subclass under another name", class Ours extends SecretsManagerClient {}],
])("intercept accepts %s", (_, given) => {
  onTestFinished(fake.intercept(given));
});

test("a class whose send is spied on is accepted", () => {
  const spy = vi.spyOn(SecretsManagerClient.prototype, "send");
  fake.intercept(SecretsManagerClient)();
  spy.mockRestore();
});
