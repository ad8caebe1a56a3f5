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
import { Engine, initSync } from "../generated/engine.js";

const wasmFile = readFileSync(new URL("../generated/engine_bg.wasm", import.meta.url));
const smallWasmFile = readFileSync(new URL("../generated/small/engine_bg.wasm", import.meta.url));
initSync({ module: wasmFile });

const TURNS = 15;
// The rotations come before a fake with 100,000 secrets makes the memory of all fakes large.
const rotations = rotationRows();
const rows = [...(await sdkRows()), ...(await requestRows()), ...rotations, ...startRows(), ...sizeRows()];
const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
for (const [what, figure, budget] of rows) {
  console.log(`${what.padEnd(widths[0])}  ${figure.padStart(widths[1])}  ${budget.padEnd(widths[2])}`.trimEnd());
}

/** The SDK over the fake, beside the SDK over a handler that always gives the same bytes: as one writes it, and without signatures too. */
async function sdkRows() {
  const fake = fakeWith(10);
  const config = fake.clientConfig();
  const request = { headers: { "x-amz-target": "secretsmanager.GetSecretValue" }, body: '{"SecretId":"secret-5"}' };
  const canned = await config.requestHandler.handle(request);
  const requestHandler = { ...config.requestHandler, handle: async () => canned };
  const { region, credentials } = config;

  const read = (options) => {
    const client = new SecretsManagerClient(options);
    return async (calls) => {
      for (let call = 0; call < calls; call++) await client.send(new GetSecretValueCommand({ SecretId: "secret-5" }));
    };
  };
  const [ours, signed, unsigned] = await inTurns(400, [
    read(config),
    read({ region, credentials, requestHandler }),
    read({ ...config, requestHandler }),
  ]);
  return [
    ["SDK GetSecretValue over clientConfig()", microseconds(ours), ""],
    ["SDK GetSecretValue over a canned requestHandler", microseconds(signed), ""],
    ["  ratio", ratio(ours, signed), "at most 1.15"],
    ["  ratio to one without signatures", ratio(ours, unsigned), ""],
  ];
}

/** Both APIs, with few secrets and with many. */
async function requestRows() {
  const target = { "x-amz-target": "secretsmanager.GetSecretValue" };
  const body = Buffer.from('{"SecretId":"secret-5"}');
  const [few, many] = [fakeWith(10), fakeWith(100_000)];
  const handle = (fake) => (calls) => {
    for (let call = 0; call < calls; call++) fake.handle(target, body);
  };
  const direct = (calls) => {
    for (let call = 0; call < calls; call++) few.getSecretValue({ SecretId: "secret-5" });
  };
  const engine = new Engine({ seed: 1n }, undefined, 0);
  for (let number = 0; number < 10; number++) engine.call("CreateSecret", secret(number), undefined, undefined, 0);
  const alone = (calls) => {
    for (let call = 0; call < calls; call++) engine.handle("x-amz-target:secretsmanager.GetSecretValue\n", body, 0);
  };
  const [wasm, wire, wireMany, object] = await inTurns(4000, [alone, handle(few), handle(many), direct]);
  return [
    ["GetSecretValue through the wire API in wasm, 10 secrets", microseconds(wasm), "under 2.5 µs"],
    ["fake.handle() of it, 10 secrets", microseconds(wire), ""],
    ["fake.handle() of it, 100,000 secrets", microseconds(wireMany), ""],
    ["  ratio", ratio(wireMany, wire), "at most 2"],
    ["fake.getSecretValue(), 10 secrets", microseconds(object), ""],
  ];
}

/** Rotations that schedules bring, by a function of five calls. */
function rotationRows() {
  const [daily, monthly] = ["rate(1 day)", "rate(30 days)"];
  return [
    ["1,000 days of one secret that rotates daily", 1, daily, 1000],
    ["a year of 1,000 secrets that rotate every 30 days", 1000, monthly, 365],
  ].map(([what, secrets, ScheduleExpression, days]) => {
    const fake = rotating(secrets, ScheduleExpression);
    const before = process.cpuUsage();
    fake.advance({ days });
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    const rotations = fake.rotations.filter(({ outcome }) => outcome === "succeeded").length - secrets;
    const figure = `${seconds.toFixed(2)} s`;
    return [`${what}: ${rotations} rotations, ${Math.round(rotations / seconds)} a second`, figure, ""];
  });
}

function rotating(secrets, ScheduleExpression) {
  const fake = new FakeSecretsManager({ seed: 1 });
  fake.freeze(new Date("2026-01-01"));
  const RotationLambdaARN = fake.onRotate("rotate", ({ Step, SecretId, ClientRequestToken }) => {
    const pending = { SecretId, VersionId: ClientRequestToken, VersionStage: "AWSPENDING" };
    if (Step === "createSecret") {
      fake.putSecretValue({ SecretId, ClientRequestToken, SecretString: "hunter3", VersionStages: ["AWSPENDING"] });
    } else if (Step === "finishSecret") {
      const move = { SecretId, MoveToVersionId: ClientRequestToken, VersionStage: "AWSCURRENT" };
      const { VersionIdsToStages: labels } = fake.describeSecret({ SecretId });
      const RemoveFromVersionId = Object.keys(labels).find((id) => labels[id].includes("AWSCURRENT"));
      fake.updateSecretVersionStage({ ...move, RemoveFromVersionId });
    } else fake.getSecretValue(pending);
  });
  const rules = { RotationRules: { ScheduleExpression }, RotationLambdaARN };
  for (let number = 0; number < secrets; number++) {
    fake.createSecret(secret(number));
    fake.rotateSecret({ SecretId: `secret-${number}`, ...rules });
  }
  return fake;
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
  const bundle = readFileSync(createRequire(import.meta.url).resolve("../dist/index.js"));
  const kilobytes = (bytes) => `${(bytes.length / 1000).toFixed(1)} kB`;
  return [
    ["wasm for browsers, gzipped", kilobytes(gzipSync(smallWasmFile, { level: 9 })), "at most 250 kB"],
    ["wasm for Node.js, gzipped", kilobytes(gzipSync(wasmFile, { level: 9 })), ""],
    ["dist/index.js, gzipped", kilobytes(gzipSync(bundle, { level: 9 })), ""],
  ];
}

function fakeWith(count) {
  const fake = new FakeSecretsManager({ seed: 1 });
  for (let number = 0; number < count; number++) fake.createSecret(secret(number));
  return fake;
}

function secret(number) {
  return { Name: `secret-${number}`, SecretString: "hunter2" };
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

/** Turn by turn: what else the machine did weighs on both. */
function ratio(costs, others) {
  return median(costs.map((cost, turn) => cost / others[turn])).toFixed(2);
}

function microseconds(costs) {
  return `${median(costs).toFixed(1)} µs`;
}
