checkRotation(
  async ({ Step, SecretId, ClientRequestToken }) => {
    const secret = await client.send(new DescribeSecretCommand({ SecretId }));
    const labels = secret.VersionIdsToStages?.[ClientRequestToken] ?? [];
    if (!secret.RotationEnabled) throw new Error("rotation is not enabled");
    if (labels.includes("AWSCURRENT")) return;
    if (!labels.includes("AWSPENDING")) throw new Error("the version is not pending");
    const pending = { SecretId, VersionId: ClientRequestToken, VersionStage: "AWSPENDING" };
    if (Step === "createSecret") {
      try {
        await client.send(new GetSecretValueCommand(pending));
      } catch (error) {
        if (error.name !== "ResourceNotFoundException") throw error;
        const value = { SecretString: `password ${ClientRequestToken}`, VersionStages: ["AWSPENDING"] };
        await client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, ...value }));
      }
    } else if (Step === "setSecret" || Step === "testSecret") {
      await client.send(new GetSecretValueCommand(pending));
    } else if (Step === "finishSecret") {
      const versions = Object.entries(secret.VersionIdsToStages);
      const [current] = versions.find(([, names]) => names.includes("AWSCURRENT"));
      const move = { MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current };
      await client.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage: "AWSCURRENT", ...move }));
    } else throw new Error(`unknown step ${Step}`);
  },
  { intercept: [SecretsManagerClient] },
);
