/** The fake as a `requestHandler` of the AWS SDK: requests go to the wire API instead of the network. */

import { bytesOf, type HttpResponse } from "./http.js";

/** Marks the handlers of all fakes, including those of other copies of this package. */
const MARK: unique symbol = Symbol.for("fake-secrets-manager.request-handler");

/** The SDK's interface, structurally: this package depends on no version of it. */
export interface RequestHandler {
  readonly [MARK]?: true;
  readonly metadata: { readonly handlerProtocol: string };
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's own request, options and response, whichever version it is
  handle(request: any, options?: any): Promise<{ response: any }>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

type Answer = (headers: Record<string, string>, body: never) => Promise<HttpResponse>;

/** Returns a handler that passes every request to `answer`. */
export function requestHandler(answer: Answer): RequestHandler {
  return {
    [MARK]: true,
    metadata: { handlerProtocol: "http/1.1" },
    async handle(request, options) {
      const signal: Signal | undefined = options?.abortSignal;
      if (signal?.aborted) throw abortError();
      const body = isStream(request.body) ? await collect(request.body) : request.body;
      const answering = answer(request.headers, body as never);
      const { status, headers, body: answered } = await (signal ? unlessAborted(answering, signal) : answering);
      return { response: { statusCode: status, headers, body: answered } };
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

/** Whether a handler belongs to a fake. */
export function isFake(handler: unknown): boolean {
  return typeof handler === "object" && handler !== null && MARK in handler;
}

function isStream(body: unknown): body is AsyncIterable<string | Uint8Array> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

/** The bytes of a response's body, which may be a stream. */
export async function bodyOf(body: unknown): Promise<Uint8Array> {
  return isStream(body) ? collect(body) : bytesOf(body);
}

async function collect(stream: AsyncIterable<string | Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(bytesOf(chunk));
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let place = 0;
  for (const chunk of chunks) {
    whole.set(chunk, place);
    place += chunk.length;
  }
  return whole;
}

/** The signals of the platform and of older SDKs, structurally. */
interface Signal {
  readonly aborted: boolean;
  onabort?: ((event: never) => void) | null;
  addEventListener?(type: "abort", listener: () => void, options?: { once: boolean }): void;
  removeEventListener?(type: "abort", listener: () => void): void;
}

/** Stops waiting when the signal is aborted. The work that the request started continues, as on AWS. */
async function unlessAborted<Answer>(answering: Promise<Answer>, signal: Signal): Promise<Answer> {
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(abortError());
  });
  if (signal.addEventListener) signal.addEventListener("abort", abort, { once: true });
  else signal.onabort = abort;
  try {
    return await Promise.race([answering, aborted]);
  } finally {
    signal.removeEventListener?.("abort", abort);
  }
}

function abortError(): Error {
  return Object.assign(new Error("Request aborted"), { name: "AbortError" });
}
