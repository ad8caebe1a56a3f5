/**
 * References to secrets in Parameter Store, for intercepted clients of `SSMClient`. The fake answers references. Requests
 * for all other names go to the client's own request handler, or to an earlier mock of `send`. The engine splits a request
 * and joins two responses.
 */

import { joinParameters, splitParameters } from "./engine.js";
import { bytesOf, writeHead } from "./http.js";
import { Misuse } from "./misuse.js";
import { givenCaller } from "./own-settings.js";
import { type Answering, type Client, type Config, regionOf, swap } from "./redirection.js";
import { bodyOf, type RequestHandler } from "./request-handler.js";
import { type AuthScheme, type Caller, DUMMY_SECRET, nameCaller } from "./signing.js";

const SERVICE_ID = "SSM";

/** The body of a request, as text or bytes. */
type Body = string | Uint8Array;

/** A request of the SDK, structurally. */
interface Request {
  readonly hostname?: string;
  readonly headers: Record<string, string>;
  readonly body?: Body;
}

/** Answers a request for other names. */
type Others = (body: Uint8Array) => Promise<Uint8Array>;

/** The member of a call's options that holds an earlier mock of `send`. */
const OTHERS = Symbol("others");

type Send = (this: Client, ...args: unknown[]) => unknown;

/** Whether this is a client of Parameter Store. */
export function isParameterStore(client: Client): boolean {
  return client.config?.serviceId === SERVICE_ID;
}

/** Redirects a client of Parameter Store to a fake for references only. */
export function redirectParameters(client: Client, answering: Answering): (() => void) | undefined {
  return swap(client, (config) => redirected(config, answering));
}

/**
 * Sends a command past an earlier mock of `send` if it asks for references. The mock answers the other names.
 *
 * `real` is the SDK's own `send`.
 */
export function sendBesideMock(client: Client, args: readonly unknown[], mock: Send, real: Send): unknown {
  const [command, optionsOrCallback, callback] = args as [Command, object | undefined, unknown];
  const head = `x-amz-target:AmazonSSM.${command?.constructor?.name.replace(/Command\d*$/, "")}`;
  const { references } = splitParameters(head, JSON.stringify(command?.input ?? {}));
  if (references === undefined) return mock.apply(client, [...args]);
  const others: Others = async (body) => {
    const request = new command.constructor({ ...command.input, ...JSON.parse(textOf(body)) });
    return written(await mock.call(client, request));
  };
  const isOptions = typeof optionsOrCallback === "object" && optionsOrCallback !== null;
  const options = { ...(isOptions ? optionsOrCallback : {}), [OTHERS]: others };
  const rest = isOptions ? [callback] : [optionsOrCallback];
  return real.call(client, command, options, ...rest.filter((one) => one !== undefined));
}

/** A command of the SDK, structurally. */
interface Command {
  readonly input: object;
  readonly constructor: { readonly name: string; new (input: object): Command };
}

/** Writes an output of the SDK as the service's JSON, in which dates are seconds. */
function written(output: unknown): Uint8Array {
  const text = JSON.stringify(output ?? {}, function (this: Record<string, unknown>, name, value) {
    const own = this[name];
    return own instanceof Date ? own.getTime() / 1000 : value;
  });
  return new TextEncoder().encode(text);
}

function redirected(config: Config, answering: Answering): Config {
  const own = givenCaller(config.credentials);
  const callerOf = async () => (await own) ?? { accessKeyId: answering().accountId };
  const where = regionOf(config, answering);
  const signing = { callerOf, region: where.region, pending: new WeakMap<object, () => Promise<Request>>() };
  const { httpAuthSchemes, signer } = config;
  return {
    ...where,
    requestHandler: dividing(config.requestHandler as RequestHandler, answering, signing),
    ...(Array.isArray(httpAuthSchemes)
      ? { httpAuthSchemes: httpAuthSchemes.map((scheme) => lazily(scheme, signing)) }
      : { signer: lazySigner(signer as SignerProvider, signing) }),
  };
}

interface Signing {
  readonly callerOf: () => Promise<Caller>;
  /** The client's region, for requests that specify none. */
  readonly region: () => Promise<unknown>;
  /** Functions that sign the request for the other names, by the original request. */
  readonly pending: WeakMap<object, () => Promise<Request>>;
}

/** A handler that passes references to the fake and other names to `own`. */
function dividing(own: RequestHandler, answering: Answering, { pending }: Signing): RequestHandler {
  return {
    ...own,
    metadata: own.metadata,
    destroy: () => own.destroy?.(),
    updateHttpClientConfig: (...change: unknown[]) => Reflect.apply(own.updateHttpClientConfig, own, change),
    httpHandlerConfigs: () => own.httpHandlerConfigs?.() ?? {},
    async handle(request: Request, options?: { readonly [OTHERS]?: Others }) {
      const parts = split(request);
      if (parts.references === undefined) return own.handle(request, options);
      const { requestHandler } = answering();
      const answered = await requestHandler.handle({ ...request, body: parts.references }, options);
      if (parts.others === undefined || answered.response.statusCode !== 200) return answered;
      const mock = options?.[OTHERS];
      if (mock !== undefined) return joined(answered.response, await mock(parts.others));
      const rest = await own.handle((await pending.get(request)?.()) ?? copy(request, textOf(parts.others)), options);
      if (rest.response.statusCode !== 200) return rest;
      return joined(answered.response, await bodyOf(rest.response.body));
    },
  };
}

interface Response {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

function joined(response: Response, others: Uint8Array): { response: Response } {
  const body = joinParameters(response.body, others);
  return { response: { ...response, headers: { ...response.headers, "content-length": String(body.length) }, body } };
}

function split({ headers, body = "" }: Request) {
  const isBody = typeof body === "string" || ArrayBuffer.isView(body);
  return splitParameters(writeHead(headers), isBody ? body : "");
}

type Identity = { readonly accessKeyId?: string; readonly secretAccessKey?: string };
type Sign = (request: Request, identity: unknown, properties: Properties) => Promise<Request>;
type Properties = { readonly signingRegion?: string; readonly region?: string };

/** The scheme with an identity that is resolved only if a request goes beyond the fake. References need no credentials. */
function lazily(scheme: AuthScheme, signing: Signing): AuthScheme {
  const { signer } = scheme;
  const sign: Sign = (request, identity, properties) => {
    const { ask } = identity as { ask: () => Promise<Identity> };
    const own = async (one: Request) => signer.sign(one, await credentials(ask, one), properties);
    return signed(request, own, signing, properties.signingRegion ?? properties.region);
  };
  return {
    schemeId: scheme.schemeId,
    identityProvider: (config) => {
      const provider = scheme.identityProvider(config);
      return provider && (async (properties: unknown) => ({ ask: () => provider(properties) }));
    },
    signer: Object.create(signer, { sign: { value: sign } }),
  };
}

type Signer = { sign(request: Request, ...rest: unknown[]): Promise<Request> };
type SignerProvider = (...args: unknown[]) => Promise<Signer>;

/** The same for the SDK before 2024, whose signer contains the credentials. */
function lazySigner(provider: SignerProvider, signing: Signing): SignerProvider {
  return async (...args) => ({
    async sign(request, ...rest) {
      const [properties] = rest as [Properties | undefined];
      const own = async (one: Request) => {
        try {
          return await (await provider(...args)).sign(one, ...rest);
        } catch (cause) {
          throw explained(cause);
        }
      };
      return signed(request, own, signing, properties?.signingRegion);
    },
  });
}

/** Names the caller of a request for references. The part for other names is signed only if it is sent. */
async function signed(
  request: Request,
  sign: (request: Request) => Promise<Request>,
  { callerOf, region, pending }: Signing,
  signingRegion: string | undefined,
): Promise<Request> {
  const { references, others } = split(request);
  if (references === undefined) return sign(request);
  const named = nameCaller(copy(request), await callerOf(), signingRegion ?? String(await region()));
  if (others !== undefined) pending.set(named, () => sign(copy(request, textOf(others))));
  return named;
}

/** A request of the same class. */
function copy(request: Request, body = request.body): Request {
  const headers = { ...request.headers };
  if (body !== request.body && "content-length" in headers) headers["content-length"] = String(bytesOf(body).length);
  return Object.assign(Object.create(Object.getPrototypeOf(request)), request, { headers, body });
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Returns the client's own credentials. Rejects a request that would reach AWS without credentials. */
async function credentials(ask: () => Promise<Identity>, request: Request): Promise<Identity> {
  let identity: Identity;
  try {
    identity = await ask();
  } catch (cause) {
    throw explained(cause);
  }
  const leaves = /\.(amazonaws\.com(\.cn)?|api\.aws)$/.test(request.hostname ?? "");
  if (leaves && identity.secretAccessKey === DUMMY_SECRET) throw unanswered();
  return identity;
}

/** Explains an error that means that the request would reach AWS. Other errors are passed on. */
function explained(cause: unknown): unknown {
  const { name, message } = cause as Partial<Error>;
  return name === "CredentialsProviderError" || message === "Region is missing" ? unanswered(cause) : cause;
}

function unanswered(cause?: unknown): Misuse {
  const error = new Misuse(
    "a request to Parameter Store would reach AWS: the fake answers GetParameter and GetParameters only for names " +
      "under /aws/reference/secretsmanager/; expected a mock of SSMClient for other requests, for example " +
      "aws-sdk-client-mock, or a client with its own requestHandler",
  );
  return cause === undefined ? error : Object.assign(error, { cause });
}
