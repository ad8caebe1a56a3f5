// biome-ignore-all lint/suspicious/noTemplateCurlyInString: dotenv values
/** Files of secrets, and the differences between states. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { FakeSecretsManager, Misuse } from "fake-secrets-manager";
import { afterEach, describe, expect, test, vi } from "vitest";
import { parseDotenv } from "../src/dotenv.js";

const folder = mkdtempSync(join(tmpdir(), "states-"));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function contents(fake: FakeSecretsManager): Record<string, unknown> {
  const names = fake.listSecrets().SecretList?.map(({ Name = "" }) => Name) ?? [];
  return Object.fromEntries(
    names.map((name) => {
      const { SecretString, SecretBinary } = fake.getSecretValue({ SecretId: name });
      return [name, SecretString ?? SecretBinary];
    }),
  );
}

const ALL = { "app/db": "hunter2", "app/login": '{"user":"ada","port":5432}', "app/key": Uint8Array.of(0, 1) };
const FILES = {
  "secrets.json": '{"app/db": "hunter2", "app/login": {"user": "ada", "port": 5432}, "app/key": {"$base64": "AAE="}}',
  "secrets.yaml": 'app/db: hunter2\napp/login: { user: ada, port: 5432 }\napp/key: { $base64: "AAE=" }\n',
  "secrets.YML": "app/db: hunter2\napp/login:\n  user: ada\n  port: 5432\napp/key: !!binary AAE=\n",
} as const;

describe("a seed file", () => {
  test.each(["secrets.json", "secrets.yaml", "secrets.YML"] as const)("may be %s", (name) => {
    using fake = new FakeSecretsManager({ seedFile: file(name, FILES[name]) });
    expect(contents(fake)).toEqual(ALL);
    fake.createSecret({ Name: "more" });
    fake.reset();
    expect(contents(fake)).toEqual(ALL);
  });

  test("may be TOML, given as a URL", () => {
    const toml = '"app/db" = "hunter2"\n"app/key" = { "$base64" = "AAE=" }\n["app/login"]\nuser = "ada"\nport = 5432\n';
    using fake = new FakeSecretsManager({ seedFile: pathToFileURL(file("secrets.toml", toml)) });
    expect(contents(fake)).toEqual(ALL);
  });

  test("may be dotenv", () => {
    using fake = new FakeSecretsManager();
    fake.seedFile(file(".env.test", "# comment\nexport A=x # y\nB='a # b'\n"));
    expect(contents(fake)).toEqual({ A: "x", B: "a # b" });
  });

  test("describes secrets with versions and labels", () => {
    const yaml = `app/db:
  $secret:
    description: The database
    tags: { team: payments }
    versions:
      - { value: new, labels: [AWSCURRENT] }
      - { value: { user: ada }, labels: [AWSPREVIOUS] }
`;
    using fake = new FakeSecretsManager({ seedFile: file("described.yaml", yaml) });
    expect(fake.describeSecret({ SecretId: "app/db" })).toMatchObject({
      Description: "The database",
      Tags: [{ Key: "team", Value: "payments" }],
    });
    const previous = fake.getSecretValue({ SecretId: "app/db", VersionStage: "AWSPREVIOUS" });
    expect(previous.SecretString).toBe('{"user":"ada"}');
  });

  test("adds secrets later, with the options of seed; the option secrets takes precedence", () => {
    const path = file("later.json", '{"app/db": "from the file", "b": "b"}');
    using fake = new FakeSecretsManager({ secrets: { "app/db": "first" } });
    expect(() => fake.seedFile(path)).toThrow(/the seed file ".*later\.json": .*"app\/db"/);
    expect(contents(fake)).toEqual({ "app/db": "first" });
    fake.seedFile(path, { replace: true });
    expect(contents(fake)).toEqual({ "app/db": "from the file", b: "b" });
    using other = new FakeSecretsManager({ seedFile: path, secrets: { "app/db": "from code" } });
    expect(contents(other)).toEqual({ "app/db": "from code", b: "b" });
  });

  test("stores large numbers as JSON.stringify writes them", () => {
    const members = "{ id: 9007199254740992, large: 1.0e+21, list: [1.0e+17], text: a }";
    const yaml = `
plain: ${members}
described: { $secret: { value: ${members}, tags: { team: a } } }
versions: { $secret: { versions: [{ value: ${members}, labels: [AWSCURRENT] }] } }
`;
    using fake = new FakeSecretsManager({ seedFile: file("large.yaml", yaml) });
    const written = JSON.stringify({ id: 2 ** 53, large: 1e21, list: [1e17], text: "a" });
    for (const SecretId of ["plain", "described", "versions"]) {
      expect(fake.getSecretValue({ SecretId }).SecretString).toBe(written);
    }
  });

  test("YAML is read as YAML 1.2: yes and dates are text", () => {
    using fake = new FakeSecretsManager({ seedFile: file("text.yaml", "a: yes\nb: 2026-01-01\n") });
    expect(contents(fake)).toEqual({ a: "yes", b: "2026-01-01" });
  });
});

test.each([
  ["none.json", undefined, "cannot be read: No such file or directory"],
  ["secrets.ini", "", "expected .json, .yaml, .yml, .toml or .env"],
  ["broken.json", '{"app/key": "s3cret"', "secrets that are not JSON"],
  ["list.yaml", "- s3cret", "secrets got a list"],
  ["broken.yaml", "app/key: 's3cret", "is not valid YAML (line 1, column"],
  ["twice.yaml", "a: s3cret\na: s3cret", "is not valid YAML (line 2, column 1)"],
  ["number.yaml", "app/key: s3cret\napp/pin: 1234", '"app/pin" is a number'],
  ["key.yaml", "1: s3cret", 'the value of secret "1" contains a key that is not text'],
  ["infinite.yaml", "app/a: { b: .inf }", "a number that is not finite"],
  ["broken.toml", 'a = "s3cret', "is not valid TOML (line 1, column"],
  ["date.toml", "a = 2026-01-01", 'the value of secret "a" contains a date or time'],
  ["broken.env", "A=x\nB s3cret", "is not valid dotenv (line 2)"],
  ["twice.env", "A=s3cret\n\nA=s3cret", "is not valid dotenv (line 3: duplicate key A)"],
  ["value.json", '{"app/db": 5, "app/key": "s3cret"}', 'the value of secret "app/db" is a number'],
])("the error for %s names what is wrong, without a value", (name, text, sentence) => {
  const path = text === undefined ? join(folder, name) : file(name, text);
  using fake = new FakeSecretsManager();
  let message = "";
  try {
    fake.seedFile(path);
  } catch (error) {
    expect(error).toBeInstanceOf(Misuse);
    ({ message } = error as Error);
  }
  expect(message).toContain(sentence);
  expect(message).toContain(name);
  expect(message).not.toContain("s3cret");
  expect(fake.listSecrets().SecretList).toEqual([]);
  expect(() => new FakeSecretsManager({ seedFile: path })).toThrow(sentence);
});

test("a path of another type is misuse", () => {
  expect(() => new FakeSecretsManager({ seedFile: 5 as never })).toThrow(/seedFile was given a value of type number/);
});

describe("FAKE_SECRETS_MANAGER_SEED", () => {
  afterEach(() => vi.unstubAllEnvs());

  test("contains JSON or a path, for fakes without seedFile", () => {
    vi.stubEnv("FAKE_SECRETS_MANAGER_SEED", ' {"a": "json"} ');
    expect(contents(new FakeSecretsManager())).toEqual({ a: "json" });
    expect(contents(new FakeSecretsManager({ seedFile: null }))).toEqual({});
    vi.stubEnv("FAKE_SECRETS_MANAGER_SEED", file("env.json", '{"a": "file"}'));
    expect(contents(new FakeSecretsManager({ secrets: { b: "code" } }))).toEqual({ a: "file", b: "code" });
    expect(contents(new FakeSecretsManager({ seedFile: file("own.json", '{"c": "own"}') }))).toEqual({ c: "own" });
    vi.stubEnv("FAKE_SECRETS_MANAGER_SEED", " ");
    expect(contents(new FakeSecretsManager())).toEqual({});
  });

  test("is named by its errors", () => {
    vi.stubEnv("FAKE_SECRETS_MANAGER_SEED", '{"a": 5}');
    expect(() => new FakeSecretsManager()).toThrow(
      /the environment variable FAKE_SECRETS_MANAGER_SEED: .*"a" is a number/,
    );
    vi.stubEnv("FAKE_SECRETS_MANAGER_SEED", "none.json");
    expect(() => new FakeSecretsManager()).toThrow(
      'the seed file "none.json" of FAKE_SECRETS_MANAGER_SEED cannot be read',
    );
  });
});

test("dotenv is read as python-dotenv does", () => {
  const text = [
    "A=plain value   # comment",
    "B=with#hash",
    "C = ' single \\' quoted ' # comment",
    'D="double \\" \\n quoted"',
    'E="two\nlines"',
    "F=",
    "'G H'=quoted key",
    "export\tI=$A ${B}\r",
    "",
  ];
  expect(parseDotenv(text.join("\n"))).toEqual({
    A: "plain value",
    B: "with#hash",
    C: " single ' quoted ",
    D: 'double " \n quoted',
    E: "two\nlines",
    F: "",
    "G H": "quoted key",
    I: "$A ${B}",
  });
  for (const [wrong, place] of [
    ["A", "line 1"],
    ["A=1\n\n=2", "line 3"],
    ['A="x', "line 1"],
    ["A='x' y", "line 1"],
  ] as const) {
    expect(() => parseDotenv(wrong)).toThrow(place);
  }
});

describe("a difference", () => {
  test("lists changes as data and as text, without values", () => {
    using fake = new FakeSecretsManager({ secrets: { "app/db": "hunter2", "app/old": "x" } });
    const before = fake.snapshot();
    fake.getSecretValue({ SecretId: "app/db" });
    expect(fake.diff(before)).toEqual([]);
    expect(String(fake.diff(before))).toBe("no changes");
    fake.updateSecret({ SecretId: "app/db", Description: "The database", SecretString: "hunter3" });
    fake.deleteSecret({ SecretId: "app/old", ForceDeleteWithoutRecovery: true });
    fake.createSecret({ Name: "app/new" });

    const difference = fake.diff(before);

    expect(difference.map(({ secret, kind, member, label }) => [secret, kind, member, label])).toEqual([
      ["app/db", "changed", "SecretString", "AWSCURRENT"],
      ["app/db", "changed", "SecretString", "AWSPREVIOUS"],
      ["app/db", "changed", "Description", null],
      ["app/db", "changed", "VersionIdsToStages", null],
      ["app/new", "added", null, null],
      ["app/old", "removed", null, null],
    ]);
    expect(difference[2]).toMatchObject({ before: null, after: "The database", region: "us-east-1" });
    expect(difference[0]?.accountId).toBe("123456789012");
    expect(difference.text).toContain('app/db: Description added: "The database"');
    expect(String(difference)).toBe(difference.text);
    expect(JSON.stringify(difference) + difference.text).not.toContain("hunter");
    const [revealed] = fake.diff(JSON.stringify(before), { reveal: true });
    expect([revealed?.before, revealed?.after]).toEqual(["hunter2", "hunter3"]);
  });

  test("compares two snapshots", () => {
    using fake = new FakeSecretsManager();
    const first = fake.snapshot();
    fake.seed({ a: "x" });
    const second = fake.snapshot();
    fake.seed({ b: "x" });
    expect(fake.diff(first, { after: second }).map(({ secret }) => secret)).toEqual(["a"]);
    expect(fake.diff(second, { after: first })[0]?.kind).toBe("removed");
  });

  test("of another document is misuse", () => {
    using fake = new FakeSecretsManager();
    const diff = fake.diff.bind(fake) as (...args: unknown[]) => unknown;
    expect(() => diff(undefined)).toThrow(/diff was given undefined; expected the document that snapshot\(\) returned/);
    expect(() => diff("{}")).toThrow(Misuse);
    expect(() => diff(fake.snapshot(), { revael: true })).toThrow(/did you mean "reveal"/);
    expect(() => diff(fake.snapshot(), { reveal: 1 })).toThrow(/reveal was given a value of type number/);
  });
});
