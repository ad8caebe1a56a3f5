/** Registers one test per check of a rotation function, for every runner. */

import { FakeSecretsManager, RotationCheckError, type RotationHandler } from "fake-secrets-manager";
import type { CheckRotationOptions } from "./check-rotation.js";
import { CHECK_ROTATION } from "./rotation-checks.js";

/** Options of `checkRotation` of a runner. */
export interface RotationTestOptions extends CheckRotationOptions {
  /** The name of the block; by default, `rotation function`. */
  readonly name?: string | undefined;
}

/** The functions of a runner. */
export interface Runner {
  readonly describe: (name: string, block: () => void) => unknown;
  readonly test: (name: string, work: () => Promise<void>) => unknown;
}

/** Registers the block. Each test runs its check on a separate fake. */
export function registerChecks(
  { describe, test }: Runner,
  handler: RotationHandler,
  { name = "rotation function", ...options }: RotationTestOptions = {},
): void {
  const checks = FakeSecretsManager[CHECK_ROTATION](handler, options);
  describe(name, () => {
    for (const check of checks) {
      test(check, async () => {
        const fake = new FakeSecretsManager({ seedFile: null });
        const results = await fake[CHECK_ROTATION](handler, options, check).finally(() => fake.dispose());
        if (results.some(({ failure }) => failure !== null)) throw new RotationCheckError(results);
      });
    }
  });
}
