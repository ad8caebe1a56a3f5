/**
 * What the npm package costs, beside the budget of each figure: `npm run bench`, after `npm run build`.
 *
 * Figures are CPU time of this process, which a busy machine disturbs less than the clock. What is compared is measured in turns
 * in one run, and the median of all turns is told.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager } from "fake-secrets-manager";

const TURNS = 15;
const rows = [...(await sdkRows()), ...(await doorRows()), ...startRows(), ...sizeRows()];
const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
for (const [what, figure, budget] of rows) {
  console.log(`${what.padEnd(widths[0])}  ${figure.padStart(widths[1])}  ${budget.padEnd(widths[2])}`.trimEnd());
}

/** The SDK over the fake, beside the SDK over a handler that always gives the same bytes. */
async function sdkRows() {
  const fake = fakeWith(10);
  const config = fake.clientConfig();
  const target = { "x-amz-target": "secretsmanager.GetSecretValue" };
  const { status, headers, body } = fake.handle(target, '{"SecretId":"secret-5"}');
  const canned = { statusCode: status, headers: { ...headers }, body };
  const requestHandler = { ...config.requestHandler, handle: async () => ({ response: canned }) };

  const read = (client) => async (calls) => {
    for (let call = 0; call < calls; call++) await client.send(new GetSecretValueCommand({ SecretId: "secret-5" }));
  };
  const [ours, theirs] = await inTurns(400, [
    read(new SecretsManagerClient(config)),
    read(new SecretsManagerClient({ ...config, requestHandler })),
  ]);
  const ratio = median(ours.map((cost, turn) => cost / theirs[turn]));
  return [
    ["SDK GetSecretValue over clientConfig()", microseconds(ours), ""],
    ["SDK GetSecretValue over a canned requestHandler", microseconds(theirs), ""],
    ["  ratio", ratio.toFixed(2), "at most 1.15"],
  ];
}

/** Both doors, with few secrets and with many. */
async function doorRows() {
  const target = { "x-amz-target": "secretsmanager.GetSecretValue" };
  const body = Buffer.from('{"SecretId":"secret-5"}');
  const [few, many] = [fakeWith(10), fakeWith(100_000)];
  const handle = (fake) => (calls) => {
    for (let call = 0; call < calls; call++) fake.handle(target, body);
  };
  const direct = (calls) => {
    for (let call = 0; call < calls; call++) few.getSecretValue({ SecretId: "secret-5" });
  };
  const [wire, wireMany, object] = await inTurns(2000, [handle(few), handle(many), direct]);
  const growth = median(wireMany.map((cost, turn) => cost / wire[turn]));
  return [
    ["handle() of GetSecretValue, 10 secrets", microseconds(wire), "under 6 µs"],
    ["handle() of GetSecretValue, 100,000 secrets", microseconds(wireMany), ""],
    ["  ratio", growth.toFixed(2), "at most 2"],
    ["getSecretValue(), 10 secrets", microseconds(object), ""],
  ];
}

/** Loading and the first fake, each time in a new process. */
function startRows() {
  const script = `
    const start = performance.now();
    const { FakeSecretsManager } = require("fake-secrets-manager");
    const loaded = performance.now();
    new FakeSecretsManager();
    const first = performance.now();
    new FakeSecretsManager();
    console.log(JSON.stringify([loaded - start, first - loaded, performance.now() - first]));`;
  const cwd = new URL("..", import.meta.url);
  const runs = Array.from({ length: 9 }, () => JSON.parse(execFileSync(process.execPath, ["-e", script], { cwd })));
  const [load, first, second] = [0, 1, 2].map((which) => `${median(runs.map((run) => run[which])).toFixed(2)} ms`);
  return [
    ["require (clock time)", load, ""],
    ["first new (clock time)", first, "under 20 ms"],
    ["second new (clock time)", second, ""],
  ];
}

function sizeRows() {
  const wasm = readFileSync(new URL("../generated/engine_bg.wasm", import.meta.url));
  const bundle = readFileSync(createRequire(import.meta.url).resolve("../dist/index.js"));
  const kilobytes = (bytes) => `${(bytes.length / 1000).toFixed(1)} kB`;
  return [
    ["wasm, gzipped", kilobytes(gzipSync(wasm, { level: 9 })), "at most 150 kB"],
    ["dist/index.js, gzipped", kilobytes(gzipSync(bundle, { level: 9 })), ""],
  ];
}

function fakeWith(count) {
  const fake = new FakeSecretsManager({ seed: 1 });
  for (let number = 0; number < count; number++)
    fake.createSecret({ Name: `secret-${number}`, SecretString: "hunter2" });
  return fake;
}

/** The cost of one call of each task, in microseconds, per turn. A task makes as many calls as it is told. */
async function inTurns(calls, tasks) {
  const costs = tasks.map(() => []);
  for (let turn = 0; turn <= TURNS; turn++) {
    for (const [place, task] of tasks.entries()) {
      const before = process.cpuUsage();
      await task(calls);
      const { user, system } = process.cpuUsage(before);
      costs[place].push((user + system) / calls);
    }
  }
  return costs.map(([_warming, ...rest]) => rest);
}

function median(figures) {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];
}

function microseconds(costs) {
  return `${median(costs).toFixed(1)} µs`;
}
