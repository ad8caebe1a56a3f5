/** A service that fails a few times before it responds. */
import type { ClientConfig } from "fake-secrets-manager";

interface Fault {
  readonly code?: string;
  readonly status: number;
  readonly times: number;
}

/** The configuration with a handler that fails first, and how often it was called. */
export function failing(given: ClientConfig, { code = "InternalServiceError", status, times }: Fault) {
  let calls = 0;
  const requestHandler: ClientConfig["requestHandler"] = {
    ...given.requestHandler,
    async handle(request, options) {
      calls += 1;
      if (calls > times) return given.requestHandler.handle(request, options);
      const body = new TextEncoder().encode(JSON.stringify({ __type: code }));
      return { response: { statusCode: status, headers: {}, body } };
    },
  };
  return { config: { ...given, requestHandler }, calls: () => calls };
}
