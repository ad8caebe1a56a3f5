/** Retries without delay: as many as the SDK makes, so that a fault takes no time, even under fake timers. */

/** The SDK's interface, structurally. */
export interface RetryStrategy {
  acquireInitialRetryToken(scope: string): Promise<RetryToken>;
  refreshRetryTokenForRetry(token: RetryToken, failure: RetryFailure): Promise<RetryToken>;
  recordSuccess(token: RetryToken): void;
}

interface RetryToken {
  getRetryCount(): number;
  getRetryDelay(): number;
}

interface RetryFailure {
  readonly errorType: string;
  readonly error?: { readonly name?: unknown } | undefined;
}

/** Returns a strategy that makes `maxAttempts` attempts in total. */
export function retryAtOnce(maxAttempts: () => Promise<number>): RetryStrategy {
  return {
    acquireInitialRetryToken: async () => tokenAfter(0),
    async refreshRetryTokenForRetry(token, failure) {
      const attempts = token.getRetryCount() + 1;
      if (!isRetryable(failure) || attempts >= (await maxAttempts())) {
        throw new Error("No retry token available");
      }
      return tokenAfter(attempts);
    },
    recordSuccess() {},
  };
}

/** Returns the number of attempts from the SDK's request header, or undefined if it is missing. */
export function notedAttempts(headers: Readonly<Record<string, string>>): number | undefined {
  const max = Number(/max=(\d+)/.exec(headers["amz-sdk-request"] ?? "")?.[1]);
  return max > 0 ? max : undefined;
}

/** Whether the SDK's own strategy would retry a failure. A failed rotation is not retried, whatever its cause. */
function isRetryable({ errorType, error }: RetryFailure): boolean {
  return ["THROTTLING", "TRANSIENT"].includes(errorType) && error?.name !== "RotationFailed";
}

function tokenAfter(retries: number): RetryToken {
  return { getRetryCount: () => retries, getRetryDelay: () => 0 };
}
