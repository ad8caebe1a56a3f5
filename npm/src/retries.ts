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
}

/** A strategy that tries a call `maxAttempts` times altogether. */
export function retryAtOnce(maxAttempts: () => Promise<number>): RetryStrategy {
  return {
    acquireInitialRetryToken: async () => tokenAfter(0),
    async refreshRetryTokenForRetry(token, { errorType }) {
      const attempts = token.getRetryCount() + 1;
      if (!RETRYABLE.includes(errorType) || attempts >= (await maxAttempts())) {
        throw new Error("No retry token available");
      }
      return tokenAfter(attempts);
    },
    recordSuccess() {},
  };
}

/** The kinds of failure that the SDK's own strategy tries again. */
const RETRYABLE = ["THROTTLING", "TRANSIENT"];

function tokenAfter(retries: number): RetryToken {
  return { getRetryCount: () => retries, getRetryDelay: () => 0 };
}
