describe("a block", () => {
  useFakeSecretsManager({ secrets: { db: "block" }, intercept: [SecretsManagerClient] });
  test("reads its own secret", async () => equal(await read(), "block"));
  test("reads the secret of a nested fake", async () => {
    const fake = new FakeSecretsManager({ secrets: { db: "inner" } });
    fake.intercept(SecretsManagerClient);
    await new Promise((resolve) => setTimeout(resolve, 5));
    equal(await read(), "inner");
    fake.dispose();
    equal(await read(), "block");
  });
});

describe("tests that run at the same time", () => {
  // The later tests continue while jest 29 runs the other tests of this file, which intercept too.
  test.concurrent.each([
    ["a", 10],
    ["b", 20],
    ["c", 40],
    ["d", 80],
    ["e", 160],
  ])("reach their own fake: %s", async (value, milliseconds) => {
    const fake = new FakeSecretsManager({ secrets: { db: value } });
    fake.intercept(SecretsManagerClient);
    for (let round = 0; round < 4; round++) {
      await new Promise((resolve) => setTimeout(resolve, milliseconds / 4));
      equal(await read(), value);
      equal((await new SecretsManagerClient({}).send(get())).SecretString, value);
    }
    fake.dispose();
  });
});
