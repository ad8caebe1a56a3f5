/** Requests to AWS Secrets Manager that bypass an intercepting fake are blocked, whichever client sends them. */
import http from "node:http";
import https from "node:https";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager } from "fake-secrets-manager";
import { describe, expect, onTestFinished, test } from "vitest";

const HOST = "secretsmanager.us-east-1.amazonaws.com";
const headers = { "x-amz-target": "secretsmanager.GetSecretValue" };
const REFUSED =
  /GetSecretValue to secretsmanager\.us-east-1\.amazonaws\.com.*fake\.intercept\(.*interceptNetwork\(\).*allowRequestsToAws/;

const credentials = { accessKeyId: "x", secretAccessKey: "x" };

function intercepting(options = {}): FakeSecretsManager {
  const fake = new FakeSecretsManager(options);
  onTestFinished(() => fake.dispose());
  class Other extends SecretsManagerClient {}
  fake.intercept(Other);
  return fake;
}

const failure = (from: typeof http | typeof https, options: https.RequestOptions) =>
  new Promise<Error>((resolve, reject) => {
    const request = from.request({ method: "POST", headers, ...options }, () => reject(new Error("answered")));
    request.on("error", resolve);
    request.write("{}");
    request.end();
  });

describe("while a fake intercepts", () => {
  test("a client of a class that it does not intercept fails", async () => {
    intercepting();
    const client = new SecretsManagerClient({ region: "us-east-1", credentials, maxAttempts: 1 });
    const get = new GetSecretValueCommand({ SecretId: "db" });
    await expect(client.send(get)).rejects.toThrow(REFUSED);
  });

  test.each([
    ["https", https, { host: HOST }],
    ["http, with its host as hostname", http, { hostname: HOST }],
  ])("a request by %s fails", async (_, from, options) => {
    intercepting();
    const error = await failure(from, options);
    expect(error).toMatchObject({ name: "Misuse", message: expect.stringMatching(REFUSED) });
  });

  test("a request by fetch fails, with the reason as its cause", async () => {
    intercepting();
    const refused = await fetch(`https://${HOST}/`, { method: "POST", headers, body: "{}" }).catch((error) => error);
    expect(refused.cause).toMatchObject({ name: "Misuse", message: expect.stringMatching(REFUSED) });
  });

  test.each([
    "secretsmanager-fips.us-gov-west-1.amazonaws.com",
    "secretsmanager.cn-north-1.amazonaws.com.cn",
    "vpce-0a1b-xyz.secretsmanager.eu-west-1.vpce.amazonaws.com",
  ])("so does one to %s", async (host) => {
    intercepting();
    expect((await failure(https, { host })).message).toContain(`to ${host} bypassed the fake`);
  });
});

describe("let through", () => {
  /** Nothing listens at this address, so the request fails. */
  const lookup = (_name: string, _options: object, found: (error: Error) => void) => found(new Error("no such host"));
  const elsewhere = (options: object) => failure(https, { lookup, ...options } as never);

  test("are requests to other services, and to other hosts", async () => {
    intercepting();
    for (const host of [
      "s3.us-east-1.amazonaws.com",
      "secretsmanager.example.com",
      "xsecretsmanager.us-east-1.amazonaws.com",
    ]) {
      expect((await elsewhere({ host })).message).toBe("no such host");
    }
  });

  test("are all requests with allowRequestsToAws", async () => {
    intercepting({ allowRequestsToAws: true });
    expect((await elsewhere({ host: HOST })).message).toBe("no such host");
  });

  test("are all requests when no fake intercepts", async () => {
    intercepting().dispose();
    new FakeSecretsManager();
    expect((await elsewhere({ host: HOST })).message).toBe("no such host");
  });
});
