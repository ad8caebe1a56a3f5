/** `import` and `require` give one class, and importing compiles nothing. */
import { strictEqual } from "node:assert";
import { createRequire } from "node:module";

let compiled = 0;
WebAssembly.Module = class extends WebAssembly.Module {
  constructor(bytes) {
    super(bytes);
    compiled += 1;
  }
};

const imported = await import("fake-secrets-manager");
const required = createRequire(import.meta.url)("fake-secrets-manager");
strictEqual(imported.FakeSecretsManager, required.FakeSecretsManager);
strictEqual(imported.Misuse, required.Misuse);
strictEqual(compiled, 0);
new imported.FakeSecretsManager();
new required.FakeSecretsManager();
strictEqual(compiled, 1);
