/** What a test did not wait for: handlers that are still running, and errors that no call has thrown. */

import { warn } from "./node.js";
import type { Invocation } from "./rotation-records.js";

export class Unawaited {
  /** The invocations whose handlers have not ended. */
  readonly running = new Set<Invocation>();
  /** The errors of work in the background. */
  readonly failures: unknown[] = [];

  /** Warns about both, once. `inside` is the invocation that calls this. */
  report(inside: number): void {
    for (const invocation of this.running) {
      if (invocation.id === inside) continue;
      this.running.delete(invocation);
      const { Step, SecretId } = invocation.event;
      warn(
        `the rotation step ${Step} of ${nameIn(SecretId)} was still running at the end of the test. Await the call that started it, ` +
          "or fake.runRotations() after a direct call. If that never returns, the handler does not settle its promise",
      );
    }
    for (const error of this.failures.splice(0)) {
      warn(
        `a rotation failed, but no call threw the error: ${(error as Error).message}. Await fake.runRotations() to get it`,
      );
    }
  }

  /** Forgets both, because the rotations no longer exist. */
  clear(): void {
    this.running.clear();
    this.failures.length = 0;
  }
}

/** The name in the ARN of a secret, without its random suffix. */
function nameIn(arn: string): string {
  return arn.split(":").slice(6).join(":").slice(0, -7);
}
