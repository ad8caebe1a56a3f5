/** Types by `import` and by `require` are one class. */
import { FakeSecretsManager } from "fake-secrets-manager";

import required = require("fake-secrets-manager");

export const one: FakeSecretsManager = new required.FakeSecretsManager();
export const other: required.FakeSecretsManager = new FakeSecretsManager();
