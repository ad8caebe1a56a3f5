describe("the matcher", () => {
  const fake = useFakeSecretsManager({ secrets: { db: "hunter2", json: { a: 1 } } });
  test("compares with the values in the fake", () => {
    expect(fake).toHaveSecret("db", "hunter2");
    expect(fake).toHaveSecret("json", { a: 1 });
    expect(fake).not.toHaveSecret("db", "hunter3");
  });
});
