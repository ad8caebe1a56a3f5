describe("tests that run at the same time", () => {
  test.concurrent.each(["a", "b", "c"])("reach their own fake: %s", async (value) => {
    const fake = new FakeSecretsManager({ secrets: { db: value } });
    fake.intercept(SecretsManagerClient);
    await new Promise((resolve) => setTimeout(resolve, 10));
    equal(await read(), value);
    fake.dispose();
  });
});
