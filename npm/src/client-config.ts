/** The configuration of SDK clients that use a fake. */

import type { HttpResponse } from "./http.js";
import { attempts, type Where } from "./options.js";
import { type RequestHandler, requestHandler } from "./request-handler.js";
import { notedAttempts, type RetryStrategy, retryAtOnce } from "./retries.js";
import { type AuthScheme, type Credentials, DUMMY_SECRET, unsigned } from "./signing.js";

/** The configuration of an SDK client that uses the fake: `new SecretsManagerClient(fake.clientConfig())`. */
export interface ClientConfig {
  readonly region: string;
  readonly credentials: Credentials;
  readonly requestHandler: RequestHandler;
  readonly maxAttempts: number;
  readonly retryStrategy: RetryStrategy;
  readonly httpAuthSchemes: AuthScheme[];
}

/** Options of a client, besides its region and account. */
export interface ClientOptions extends Where {
  /** The total number of attempts per call; 3 by default, as in the SDK. */
  readonly maxAttempts?: number | undefined;
}

/** Returns the configuration of a client whose requests `send` answers. */
export function clientConfig(
  region: string,
  accountId: string,
  given: number | undefined,
  send: (headers: Record<string, string>, body: never) => Promise<HttpResponse>,
): ClientConfig {
  const maxAttempts = attempts(given ?? 3);
  let noted = maxAttempts;
  return {
    region,
    credentials: { accessKeyId: accountId, secretAccessKey: DUMMY_SECRET },
    requestHandler: requestHandler((headers, body) => {
      noted = notedAttempts(headers) ?? noted;
      return send(headers, body);
    }),
    maxAttempts,
    retryStrategy: retryAtOnce(async () => noted),
    httpAuthSchemes: [unsigned()],
  };
}
