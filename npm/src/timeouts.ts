/** The timeout of a client's own request handler, which a delay of the fake can exceed. */

/** When a client stops waiting for a response, and its error. */
export interface Timeout {
  readonly milliseconds: number;
  error(): Error;
}

/** The configurations of NodeHttpHandler and FetchHttpHandler of the SDK, structurally. */
interface Config {
  readonly requestTimeout?: number | undefined;
  readonly socketTimeout?: number | undefined;
  /** Missing in FetchHttpHandler and before 2025: their request timeout always throws. */
  readonly throwOnRequestTimeout?: boolean | undefined;
}

/** The options of one request. */
interface Options {
  readonly requestTimeout?: number | undefined;
}

/** Returns a function that reads the timeout for a request, or undefined if there is none. Does not wait for the handler's configuration. */
export function timeoutOf(handler: unknown): (options?: Options) => Timeout | undefined {
  const { config, configProvider } = (handler ?? {}) as { config?: Config; configProvider?: unknown };
  let known = config;
  // The error is ignored here: if the handler sends nothing, it would stay unhandled and end the process.
  if (configProvider instanceof Promise) {
    configProvider.then(
      (provided: Config) => {
        known ??= provided;
      },
      () => {},
    );
  }
  return (options) => known && shortest(known, options?.requestTimeout ?? known.requestTimeout);
}

function shortest(config: Config, requestTimeout = 0): Timeout | undefined {
  const throws = !("throwOnRequestTimeout" in config) || config.throwOnRequestTimeout === true;
  const { socketTimeout = 0 } = config;
  if (throws && requestTimeout > 0 && (socketTimeout <= 0 || requestTimeout <= socketTimeout)) {
    const text = `@smithy/node-http-handler - [ERROR] a request has exceeded the configured ${requestTimeout} ms requestTimeout.`;
    return timeout(requestTimeout, text, { code: "ETIMEDOUT" });
  }
  const text = `@smithy/node-http-handler - the request socket timed out after ${socketTimeout} ms of inactivity (configured by client requestHandler).`;
  return socketTimeout > 0 ? timeout(socketTimeout, text, {}) : undefined;
}

function timeout(milliseconds: number, text: string, more: object): Timeout {
  return { milliseconds, error: () => Object.assign(new Error(text), { name: "TimeoutError", ...more }) };
}
