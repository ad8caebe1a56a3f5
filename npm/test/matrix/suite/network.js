describe("the network", () => {
  test("blocks requests of clients that are not intercepted", async () => {
    class Other extends SecretsManagerClient {}
    const fake = new FakeSecretsManager();
    fake.intercept(Other);
    const credentials = { accessKeyId: "x", secretAccessKey: "x" };
    const unreached = new SecretsManagerClient({ region: "us-east-1", credentials, maxAttempts: 1 });
    const refused = await unreached.send(get()).catch((error) => error);
    fake.dispose();
    match(refused.message, /GetSecretValue to secretsmanager\.us-east-1\.amazonaws\.com bypassed the fake/);
  });

  test("is answered by a fake that intercepts it", async () => {
    const fake = new FakeSecretsManager({ secrets: { db: "network" } });
    fake.interceptNetwork();
    const unreached = new SecretsManagerClient({});
    equal((await unreached.send(get())).SecretString, "network");
    fake.dispose();
  });
});
