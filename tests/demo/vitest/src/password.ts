/** A manual password change: store it under AWSPENDING, try it, promote it, or roll back. */
import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";

export class Password {
  constructor(
    private readonly client: SecretsManagerClient,
    private readonly secretId: string,
  ) {}

  /** Stores a random password as pending, and makes it current after `logIn` has accepted it. */
  async change(logIn: (password: string) => Promise<void>): Promise<string> {
    const { RandomPassword } = await this.client.send(new GetRandomPasswordCommand({ ExcludePunctuation: true }));
    const { VersionId } = await this.client.send(
      new PutSecretValueCommand({
        SecretId: this.secretId,
        SecretString: RandomPassword,
        VersionStages: ["AWSPENDING"],
      }),
    );
    try {
      await logIn(RandomPassword!);
      await this.move("AWSCURRENT", VersionId);
    } finally {
      await this.move("AWSPENDING", undefined);
    }
    return VersionId!;
  }

  /** Makes the previous password the current one again. */
  async rollBack(): Promise<void> {
    await this.move("AWSCURRENT", await this.holder("AWSPREVIOUS"));
  }

  private async move(VersionStage: string, MoveToVersionId: string | undefined): Promise<void> {
    const RemoveFromVersionId = await this.holder(VersionStage);
    await this.client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: this.secretId,
        VersionStage,
        MoveToVersionId,
        RemoveFromVersionId,
      }),
    );
  }

  private async holder(label: string): Promise<string | undefined> {
    const { VersionIdsToStages } = await this.client.send(new DescribeSecretCommand({ SecretId: this.secretId }));
    return Object.entries(VersionIdsToStages ?? {}).find(([, labels]) => labels.includes(label))?.[0];
  }
}
