/** The commands that use a running server. */

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FakeSecretsManager, type RotationEvent, type Server } from "fake-secrets-manager";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "server-commands-"));
const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_")));
let fake: FakeSecretsManager;
let server: Server;

// Each command is a process, and other tests run at the same time.
vi.setConfig({ testTimeout: 90_000 });

beforeEach(async () => {
  fake = new FakeSecretsManager({ secrets: { "app/db": "hunter2", "app/login": { user: "a" } } });
  server = await fake.serve();
});
afterEach(async () => {
  await server.close();
  fake.dispose();
});

interface Done {
  readonly status: number | null;
  readonly out: string;
  readonly told: string;
}

/** Runs a command without blocking this process, which serves the fake. */
function run(...args: string[]): Promise<Done> {
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...clean, ...server.env } });
  let [out, told] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    told += chunk;
  });
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, out, told })));
}

async function output(...args: string[]): Promise<string> {
  const { status, out, told } = await run(...args);
  expect([status, told]).toEqual([0, ""]);
  return out;
}

function file(name: string, content: string | object): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const lines = (text: string) => text.trimEnd().split("\n");
const words = (line: string | undefined) => line?.split(/\s+/);

test("list", async () => {
  fake.deleteSecret({ SecretId: "app/login" });
  const [head, ...rows] = lines(await output("list"));
  expect(words(head)).toEqual(["NAME", "VERSIONS", "ROTATION", "STATE", "DESCRIPTION"]);
  expect(rows.map((row) => words(row)?.[0])).toEqual(["app/db", "app/login"]);
  expect(rows[1]).toContain("to be deleted");
  const names = JSON.parse(await output("list", "--json")).map(({ Name }: { Name: string }) => Name);
  expect(names).toEqual(["app/db", "app/login"]);
  expect(lines(await output("list", "--region", "eu-west-1"))).toHaveLength(1);
});

test("show masks values unless --reveal is given", async () => {
  fake.putSecretValue({ SecretId: "app/db", SecretString: "hunter3" });
  const masked = await output("show", "app/db");
  expect(masked).not.toContain("hunter");
  expect(masked).toContain("********");
  expect(masked).toMatch(/^Name {17}app\/db$/m);
  expect(masked).toMatch(/^CreatedDate {10}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/m);
  const shown = await output("show", "app/db", "--reveal");
  expect(shown).toContain("hunter2");
  expect(shown).toContain("hunter3");
  const { Versions } = JSON.parse(await output("show", "app/db", "--reveal", "--json"));
  expect(Versions.map(({ Value }: { Value: string }) => Value).sort()).toEqual(["hunter2", "hunter3"]);
});

test("seed and diff", async () => {
  const same = file("same.json", { "app/db": "hunter2", "app/login": { user: "a" } });
  expect(await output("diff", same)).toBe("");
  const other = file("other.json", { "app/db": "else", "app/key": { $base64: "AAE=" } });
  const { status, out } = await run("diff", other);
  expect([status, lines(out)]).toEqual([1, ["- app/key", "+ app/login", "~ app/db"]]);
  expect(JSON.parse((await run("diff", other, "--json")).out)).toEqual({
    missing: ["app/key"],
    extra: ["app/login"],
    changed: ["app/db"],
  });
  expect(await output("seed", file("new.json", { "app/key": { $base64: "AAE=" } }))).toBe("seeded 1 secrets\n");
  expect(fake.getSecretValue({ SecretId: "app/key" }).SecretBinary).toEqual(Uint8Array.of(0, 1));
  const again = file("new.json", { "app/key": "new" });
  expect((await run("seed", again)).told).toContain("`seed --replace secrets.json`");
  expect(await output("seed", again, "--replace")).toBe("seeded 1 secrets\n");
  expect(fake.getSecretValue({ SecretId: "app/key" }).SecretString).toBe("new");
});

test("seed and diff read YAML", async () => {
  const yaml = file("secrets.yaml", "app/db: hunter2\napp/login: { user: a }\n");
  expect(await output("diff", yaml)).toBe("");
  expect(await output("seed", file("more.yaml", "app/key: !!binary AAE=\n"))).toBe("seeded 1 secrets\n");
  expect(fake.getSecretValue({ SecretId: "app/key" }).SecretBinary).toEqual(Uint8Array.of(0, 1));
});

test("diff compares the current values of described secrets", async () => {
  const versions = [
    { value: "hunter2", labels: ["AWSCURRENT"] },
    { value: "hunter1", labels: ["AWSPREVIOUS"] },
  ];
  const login = { $secret: { value: { user: "a" }, description: "The login" } };
  fake.seed({ key: Uint8Array.of(0, 1) });
  const key = { $secret: { value: { $base64: "AAE=" } } };
  const secrets = { "app/db": { $secret: { versions } }, "app/login": login, key };
  expect(await output("diff", file("described.json", secrets))).toBe("");
  const changed = { ...secrets, "app/login": { $secret: { value: { user: "b" } } } };
  expect(await run("diff", file("changed.json", changed))).toMatchObject({ status: 1, out: "~ app/login\n" });
});

test("commands use the region and account of the server unless options override them", async () => {
  using other = new FakeSecretsManager({ region: "eu-west-1", accountId: "999999999999", secrets: { here: "x" } });
  other.seed({ there: "x" }, { region: "us-west-2" });
  other.seed({ elsewhere: "x" }, { accountId: "111111111111" });
  await using its = await other.serve();
  const names = async (...args: string[]) => {
    const listed = JSON.parse(await output("list", "--json", "--server", its.url, ...args));
    return listed.map(({ Name }: { Name: string }) => Name);
  };
  expect(await names()).toEqual(["here"]);
  expect(await names("--region", "us-west-2")).toEqual(["there"]);
  expect(await names("--account-id", "111111111111")).toEqual(["elsewhere"]);
  expect(await names("--account-id", "999999999999", "--region", "eu-west-1")).toEqual(["here"]);
  const state = file("regions.json", other.snapshot());
  expect(lines(await output("list", "--state", state))[1]).toMatch(/^here /);
  expect(lines(await output("list", "--state", state, "--region", "us-west-2"))[1]).toMatch(/^there /);
  expect(await output("serve", "--help")).toContain("the region of the fake (default: the region of this machine,");
  expect(await output("list", "--help")).toContain("the region (default: the server's region)");
});

test("rotate and advance", async () => {
  const arn = fake.onRotate("rotate", ({ Step, SecretId, ClientRequestToken }: RotationEvent) => {
    if (Step === "createSecret") {
      const value = { SecretString: ClientRequestToken, VersionStages: ["AWSPENDING"] };
      fake.putSecretValue({ SecretId, ClientRequestToken, ...value });
    }
    if (Step === "finishSecret") {
      const { VersionId } = fake.getSecretValue({ SecretId });
      const move = { MoveToVersionId: ClientRequestToken, RemoveFromVersionId: VersionId };
      fake.updateSecretVersionStage({ SecretId, VersionStage: "AWSCURRENT", ...move });
    }
  });
  fake.rotateSecret({ SecretId: "app/db", RotationLambdaARN: arn, RotationRules: { AutomaticallyAfterDays: 1 } });
  expect(await output("rotate", "app/db")).toMatch(/^rotating app\/db to version [\w-]{36}\n$/);
  const [now, head, ...rows] = lines(await output("advance", "2d12h"));
  expect(now).toMatch(/^it is now \d{4}-/);
  expect(words(head)).toEqual(["AT", "EVENT", "SECRET"]);
  expect(rows[0]).toContain("RotationSucceeded");
  for (const words of [["3", "days"], ["3 days"], ["3days"]]) {
    expect((await run("advance", ...words)).told).toContain("(did you mean 3d?)");
  }
  for (const duration of ["two days", "7x", "7d x"]) {
    const { status, told } = await run("advance", duration);
    expect([status, told]).toEqual([2, expect.stringContaining("expected numbers with the units")]);
  }
});

test("commands that read leave no trace", async () => {
  const same = file("trace.json", { "app/db": "hunter2", "app/login": { user: "a" } });
  fake.fail("*", "ThrottlingException", { times: 99 });
  const before = fake.snapshot();
  for (const command of [["list"], ["show", "app/db", "--reveal"], ["diff", same], ["events"], ["requests"]]) {
    await output(...command);
  }
  expect(fake.snapshot()).toEqual(before);
  expect(fake.requests.count).toBe(0);
  fake.clearFaults();
  const RotationLambdaARN = fake.onRotate("rotate", () => {});
  fake.rotateSecret({ SecretId: "app/db", RotationLambdaARN, RotateImmediately: false });
  fake.requests.clear();
  await output("rotate", "app/db");
  const [, rotated] = lines(await output("requests"));
  expect(rotated).toMatch(/RotateSecret +app\/db +us-east-1 +123456789012 +wire +succeeded/);
});

test("reset, events and requests", async () => {
  fake.createSecret({ Name: "b", SecretString: "hunter4" });
  expect(() => fake.getSecretValue({ SecretId: "gone" })).toThrow();
  const [events, requests] = [await output("events"), await output("requests")];
  expect(events + requests).not.toContain("hunter4");
  expect(requests).toContain("CreateSecret");
  expect(words(lines(requests)[0])).toEqual(["AT", "OPERATION", "SECRET", "REGION", "CALLER", "ORIGIN", "OUTCOME"]);
  expect(lines(requests)[1]).toMatch(/^\d{4}-\S+Z +CreateSecret +b +us-east-1 +123456789012 +direct +succeeded$/);
  expect(lines(requests)[2]).toMatch(/GetSecretValue +gone .* ResourceNotFoundException$/);
  expect(words(lines(events)[0])).toEqual(["AT", "EVENT", "SECRET", "REGION", "ERROR"]);
  expect(events).toMatch(/^\d{4}-\S+Z +CreateSecret +\S+/m);
  expect(events).toMatch(/^\d{4}-\S+Z +GetSecretValue +gone +us-east-1 +ResourceNotFoundException$/m);
  expect(await output("reset")).toBe("reset to the initial secrets\n");
  expect(fake.listSecrets().SecretList).toHaveLength(2);
  JSON.parse(await output("events", "--json"));
  JSON.parse(await output("requests", "--json"));
});

test("errors are one line", async () => {
  const wrong = file("wrong.json", "[");
  for (const [args, status, sentence] of [
    [["show", "gone"], 1, "ResourceNotFoundException: Secrets Manager can't find the specified secret."],
    [["seed", wrong], 1, "is not JSON"],
    [["diff", wrong], 1, "secrets that are not JSON"],
    [["diff", join(folder, "none.json")], 1, "No such file or directory"],
    [["list", "--server", "http://127.0.0.1:9"], 1, "no server answers at http://127.0.0.1:9"],
    [["list", "--server", `${server.url}/v1/x/`], 1, "is not a fake-secrets-manager server"],
    [["list", "--server", "localhost"], 2, "--server got 'localhost'; expected an address"],
    [["show"], 2, "show: the following arguments are required: name"],
    [["list", "x"], 2, "list: unrecognized arguments: x"],
    [["list", "--jsn"], 2, "unknown option --jsn (did you mean --json?)"],
    [["lst"], 2, "(did you mean list?)"],
    [["completion", "bsh"], 2, "invalid choice: 'bsh' (did you mean bash?)"],
  ] as const) {
    const done = await run(...args);
    expect([args, done.status, done.told]).toEqual([args, status, expect.stringContaining(sentence)]);
    expect(lines(done.told)).toHaveLength(1);
  }
});

test.each(["bash", "zsh", "fish"])("completion is a script of %s", async (shell) => {
  const script = await output("completion", shell);
  expect(script).toContain("serve");
  expect(script).toMatch(/--reveal|-l reveal/);
  const { status, error } = spawnSync(shell, ["-n"], { input: script, encoding: "utf8" });
  if (error === undefined) expect(status).toBe(0);
});

test("bash completes commands and options", async () => {
  const script = await output("completion", "bash");
  const complete = (...typed: string[]) => {
    const words = `COMP_WORDS=(${typed.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${typed.length - 1}`;
    const ask = `complete() { :; }\n${script}\n${words}; _fake_secrets_manager; echo "\${COMPREPLY[@]}"`;
    return spawnSync("bash", ["-c", ask], { encoding: "utf8" }).stdout.trim();
  };
  expect(complete("fake-secrets-manager", "sh")).toBe("show");
  expect(complete("fake-secrets-manager", "show", "--rev")).toBe("--reveal");
});

test("help of each command has examples", async () => {
  const all = await output("--help");
  for (const name of ["list", "show", "seed", "diff", "rotate", "advance", "reset", "events", "requests"]) {
    expect(all).toMatch(new RegExp(`^ {2}${name} `, "m"));
  }
  expect(await output("advance", "--help")).toContain("npx fake-secrets-manager advance 7d12h --server");
  expect(await output("show", "-h")).toMatch(/^ {2}--reveal +show the values$/m);
});

describe("--save", () => {
  const start = async (...args: string[]) => {
    const child = spawn(process.execPath, [CLI, "serve", ...args], { env: clean, stdio: ["ignore", "pipe", "pipe"] });
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.once("data", (chunk) => resolve(/SECRETS_MANAGER=(\S+)/.exec(String(chunk))?.[1] ?? ""));
      child.once("exit", reject);
    });
    const stop = async () => {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGTERM");
      return ended;
    };
    return { url, stop };
  };

  test("continues from the saved state, which takes precedence over the seed", async () => {
    const path = join(folder, "state.json");
    const seed = file("first.json", { "app/db": "first" });
    const first = await start("--save", path, "--seed", seed);
    expect(existsSync(path)).toBe(false);
    const added = file("added.json", { "app/new": "x" });
    expect(await output("seed", added, "--server", first.url)).toContain("seeded 1");
    expect(await first.stop()).toBe(0);
    const second = await start("--save", path, "--seed", seed);
    const names = JSON.parse(await output("list", "--json", "--server", second.url));
    expect(names.map(({ Name }: { Name: string }) => Name)).toEqual(["app/db", "app/new"]);
    expect(await second.stop()).toBe(0);
  });

  test("commands read and write the file with --state", async () => {
    const path = join(folder, "saved.json");
    writeFileSync(path, JSON.stringify(fake.snapshot()));
    const ask = (...args: string[]) => output(...args, "--state", path);
    const before = readFileSync(path, "utf8");
    expect(await ask("show", "app/db", "--reveal")).toContain("hunter2");
    expect(readFileSync(path, "utf8")).toBe(before);
    await ask("seed", file("more.json", { "app/more": "x" }));
    await ask("advance", "1d");
    expect(lines(await ask("list")).map((line) => words(line)?.[0])).toEqual([
      "NAME",
      "app/db",
      "app/login",
      "app/more",
    ]);
    using restored = new FakeSecretsManager();
    restored.restore(readFileSync(path, "utf8"));
    expect(restored.now().getTime() - Date.now()).toBeGreaterThan(86_300_000);
    for (const [args, sentence] of [
      [["requests", "--state", path], "a state file has no requests"],
      [["list", "--state", path, "--server", server.url], "--state with --server"],
    ] as const) {
      const done = await run(...args);
      expect([done.status, done.told]).toEqual([2, expect.stringContaining(sentence)]);
    }
    expect((await run("list", "--state", join(folder, "none.json"))).told).toContain("No such file or directory");
  });

  test("prints errors on one line", async () => {
    const wrong = await run("serve", "--save", file("wrong-state.json", "{}"));
    expect([wrong.status, wrong.told]).toEqual([1, expect.stringContaining("the state file ")]);
    const script = ["exec", "--save", join(folder, "none", "state.json"), "--", process.execPath, "-e", ""];
    const done = await run(...script);
    expect([done.status, done.told]).toEqual([1, expect.stringContaining("cannot save the state to ")]);
  });
});
