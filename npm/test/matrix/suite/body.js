for (const value of ["staging", "prod"]) {
  describe(`the block ${value}`, () => {
    useFakeSecretsManager({ secrets: { db: value }, intercept: [SecretsManagerClient] });
    test("reads its own secret", async () => equal(await read(), value));
  });
}

describe.skip("a block that is skipped", () => {
  useFakeSecretsManager({ secrets: { db: "skipped" } }).intercept(SecretsManagerClient);
  test("never runs", () => {});
});

describe("hooks", () => {
  const fake = useFakeSecretsManager({ secrets: { seeded: "x" } });
  beforeEach(() => fake.seed({ before: "x" }));
  afterEach(() => equal(names(fake).sort().join(), "before,inside,seeded"));

  for (const time of ["first", "second"]) {
    test(`see a new fake before and the test's changes after, the ${time} time`, () => {
      equal(names(fake).sort().join(), "before,seeded");
      fake.seed({ inside: "x" });
    });
  }
});

describe("interceptions", () => {
  test("end with the fake", () => {
    const { send } = SecretsManagerClient.prototype;
    const fake = new FakeSecretsManager();
    fake.intercept(SecretsManagerClient);
    notEqual(SecretsManagerClient.prototype.send, send);
    fake.dispose();
    equal(SecretsManagerClient.prototype.send, send);
  });

  test("of concurrent flows are separate", async () => {
    const flow = async (value) => {
      const fake = new FakeSecretsManager({ secrets: { db: value } });
      fake.intercept(SecretsManagerClient);
      await new Promise((resolve) => setTimeout(resolve, 5));
      const values = await read();
      fake.dispose();
      return values;
    };
    equal((await Promise.all(["a", "b", "c"].map(flow))).join(), "a,b,c");
  });
});
