/** The fake as a `requestHandler` of the AWS SDK: what would go over the network goes through the wire door. */

import { bytesOf, type HttpAnswer } from "./http.js";

/** Marks the handlers of all fakes, those of another copy of this package included. */
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

type Answer = (headers: Record<string, string>, body: never) => Promise<HttpAnswer>;

/** A handler that hands every request to `answer`. */
export function requestHandler(answer: Answer): RequestHandler {
  return {
    [MARK]: true,
    metadata: { handlerProtocol: "http/1.1" },
    async handle(request, options) {
      if (options?.abortSignal?.aborted) throw abortError();
      const body = isStream(request.body) ? await collect(request.body) : request.body;
      const { status, headers, body: answered } = await answer(request.headers, body as never);
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

function abortError(): Error {
  return Object.assign(new Error("Request aborted"), { name: "AbortError" });
}
