for (const value of ["a", "b"]) {
  fixtureTest.concurrent(`concurrent test ${value} reads its own fake`, async ({ fake, expect }) => {
    fake.seed({ db: value });
    fake.intercept(SecretsManagerClient);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await read()).toBe(value);
    expect(fake).toHaveSecret("db", value);
  });
}

describe("the fixture's options", () => {
  fixtureTest[fixtureTest.override ? "override" : "scoped"]({
    secrets: { db: "scoped" },
    intercept: [SecretsManagerClient],
  });
  fixtureTest("are those of every test", async () => equal(await read(), "scoped"));
});
