/**
 * A header with the caller and region replaces the signature. No signature is computed, because the fake does not check it, and
 * computing it would take longer than the fake itself.
 */

/** The SDK's interface, structurally: `httpAuthSchemes` of a client's configuration. */
export interface AuthScheme {
  readonly schemeId: string;
  // biome-ignore-start lint/suspicious/noExplicitAny: the SDK's own types, whichever version it is
  identityProvider(config: any): any;
  readonly signer: { sign(request: any, identity: any, properties: any): Promise<any> };
  // biome-ignore-end lint/suspicious/noExplicitAny: see above
}

/** The caller. */
export interface Caller {
  /** If it has 12 digits, it selects the account. */
  readonly accessKeyId: string;
  /** The account of an assumed role. */
  readonly accountId?: string;
}

/** The credentials of a caller. */
export interface Credentials extends Caller {
  readonly secretAccessKey: string;
}

/** The secret access key of credentials that a fake provides. */
export const DUMMY_SECRET = "fake";

const SCHEME = "aws.auth#sigv4";

/** Replaces the SDK's scheme of this name. By default, the caller comes from the client's configuration. */
export function unsigned(caller?: () => Promise<Credentials>): AuthScheme {
  return {
    schemeId: SCHEME,
    identityProvider: (config) => caller ?? config.getIdentityProvider(SCHEME),
    signer: {
      sign: async (request, caller, { signingRegion, region }) => nameCaller(request, caller, signingRegion ?? region),
    },
  };
}

/** Writes the header. The engine reads an account in place of the date. */
export function nameCaller<Request extends { headers: Record<string, string> }>(
  request: Request,
  { accessKeyId, accountId = "00000000" }: Caller,
  region: string,
): Request {
  const scope = `${accessKeyId}/${accountId}/${region}/secretsmanager/aws4_request`;
  request.headers.authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
  return request;
}
