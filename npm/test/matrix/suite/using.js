test("using disposes of the fake at the end of the block", () => {
  let used;
  {
    using fake = new FakeSecretsManager();
    used = fake;
  }
  let message = "";
  try {
    used.listSecrets();
  } catch (error) {
    message = error.message;
  }
  match(message, /disposed of/);
  equal(Object.getOwnPropertyNames(FakeSecretsManager.prototype).includes("undefined"), false);
});
