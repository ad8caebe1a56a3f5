/** A fake with a client of the AWS SDK, and the visible state of its secrets. */
import * as sdk from "@aws-sdk/client-secrets-manager";
import { FakeSecretsManager, type Responses } from "fake-secrets-manager";

/** The names that random sequences use. */
export const NAMES = ["a", "app/b", "c"] as const;

/** Any command of the SDK. */
export interface Command {
  readonly input: object;
}

export interface SecretState {
  readonly about: Responses["DescribeSecret"];
  readonly versions: Responses["ListSecretVersionIds"];
  readonly values: readonly unknown[];
}

/** An error, by its code. */
export class Refused {
  constructor(readonly code: string) {}
}

export class Fixture {
  readonly fake = new FakeSecretsManager({ seed: 1 });
  readonly client = new sdk.SecretsManagerClient(this.fake.clientConfig());

  constructor() {
    this.fake.freeze(new Date("2026-01-01T12:00:00.000Z"));
  }

  /** The response without `$metadata`, which differs in each response. */
  async send(command: Command): Promise<object> {
    try {
      const { $metadata, ...answer } = await this.client.send(command as sdk.GetSecretValueCommand);
      return answer;
    } catch (error) {
      if (!(error instanceof sdk.SecretsManagerServiceException)) throw error;
      return new Refused(error.name);
    }
  }

  /** The visible state of every secret, read with direct calls, which are ten times as fast. */
  state(): ReadonlyMap<string, SecretState> {
    return new Map(NAMES.flatMap((name) => this.#stateOf(name)));
  }

  /** Values are read first: reading one sets the date of access. */
  #stateOf(SecretId: string): Array<[string, SecretState]> {
    if (refusalOr(() => this.fake.describeSecret({ SecretId })) instanceof Refused) return [];
    const all = { SecretId, IncludeDeprecated: true };
    const ids = this.fake.listSecretVersionIds(all).Versions?.map(({ VersionId }) => VersionId) ?? [];
    const values = ids.map((VersionId) => refusalOr(() => this.fake.getSecretValue({ SecretId, VersionId })));
    const about = this.fake.describeSecret({ SecretId });
    return [[SecretId, { about, versions: this.fake.listSecretVersionIds(all), values }]];
  }

  [Symbol.dispose](): void {
    this.client.destroy();
    this.fake[Symbol.dispose]();
  }
}

function refusalOr(act: () => object): object {
  try {
    return act();
  } catch (error) {
    if (error instanceof Error && "$metadata" in error) return new Refused(error.name);
    throw error;
  }
}
