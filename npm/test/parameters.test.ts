/** References to secrets in Parameter Store, through intercepted clients of `SSMClient`. */
import { createRequire } from "node:module";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  GetParameterCommand,
  GetParametersCommand,
  ParameterNotFound,
  PutParameterCommand,
  SSM,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { FakeSecretsManager, type FakeSecretsManagerOptions, Misuse } from "fake-secrets-manager";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

// Without its types, which do not compile with `skipLibCheck: false`.
const { mockClient } = createRequire(import.meta.url)("aws-sdk-client-mock");
const PREFIX = "/aws/reference/secretsmanager/";
const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" };
const get = (name: string) => new GetParameterCommand({ Name: `${PREFIX}${name}`, WithDecryption: true });
const getAll = (...Names: string[]) => new GetParametersCommand({ Names, WithDecryption: true });

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_CONFIG_FILE", "none");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "none");
});
afterEach(() => vi.unstubAllEnvs());

function intercepting(options: FakeSecretsManagerOptions = {}): FakeSecretsManager {
  const fake = new FakeSecretsManager({ secrets: { "app/db": "hunter2" }, ...options });
  onTestFinished(() => fake.dispose());
  fake.intercept(SSMClient);
  return fake;
}

/** A request handler like that of a mock of Parameter Store, and the requests that it received. */
function theirs(answer: (body: Record<string, unknown>) => object) {
  const received: { headers: Record<string, string>; body: Record<string, unknown> }[] = [];
  const requestHandler = {
    async handle({ headers, body }: { headers: Record<string, string>; body: string | Uint8Array }) {
      const request = JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body));
      received.push({ headers, body: request });
      const bytes = new TextEncoder().encode(JSON.stringify(answer(request)));
      return { response: { statusCode: 200, headers: {}, body: new Blob([bytes]).stream() } };
    },
  };
  return { received, requestHandler: requestHandler as never };
}

const plain = (Name: string) => ({ Name, Value: "plain", Type: "String", LastModifiedDate: 1.5, Version: 1 });

describe("a reference", () => {
  test("reads the secret, without region and credentials", async () => {
    const fake = intercepting();
    const client = new SSMClient({});
    const { Parameter } = await client.send(get("app/db"));
    expect(Parameter).toMatchObject({
      ARN: fake.describeSecret({ SecretId: "app/db" }).ARN,
      Name: `${PREFIX}app/db`,
      Type: "SecureString",
      Value: "hunter2",
      Version: 0,
      LastModifiedDate: expect.any(Date),
      SourceResult: expect.stringContaining('"secretString":"hunter2"'),
    });
    fake.putSecretValue({ SecretId: "app/db", SecretString: "new" });
    const old = (await client.send(get("app/db:AWSPREVIOUS"))).Parameter;
    expect([old?.Value, old?.Selector]).toEqual(["hunter2", ":AWSPREVIOUS"]);
  });

  test("fails with the exceptions of Parameter Store", async () => {
    intercepting();
    const missing = new SSMClient({}).send(get("gone"));
    await expect(missing).rejects.toBeInstanceOf(ParameterNotFound);
    await expect(missing).rejects.toThrow("Secret aws/reference/secretsmanager/gonenull not found");
    const encrypted = new SSM({}).getParameter({ Name: `${PREFIX}app/db` });
    await expect(encrypted).rejects.toThrow("WithDecryption flag must be True");
  });

  test("selects region and account as clients of Secrets Manager do", async () => {
    const fake = intercepting({ region: "eu-west-1" });
    fake.seed({ "app/db": "north" }, { region: "eu-north-1", accountId: "210987654321" });
    expect((await new SSMClient({}).send(get("app/db"))).Parameter?.Value).toBe("hunter2");
    const account = { accessKeyId: "210987654321", secretAccessKey: "x" };
    const north = new SSMClient({ region: "eu-north-1", credentials: account });
    expect((await north.send(get("app/db"))).Parameter?.Value).toBe("north");
  });

  test("is answered to clients with clientConfig(), and callbacks", async () => {
    const fake = new FakeSecretsManager({ secrets: { "app/db": "hunter2" } });
    expect((await new SSMClient(fake.clientConfig()).send(get("app/db"))).Parameter?.Value).toBe("hunter2");
    fake.intercept(SSMClient);
    const value = await new Promise((resolve) =>
      new SSMClient({}).send(get("app/db"), (error, output) => resolve(error ?? output?.Parameter?.Value)),
    );
    expect(value).toBe("hunter2");
    fake.dispose();
  });
});

describe("other names", () => {
  test("reach the client's own request handler, signed with its own credentials", async () => {
    intercepting({ region: "eu-west-3" });
    const { received, requestHandler } = theirs(({ Name }) => ({ Parameter: plain(String(Name)) }));
    const client = new SSMClient({ region: "eu-west-3", credentials, requestHandler });
    expect((await client.send(new GetParameterCommand({ Name: "/plain" }))).Parameter?.Value).toBe("plain");
    expect((await client.send(get("app/db"))).Parameter?.Value).toBe("hunter2");
    expect(received).toHaveLength(1);
    expect(received[0]?.headers.authorization).toContain("Credential=AKIAIOSFODNN7EXAMPLE/");
    expect(received[0]?.headers.authorization).toContain("/eu-west-3/ssm/");
  });

  test("beside references are requested separately, with a signature of their own", async () => {
    intercepting({ region: "eu-west-3" });
    const { received, requestHandler } = theirs(({ Names }) => ({
      InvalidParameters: (Names as string[]).filter((name) => name === "/gone"),
      Parameters: (Names as string[]).filter((name) => name !== "/gone").map(plain),
    }));
    const client = new SSMClient({ region: "eu-west-3", credentials, requestHandler });
    const names = ["/plain", `${PREFIX}app/db`, "/gone", `${PREFIX}gone`];
    const { Parameters, InvalidParameters } = await client.send(getAll(...names));
    expect(Parameters?.map(({ Name, Value }) => [Name, Value])).toEqual([
      [`${PREFIX}app/db`, "hunter2"],
      ["/plain", "plain"],
    ]);
    expect([...(InvalidParameters ?? [])].sort()).toEqual(["/gone", `${PREFIX}gone`].sort());
    expect(received.map(({ body }) => body)).toEqual([{ Names: ["/plain", "/gone"], WithDecryption: true }]);
    expect(received[0]?.headers["content-length"]).toBe(String(JSON.stringify(received[0]?.body).length));
    expect(received[0]?.headers.authorization).toContain("Credential=AKIAIOSFODNN7EXAMPLE/");
  });

  test("reach an earlier mock of send", async () => {
    const mock = mockClient(SSMClient);
    onTestFinished(() => mock.restore());
    const moment = new Date(1_500);
    mock.on(GetParameterCommand).resolves({ Parameter: { Name: "/plain", Value: "mocked" } });
    mock.on(GetParametersCommand).callsFake(({ Names }: { Names: string[] }) => ({
      Parameters: Names.map((Name) => ({ Name, Value: "mocked", LastModifiedDate: moment })),
    }));
    const fake = intercepting();
    const client = new SSMClient({});
    expect((await client.send(new GetParameterCommand({ Name: "/plain" }))).Parameter?.Value).toBe("mocked");
    expect((await client.send(get("app/db"))).Parameter?.Value).toBe("hunter2");
    const { Parameters } = await client.send(getAll("/plain", `${PREFIX}app/db`));
    expect(Parameters?.map(({ Value }) => Value)).toEqual(["hunter2", "mocked"]);
    expect(Parameters?.[1]?.LastModifiedDate).toEqual(moment);
    expect(mock.calls().map(({ args: [command] }: { args: [{ input: object }] }) => command.input)).toEqual([
      { Name: "/plain" },
      { Names: ["/plain"], WithDecryption: true },
    ]);
    fake.dispose();
    expect((await client.send(get("app/db"))).Parameter?.Value).toBe("mocked");
  });

  test("do not leave the process without credentials, or with those of the fake", async () => {
    intercepting();
    const client = new SSMClient({ region: "us-east-1" });
    for (const command of [new GetParameterCommand({ Name: "/plain" }), getAll("/plain", `${PREFIX}app/db`)]) {
      const refused = client.send(command as GetParameterCommand);
      await expect(refused).rejects.toBeInstanceOf(Misuse);
      await expect(refused).rejects.toThrow("a request to Parameter Store would reach AWS");
    }
    const dummy = { accessKeyId: "123456789012", secretAccessKey: "fake" };
    const put = new PutParameterCommand({ Name: "/plain", Value: "x", Type: "String" });
    await expect(new SSMClient({ credentials: dummy }).send(put)).rejects.toThrow("would reach AWS");
  });
});

test("one interception for both clients ends with the fake", () => {
  const { send } = SSMClient.prototype;
  const fake = new FakeSecretsManager();
  fake.intercept(SecretsManagerClient, SSMClient);
  expect(SSMClient.prototype.send).not.toBe(send);
  fake.dispose();
  expect(SSMClient.prototype.send).toBe(send);
});
