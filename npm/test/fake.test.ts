/** The fake without any SDK: options, direct calls, controls, misuse, and secrecy. */
import { inspect } from "node:util";
import { describe as describeApi, FakeSecretsManager, Misuse, type RequestHeaders } from "fake-secrets-manager";
import { afterEach, describe, expect, test, vi } from "vitest";
import { PEEK } from "../src/peek.js";

afterEach(() => vi.useRealTimers());

describe("a direct call", () => {
  test("returns what the SDK would, with Date and Uint8Array", () => {
    const fake = new FakeSecretsManager({ now: () => new Date("2026-01-01T00:00:00.250Z") });
    fake.createSecret({ Name: "text", SecretString: "one" });
    fake.createSecret({ Name: "bytes", SecretBinary: Uint8Array.of(0, 255) });

    const text = fake.getSecretValue({ SecretId: "text" });
    expect(text).toEqual({
      ARN: expect.stringMatching(/^arn:aws:secretsmanager:us-east-1:123456789012:secret:text-[A-Za-z0-9]{6}$/),
      CreatedDate: new Date("2026-01-01T00:00:00.250Z"),
      Name: "text",
      SecretString: "one",
      VersionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      VersionStages: ["AWSCURRENT"],
    });
    expect(fake.getSecretValue({ SecretId: "bytes" }).SecretBinary).toEqual(Uint8Array.of(0, 255));
    expect(fake.tagResource({ SecretId: "text", Tags: [{ Key: "a", Value: "b" }] })).toEqual({});
  });

  test("can name the operation, and can be detached from the fake", () => {
    const fake = new FakeSecretsManager();
    fake.call("CreateSecret", { Name: "db", SecretString: "one" });
    expect(fake.call("GetSecretValue", { SecretId: "db" }).SecretString).toBe("one");
    expect(fake.listSecrets().SecretList).toHaveLength(1);
    expect(fake.call("ListSecrets").SecretList).toHaveLength(1);
    expect(fake.createSecret.name).toBe("createSecret");
    expect(vi.spyOn(fake, "getSecretValue").getMockName()).toBe("getSecretValue");
  });

  test.each([
    ["Buffer", Buffer.from("hello")],
    ["ArrayBuffer", Uint8Array.from(Buffer.from("hello")).buffer],
    ["a view into a larger buffer", new Uint8Array(Buffer.from("..hello..")).subarray(2, 7)],
    ["DataView", new DataView(Uint8Array.from(Buffer.from("hello")).buffer)],
  ])("takes bytes as %s", (_, bytes) => {
    const fake = new FakeSecretsManager();
    fake.createSecret({ Name: "db", SecretBinary: bytes as Uint8Array });
    expect(fake.getSecretValue({ SecretId: "db" }).SecretBinary).toEqual(Uint8Array.from(Buffer.from("hello")));
  });

  test("treats undefined as absent, and keeps non-ASCII text", () => {
    const fake = new FakeSecretsManager();
    fake.createSecret({ Name: "db", SecretString: "häß 🗝", Description: undefined, SecretBinary: undefined });
    expect(fake.getSecretValue({ SecretId: "db" }).SecretString).toBe("häß 🗝");
  });

  test("can use another region or account", () => {
    const fake = new FakeSecretsManager();
    const elsewhere = { region: "eu-west-1", accountId: "210987654321" };
    const { ARN } = fake.createSecret({ Name: "db" }, elsewhere);
    expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-west-1:210987654321:secret:db-/);
    expect(fake.listSecrets({}, elsewhere).SecretList).toHaveLength(1);
    expect(fake.listSecrets({}).SecretList).toHaveLength(0);
  });

  test("fails with an error like the SDK's", () => {
    const fake = new FakeSecretsManager();
    const refused = thrownBy(() => fake.getSecretValue({ SecretId: "gone" }));
    expect(refused).toBeInstanceOf(Error);
    expect(refused).toMatchObject({
      name: "ResourceNotFoundException",
      code: "ResourceNotFoundException",
      message: "Secrets Manager can't find the specified secret.",
      $fault: "client",
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/), attempts: 1 },
    });
    expect(refused.stack).toContain("fake.test.ts");
  });
});

describe("handle", () => {
  const target = (operation: string) => ({ "X-Amz-Target": `secretsmanager.${operation}` });

  test.each<[string, RequestHeaders]>([
    ["Headers", new Headers(target("ListSecrets"))],
    ["a list of values", { "X-Amz-Target": ["secretsmanager.ListSecrets"], "X-Other": undefined }],
    ["a Map", new Map(Object.entries(target("ListSecrets")))],
  ])("handle takes %s", (_, headers) => {
    expect(new FakeSecretsManager().handle(headers, "{}").status).toBe(200);
  });
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

  test("returns status, headers and bytes", () => {
    const fake = new FakeSecretsManager({ seed: 1 });
    const { status, headers, body } = fake.handle(target("ListSecrets"), "{}");
    expect({ status, body: text(body) }).toEqual({ status: 200, body: '{"SecretList":[]}' });
    expect(headers).toMatchObject({
      "content-type": "application/x-amz-json-1.1",
      "x-amzn-requestid": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(body.buffer.byteLength).toBe(body.length);
  });

  test.each([
    ["text", '{"SecretId":"gone"}'],
    ["bytes", Buffer.from('{"SecretId":"gone"}')],
    ["an ArrayBuffer", Uint8Array.from(Buffer.from('{"SecretId":"gone"}')).buffer],
  ])("takes a body of %s", (_, body) => {
    const answer = new FakeSecretsManager().handle(target("GetSecretValue"), body);
    expect({ status: answer.status, body: text(answer.body) }).toEqual({
      status: 400,
      body: `{"__type":"ResourceNotFoundException","Message":"Secrets Manager can't find the specified secret."}`,
    });
  });

  test("responds to any input", () => {
    const fake = new FakeSecretsManager();
    const bodies = ["", "{", "[".repeat(100_000), '{"a":'.repeat(100_000), "x".repeat(10_000_000), Uint8Array.of(0xff)];
    for (const body of bodies) expect(fake.handle(target("CreateSecret"), body).status).toBe(400);
    expect(fake.handle({}, "{}").status).toBe(400);
    expect(fake.listSecrets().SecretList).toEqual([]);
  });
});

describe("the controls", () => {
  test("initial secrets exist from the start and after a reset", () => {
    const bytes = Uint8Array.of(1, 2);
    const fake = new FakeSecretsManager({ secrets: { text: "one", bytes, json: { user: "u", ports: [1, 2] } } });
    const values = () =>
      ["text", "bytes", "json"].map((SecretId) => {
        const { SecretString, SecretBinary } = fake.getSecretValue({ SecretId });
        return SecretString ?? SecretBinary;
      });
    const expected = ["one", bytes, '{"user":"u","ports":[1,2]}'];
    expect(values()).toEqual(expected);

    fake.putSecretValue({ SecretId: "text", SecretString: "two" });
    fake.createSecret({ Name: "other" });
    fake.reset();

    expect(values()).toEqual(expected);
    expect(fake.listSecrets().SecretList).toHaveLength(3);
  });

  test("seed adds secrets", () => {
    const fake = new FakeSecretsManager();
    fake.seed({ db: "hunter2" });
    expect(fake.getSecretValue({ SecretId: "db" }).SecretString).toBe("hunter2");
  });

  test("the same seed and clock give the same bytes; without a seed they differ", () => {
    const make = (seed?: number | bigint) => {
      const fake = new FakeSecretsManager({ seed, now: () => 0 });
      return [fake.createSecret({ Name: "db", SecretString: "x" }), fake.getRandomPassword()];
    };
    expect(make(7)).toEqual(make(7n));
    expect(make(7)).not.toEqual(make(8));
    expect(make()).not.toEqual(make());
    expect(make(2n ** 64n - 1n)).toHaveLength(2);
  });

  test("advance moves the clock, freeze stops it, reset starts it again", () => {
    let host = 0;
    const fake = new FakeSecretsManager({ now: () => host });
    const now = () => {
      const { VersionId } = fake.putSecretValue({ SecretId: "db", SecretString: String(Math.random()) });
      return fake.getSecretValue({ SecretId: "db", VersionId }).CreatedDate?.getTime();
    };
    fake.createSecret({ Name: "db" });
    fake.advance({ days: 1, hours: 1, seconds: 0.5 });
    expect(now()).toBe(25 * 3_600_000 + 500);
    fake.freeze();
    host = 1000;
    expect(now()).toBe(25 * 3_600_000 + 500);
    fake.freeze(new Date("2026-01-01"));
    fake.advance({ milliseconds: 1 });
    expect(now()).toBe(Date.parse("2026-01-01") + 1);
    fake.reset();
    fake.createSecret({ Name: "db" });
    expect(now()).toBe(1000);
  });

  test("a KMS key keeps its state until a reset", () => {
    const fake = new FakeSecretsManager();
    fake.createSecret({ Name: "db", SecretString: "x", KmsKeyId: "alias/app" });
    fake.kmsKey("alias/app", { denied: ["Encrypt", "Decrypt"] });
    expect(() => fake.getSecretValue({ SecretId: "db" })).toThrow("Access to KMS is not allowed");
    fake.kmsKey("alias/app");
    expect(fake.getSecretValue({ SecretId: "db" }).SecretString).toBe("x");
    fake.kmsKey("alias/app", { state: "missing" });
    expect(() => fake.createSecret({ Name: "other", KmsKeyId: "alias/app" })).toThrow("is not found");
    fake.reset();
    fake.createSecret({ Name: "other", KmsKeyId: "alias/app" });
  });

  test("calls fail the given number of times, until a reset", () => {
    const fake = new FakeSecretsManager();
    fake.fail("ListSecrets", "ThrottlingException", { times: 2 });
    for (let call = 0; call < 2; call++) expect(() => fake.listSecrets()).toThrow("Rate exceeded");
    expect(fake.listSecrets().SecretList).toEqual([]);
    fake.fail("ListSecrets", "InternalServiceError", { message: "Not today.", times: 7 });
    expect(() => fake.listSecrets()).toThrow("Not today.");
    fake.reset();
    expect(fake.listSecrets().SecretList).toEqual([]);
  });

  test("faults do not affect seeding and peeking", () => {
    const fake = new FakeSecretsManager();
    fake.fail("CreateSecret", "AccessDeniedException");
    fake.fail("GetSecretValue", "AccessDeniedException");
    fake.kmsKey("alias/aws/secretsmanager", { state: "disabled" });
    fake.seed({ db: "x" });
    expect(fake[PEEK]("GetSecretValue", { SecretId: "db" }).SecretString).toBe("x");
    expect(() => fake.createSecret({ Name: "other" })).toThrow(
      "is not authorized to perform: secretsmanager:CreateSecret",
    );
    expect(() => fake.getSecretValue({ SecretId: "db" })).toThrow("is not authorized");
    expect(() => fake.getSecretValue({ SecretId: "db" })).toThrow("can't decrypt the secret value");
  });

  test("the clock follows the host, so fake timers move it", () => {
    const fake = new FakeSecretsManager();
    vi.useFakeTimers({ now: new Date("2026-03-01") });
    fake.createSecret({ Name: "db", SecretString: "x" });
    fake.deleteSecret({ SecretId: "db", RecoveryWindowInDays: 7 });
    vi.setSystemTime(new Date("2026-03-07T23:00:00Z"));
    expect(fake.restoreSecret({ SecretId: "db" }).Name).toBe("db");
  });

  test("rotationFunctions: any accepts every function, also after a reset", () => {
    const rotate = (fake: FakeSecretsManager) =>
      fake.rotateSecret({
        SecretId: "db",
        RotationLambdaARN: "arn:aws:lambda:us-east-1:123456789012:function:rotate",
        RotationRules: { AutomaticallyAfterDays: 30 },
      });
    const secrets = { db: "hunter2" };
    const fake = new FakeSecretsManager({ secrets, rotationFunctions: "any" });
    expect(rotate(fake).Name).toBe("db");
    fake.reset();
    expect(rotate(fake).Name).toBe("db");
    expect(() => rotate(new FakeSecretsManager({ secrets }))).toThrow(/lambda/i);
  });

  test("region and account default to those of the fake", () => {
    const fake = new FakeSecretsManager({ region: "eu-west-1", accountId: "210987654321" });
    expect([fake.region, fake.accountId]).toEqual(["eu-west-1", "210987654321"]);
    expect(fake.createSecret({ Name: "db" }).ARN).toMatch(/^arn:aws:secretsmanager:eu-west-1:210987654321:/);
  });
});

describe("misuse", () => {
  const fake = new FakeSecretsManager();
  const any = (value: unknown) => value as never;

  test.each<[string, () => unknown, RegExp]>([
    [
      "an unknown option",
      () => new FakeSecretsManager(any({ regoin: "x" })),
      /"regoin".*one of region, accountId, seed/,
    ],
    ["options that are none", () => new FakeSecretsManager(any("eu-west-1")), /given text.*an object/],
    ["an invalid region", () => new FakeSecretsManager({ region: "Frankfurt" }), /"Frankfurt".*"eu-west-1"/],
    ["a region of another type", () => new FakeSecretsManager({ region: any(1) }), /region was given.*number.*text/],
    ["an invalid account", () => new FakeSecretsManager({ accountId: "12" }), /"12".*twelve digits/],
    ["a negative seed", () => new FakeSecretsManager({ seed: -1 }), /seed was given -1.*whole number/],
    ["a broken seed", () => new FakeSecretsManager({ seed: 1.5 }), /seed was given 1.5/],
    ["a seed beyond 64 bits", () => new FakeSecretsManager({ seed: 2n ** 64n }), /seed was given 18446744073709551616/],
    ["a seed of another type", () => new FakeSecretsManager({ seed: any("1") }), /seed was given text/],
    ["an invalid clock", () => new FakeSecretsManager({ now: any(5) }), /now was given.*number.*function/],
    [
      "a clock that answers nothing",
      () => new FakeSecretsManager({ now: any(() => {}) }).listSecrets(),
      /now.*undefined/,
    ],
    [
      "another word for the rotation functions",
      () => new FakeSecretsManager({ rotationFunctions: any("all") }),
      /rotationFunctions was given "all"; expected "any", for example \{ rotationFunctions: "any" \}/,
    ],
    [
      "rotation functions of another type",
      () => new FakeSecretsManager({ rotationFunctions: any(true) }),
      /rotationFunctions was given a value of type boolean; expected "any"/,
    ],
    [
      "secrets of another type",
      () => new FakeSecretsManager({ secrets: any(["x"]) }),
      /secrets was given a list; expected an object/,
    ],
    [
      "a secret of another type",
      () => new FakeSecretsManager({ secrets: any({ db: 5 }) }),
      /secrets\.db is a number; expected text, in quotes/,
    ],
    ["a secret that is no data", () => fake.seed(any({ db: { f() {} } })), /secrets\.db\.f is a function/],
    ["an invalid operation", () => fake.call(any("GetSecret")), /"GetSecret".*the exact name of an operation/],
    ["an operation of another type", () => fake.call(any(5)), /call was given a value of type number/],
    ["an invalid place", () => fake.listSecrets({}, { region: "Mars" }), /"Mars"/],
    ["a misspelt place", () => fake.listSecrets({}, any({ acount: "1" })), /"acount".*region, accountId/],
    ["a Date in a request", () => fake.listSecrets(any({ NextToken: new Date() })), /request\.NextToken is a Date/],
    ["a symbol in a request", () => fake.listSecrets(any({ NextToken: Symbol("s") })), /of type symbol/],
    ["an invalid duration", () => fake.advance(any(5)), /advance was given.*number.*\{ days: 7/],
    ["an empty duration", () => fake.advance({}), /advance was given an empty duration.*days.*\{ days: 7/],
    ["a delay without a unit", () => fake.fail("*", { delay: any(3) }), /^delay was given .*number.*\{ seconds: 3 \}/],
    [
      "an unknown unit of a delay",
      () => fake.fail("*", { delay: any({ second: 3 }) }),
      /^delay was given "second" .*seconds/,
    ],
    ["a negative delay", () => fake.fail("*", { delay: { seconds: -3 } }), /^delay was given a negative duration/],
    [
      "an Error as fault",
      () => fake.fail("GetSecretValue", any(new Error("x"))),
      /fail was given an Error; expected an error code/,
    ],
    [
      "a code with a sequence",
      () => fake.fail("GetSecretValue", "ThrottlingException", any({ sequence: [null, "ThrottlingException"] })),
      /a code and `sequence`, which replaces the code.*\{ sequence: \[/,
    ],
    [
      "text for secrets",
      () => fake.seed(any("db"), any("x")),
      /seed was given text; expected an object, for example fake\.seed\(\{ db/,
    ],
    [
      "a number as secret",
      () => fake.seed({ pin: any(1234) }),
      /secrets\.pin is a number.*for example \{ pin: "1234" \}/,
    ],
    [
      "a list of files",
      () => fake.seedFile(any(["a.json"])),
      /seedFile was given a list.*fake\.seedFile\("secrets\.json"\)/,
    ],
    [
      "a list of classes",
      () => fake.intercept(any([Map])),
      /intercept was given a list.*without brackets, for example fake\.intercept\(SecretsManagerClient\)/,
    ],
    [
      "a mocked class",
      () => fake.intercept(any(class SecretsManagerClient {})),
      /the function SecretsManagerClient, which is not a client class of the SDK \(is the module mocked\?\)/,
    ],
    [
      "a mocked class with a method send",
      () =>
        fake.intercept(
          any(
            class SecretsManagerClient {
              send() {}
            },
          ),
        ),
      /the class SecretsManagerClient, which is not the SDK's \(is the module mocked\?\)/,
    ],
    [
      "a rotation function with a callback",
      () =>
        fake.onRotate(
          "rotate",
          any((_event: unknown, _context: unknown, _done: unknown) => {}),
        ),
      /a handler with 3 parameters.*returns a promise/,
    ],
    ["an unknown unit", () => fake.advance(any({ month: 1 })), /"month".*weeks, days/],
    ["a negative duration", () => fake.advance({ days: -1 }), /negative duration.*fake\.freeze/],
    ["a duration beyond all dates", () => fake.advance({ days: 1e12 }), /outside the years 1 to 9999/],
    [
      "a name for a request",
      () => fake.getSecretValue(any("db")),
      /getSecretValue was given text.*\{ SecretId: "db" \}/,
    ],
    ["a list for a request", () => fake.call("GetSecretValue", any([])), /getSecretValue was given a list/],
    [
      "a number for options",
      () => fake.fail("GetSecretValue", "ThrottlingException", any(2)),
      /given 2.*\{ times: 2 \}/,
    ],
    [
      "a method without its fake",
      () => fake.createSecret.call(any(undefined), { Name: "a" }),
      /createSecret was called without its fake/,
    ],
    ["a control without its fake", () => fake.seed.call(any({}), {}), /seed was called without its fake/],
    ["an invalid amount", () => fake.advance({ days: Number.NaN }), /NaN days/],
    ["an invalid key", () => fake.kmsKey("app"), /invalid KMS key "app".*an alias/],
    ["a key of another type", () => fake.kmsKey(any(5)), /kmsKey was given a value of type number/],
    ["an invalid state", () => fake.kmsKey("alias/a", { state: any("broken") }), /"broken".*disabled/],
    ["an invalid right", () => fake.kmsKey("alias/a", { denied: any(["Sign"]) }), /"Sign".*GenerateDataKey/],
    ["rights that are no list", () => fake.kmsKey("alias/a", { denied: any("Decrypt") }), /denied was given.*a list/],
    ["a misspelt option of a key", () => fake.kmsKey("alias/a", any({ sate: "x" })), /"sate".*state, denied/],
    ["an invalid operation to fail", () => fake.fail(any("GetSecret"), "ThrottlingException"), /"GetSecret".*API/],
    ["an invalid code", () => fake.fail("ListSecrets", any("Oops")), /"Oops" for ListSecrets, which declares Invalid/],
    ["a code that says too little", () => fake.fail("GetSecretValue", "DecryptionFailure"), /expected a message/],
    ["times that are none", () => fake.fail("ListSecrets", "ThrottlingException", { times: 0 }), /times was given 0/],
    ["an invalid message", () => fake.fail("ListSecrets", any("X"), { message: any(5) }), /message was given/],
    ["a moment that is nothing", () => fake.freeze(any(null)), /freeze was given null/],
    ["attempts that are none", () => fake.clientConfig({ maxAttempts: 0 }), /maxAttempts was given 0/],
    ["a misspelt client option", () => fake.clientConfig(any({ regoin: "x" })), /"regoin".*maxAttempts/],
    ["an invalid moment", () => fake.freeze("yesterday"), /freeze was given.*Date/],
    ["headers of another type", () => fake.handle(any(null)), /null as headers/],
    ["a header with a line break", () => fake.handle({ a: "b\nc" }), /line break/],
    ["a body of another type", () => fake.handle({}, any({ SecretId: "db" })), /body/],
    ["an invalid client", () => fake.intercept(any({})), /client classes of the AWS SDK/],
    ["no client", () => fake.intercept(), /given nothing/],
  ])("%s is rejected with an example", (_, act, advice) => {
    const refused = thrownBy(act);
    expect(refused).toBeInstanceOf(Misuse);
    expect(refused.name).toBe("Misuse");
    expect(refused.message).toMatch(advice);
    expect(refused.message).toMatch(/expected .*for example /);
  });

  test("an object that contains itself is rejected, and the fake still works", () => {
    const endless: Record<string, unknown> = {};
    endless.again = endless;
    expect(() => fake.createSecret(endless as never)).toThrow(/nested more than 100 levels deep/);
    expect(fake.listSecrets().SecretList).toEqual([]);
  });

  test.each([
    ["cloned", (fake: object) => structuredClone(fake)],
    ["posted", (fake: object) => new MessageChannel().port1.postMessage({ fake })],
  ])("a fake that is %s says that it cannot", (_, act) => {
    expect(() => act(new FakeSecretsManager())).toThrow(/a fake cannot leave its thread: use fake\.clone\(\), or post/);
  });

  test("stack traces name the class", () => {
    expect(FakeSecretsManager.name).toBe("FakeSecretsManager");
    const stackOf = (work: () => unknown) => {
      try {
        return work();
      } catch (error) {
        return (error as Error).stack;
      }
    };
    const stack = stackOf(() => new FakeSecretsManager({ regoin: "x" } as object));
    expect(stack).toContain("at new FakeSecretsManager ");
    expect(stack).not.toContain("_FakeSecretsManager");
  });

  test("a fake prints its region, secrets and number of requests, without values", () => {
    const printed = new FakeSecretsManager({ region: "eu-west-1", secrets: { "app/db": "hunter2" } });
    expect(inspect(printed)).toBe("FakeSecretsManager { region: 'eu-west-1', secrets: [ 'app/db' ], requests: 0 }");
    printed.getSecretValue({ SecretId: "app/db" });
    expect(String(printed)).toBe('FakeSecretsManager { region: "eu-west-1", secrets: ["app/db"], requests: 1 }');
    expect(Object.prototype.toString.call(printed)).toBe("[object FakeSecretsManager]");
    expect(printed.requests.count).toBe(1);
    printed.dispose();
    expect(inspect(printed)).toBe("FakeSecretsManager { disposed: true }");
  });

  test("two fakes are not equal", () => {
    expect(new FakeSecretsManager({ seed: 1 })).not.toEqual(new FakeSecretsManager({ seed: 1 }));
    const same = new FakeSecretsManager();
    expect([same]).toEqual([same]);
  });

  test("a disposed fake reports that it was disposed of", () => {
    const gone = new FakeSecretsManager();
    gone.dispose();
    gone[Symbol.dispose]();
    expect(() => gone.listSecrets()).toThrow(/disposed of.*new FakeSecretsManager\(\)/);
  });
});

test("describe() returns the API as data", () => {
  const { operations } = describeApi();
  expect(operations.map(({ name }) => name)).toContain("GetSecretValue");
  const methods: Record<string, unknown> = new FakeSecretsManager() as never;
  for (const { name } of operations)
    expect(methods[name.charAt(0).toLowerCase() + name.slice(1)]).toBeTypeOf("function");
});

describe("secrecy", () => {
  const value = "hunter2-is-secret";

  test("no way of printing a fake or its client shows a value", () => {
    const fake = new FakeSecretsManager({ secrets: { db: value } });
    for (const shown of [fake, fake.clientConfig()]) {
      expect(inspect(shown, { depth: 20, showHidden: true, getters: true })).not.toContain(value);
      expect(JSON.stringify(shown)).not.toContain(value);
    }
  });

  test("no error shows a value", () => {
    const fake = new FakeSecretsManager({ secrets: { db: value } });
    const acts = [
      () => fake.createSecret({ Name: "db", SecretString: value }),
      () => fake.createSecret({ Name: "a", SecretString: value, SecretBinary: Buffer.from(value) }),
      () => fake.createSecret({ Name: "a", SecretString: { value } as never }),
      () => fake.createSecret({ Name: "a", SecretString: (() => value) as never }),
      () => fake.seed({ db: value }),
      () => fake.seed(value as never),
    ];
    for (const act of acts) expect(inspect(thrownBy(act), { showHidden: true })).not.toContain(value);
  });
});

function thrownBy(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
