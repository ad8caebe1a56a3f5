/** The types together with the SDK's, checked by tsc. Our declarations do not import the SDK, but fit it. */
import type * as sdk from "@aws-sdk/client-secrets-manager";
import { SecretsManager, SecretsManagerClient, type SecretsManagerClientConfig } from "@aws-sdk/client-secrets-manager";
import {
  type Event,
  FakeSecretsManager,
  type OperationName,
  type Requests,
  type Responses,
  type RotationEvent,
  type RotationHandler,
} from "fake-secrets-manager";
import { expect } from "vitest";
import "fake-secrets-manager/vitest/setup";

const fake = new FakeSecretsManager();

// The configuration and the classes fit the parameters of the SDK.
export const config: SecretsManagerClientConfig = fake.clientConfig();
export const client = new SecretsManagerClient({ ...fake.clientConfig(), region: "eu-west-1" });
export const restore: () => void = fake.intercept(SecretsManagerClient, SecretsManager);

// Requests and responses of direct calls are typed.
export const text: string | undefined = fake.getSecretValue({ SecretId: "db" }).SecretString;
export const date: Date | undefined = fake.call("GetSecretValue", { SecretId: "db" }).CreatedDate;
// @ts-expect-error: SecretId is required
fake.getSecretValue({});
// @ts-expect-error: unknown member
fake.createSecret({ Name: "db", SecretText: "x" });
// @ts-expect-error: unknown operation
fake.call("GetSecret", {});
// @ts-expect-error: unknown option
new FakeSecretsManager({ regoin: "eu-west-1" });

// The matchers know the operations.
expect(fake).toHaveReceived("GetSecretValue", { SecretId: expect.stringContaining("db") });
// @ts-expect-error: unknown operation
expect(fake).not.toHaveReceived("GetSecretValues");
// @ts-expect-error: unknown operation
expect(fake).toHaveReceivedTimes("GetSecretValues", 1);
// @ts-expect-error: unknown member
expect(fake).toHaveReceived("GetSecretValue", { SecretID: "db" });
// @ts-expect-error: unknown member
expect(fake).toHaveReceivedTimes("CreateSecret", 1, { Tags: [{ key: "a" }] });
expect(fake).toHaveReceivedTimes("CreateSecret", 1, { Tags: [{ Key: "a" }], Name: expect.any(String) });
// @ts-expect-error: the position comes first
expect(fake).toHaveReceivedNth("GetSecretValue", 1);

// The lists of requests and events check names too.
export const count: number =
  fake.requests("GetSecretValue", { secret: "db" }).count + fake.events("RotationFailed").count;
// @ts-expect-error: unknown operation
fake.requests("GetSecretVal");
// @ts-expect-error: unknown event
fake.events("RotationFaild");

// A described secret has known members. Any other object is a value.
fake.seed({ a: { $secret: { value: "x", tags: { team: "a" } } }, b: { user: "x" }, c: ["x"], d: new Date() });
// @ts-expect-error: unknown member
fake.seed({ a: { $secret: { tag: { team: "a" } } } });

// A rotation function is the handler of a Lambda function, with our types or those of Lambda.
export const arn: string = fake.onRotate("rotate", ({ Step, RotationToken }) => `${Step} ${RotationToken}`);
fake.onRotate("rotate", async (_event: RotationEvent) => {});
fake.onRotate("rotate", () => undefined);
interface LambdaEvent {
  Step: "createSecret" | "setSecret" | "testSecret" | "finishSecret";
  SecretId: string;
  ClientRequestToken: string;
}
interface LambdaContext {
  callbackWaitsForEmptyEventLoop: boolean;
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  getRemainingTimeInMillis(): number;
  done(error?: Error, result?: unknown): void;
}
type Callback = (error?: Error | string | null, result?: unknown) => void;
declare const lambda: (event: LambdaEvent, context: LambdaContext, callback: Callback) => void | Promise<void>;
fake.onRotate("rotate", lambda);
export const handler: RotationHandler = lambda;
// @ts-expect-error: the event is that of a rotation
fake.onRotate("rotate", (event: { Records: unknown[] }) => event);
// @ts-expect-error: unknown step
fake.onRotate("rotate", ({ Step }) => Step === "stepOne");
// @ts-expect-error: unknown step
fake.fail("stepOne");
// @ts-expect-error: unknown step
fake.runRotations({ until: "stepOne" });
// @ts-expect-error: the log is to be read
fake.rotations.push();
export const happened: Promise<Event[]> = fake.advance({ days: 1 });
export const failed: boolean | undefined = fake.rotations[0]?.steps.some(({ outcome }) => outcome === "failed");

// The engine declares every operation and member of the installed SDK. It may declare newer ones.
type Commands = typeof sdk;
type InSdk = { [Name in OperationName]: `${Name}Command` extends keyof Commands ? Name : never }[OperationName];
type Command<Name extends InSdk> = Commands[`${Name}Command`] extends new (input: never) => infer Made ? Made : never;
type Input<Name extends InSdk> = Command<Name> extends { input: infer Given } ? Given : never;
type Output<Name extends InSdk> =
  Command<Name> extends { resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: infer Answer }> }
    ? Omit<Answer, "$metadata">
    : never;

type Members<Of> = keyof { [Name in keyof Of as string extends Name ? never : Name]: true };
type Covers<Ours, Theirs> = [Theirs] extends [Ours] ? true : ["missing here", Exclude<Theirs, Ours>];
type Given<Of> = { [Name in keyof Of]: Exclude<Of[Name], undefined> };
type Fits<A, B> = [A] extends [B] ? true : ["does not fit", A, B];

type Checks = {
  [Name in InSdk]: [
    Covers<Members<Requests[Name]>, Members<Input<Name>>>,
    Covers<Members<Responses[Name]>, Members<Output<Name>>>,
    Fits<Given<Input<Name>>, Given<Requests[Name]>>,
    Fits<Given<Output<Name>>, Partial<Responses[Name]>>,
  ];
};
type Passing = { [Name in InSdk]: [true, true, true, true] };
export const checks = {} as Checks satisfies Passing;
