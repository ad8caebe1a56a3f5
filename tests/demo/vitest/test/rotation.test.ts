/** The warehouse's rotation function, run by the service in its four steps, by hand and by schedule. */
import { RotateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { useFakeSecretsManager } from "fake-secrets-manager/vitest";
import { beforeEach, expect, test } from "vitest";
import { client } from "../src/client.js";
import { DatabaseServer, LoginFailed } from "../src/database.js";
import { rotationHandler } from "../src/rotation.js";

const SecretId = "warehouse/database";
const fake = useFakeSecretsManager({ secrets: { [SecretId]: { user: "warehouse", password: "first-password" } } });
fake.intercept(SecretsManagerClient);
let server: DatabaseServer;
let RotationLambdaARN: string;

beforeEach(() => {
  server = new DatabaseServer();
  RotationLambdaARN = fake.onRotate("rotate-warehouse", rotationHandler(server));
});

const login = (VersionStage = "AWSCURRENT") =>
  JSON.parse(fake.getSecretValue({ SecretId, VersionStage }).SecretString!);

test("gives the warehouse a new password", async () => {
  await client.send(new RotateSecretCommand({ SecretId, RotationLambdaARN }));

  expect(login().password).toMatch(/^[A-Za-z0-9]{32}$/);
  await server.logIn(login());
  expect(login("AWSPREVIOUS").password).toBe("first-password");
});

test("keeps the old password if the new one does not work", async () => {
  server.changePassword = async () => {}; // the server forgets it

  await client.send(new RotateSecretCommand({ SecretId, RotationLambdaARN }));

  const [failed] = fake.rotations;
  expect([failed.outcome, failed.steps.at(-1)?.step]).toEqual(["failed", "testSecret"]);
  expect(failed.error).toBeInstanceOf(LoginFailed);
  expect(login().password).toBe("first-password");
});

test("rotates on Sundays, in the hours of its window", async () => {
  fake.freeze("2026-03-04T12:00:00Z");
  const RotationRules = { ScheduleExpression: "cron(0 4 ? * SUN *)", Duration: "2h" };
  const rotate = { SecretId, RotationLambdaARN, RotationRules, RotateImmediately: false };
  await client.send(new RotateSecretCommand(rotate));

  const happened = await fake.advance({ weeks: 4 });

  expect(happened.map(({ event }) => event)).toEqual(Array(4).fill("RotationSucceeded"));
  expect(happened.map(({ at }) => [at.getUTCDay(), at.getUTCHours() >> 1])).toEqual(Array(4).fill([0, 2]));
  await server.logIn(login());
});
