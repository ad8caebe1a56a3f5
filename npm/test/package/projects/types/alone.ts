/** The types without other packages: no SDK, no @types/node, no test runner. */
import { FakeSecretsManager, type FakeSecretsManagerOptions, Misuse, type Responses } from "fake-secrets-manager";

const options: FakeSecretsManagerOptions = { region: "eu-west-1", secrets: { db: "hunter2" } };
using fake = new FakeSecretsManager(options);
export const value: string | undefined = fake.getSecretValue({ SecretId: "db" }).SecretString;
export const created: Responses["CreateSecret"] = fake.createSecret({ Name: "db" });
export const status: number = fake.handle({}, "{}").status;
export const misuse: Error = new Misuse("x");
