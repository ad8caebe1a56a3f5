/** Retries without waiting: as many as the SDK makes, none of the delay, so that a fault is over at once even under fake timers. */

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

/** A strategy that tries a call `maxAttempts` times altogether. */
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

/** How many attempts the client of a request makes, which the SDK notes in each; undefined where it does not. */
export function notedAttempts(headers: Readonly<Record<string, string>>): number | undefined {
  const max = Number(/max=(\d+)/.exec(headers["amz-sdk-request"] ?? "")?.[1]);
  return max > 0 ? max : undefined;
}

/** The kinds of failure that the SDK's own strategy tries again. A failed rotation is none, whatever the SDK sees in its cause. */
function isRetryable({ errorType, error }: RetryFailure): boolean {
  return ["THROTTLING", "TRANSIENT"].includes(errorType) && error?.name !== "RotationFailed";
}

function tokenAfter(retries: number): RetryToken {
  return { getRetryCount: () => retries, getRetryDelay: () => 0 };
}
