/**
 * Enables `fake.interceptNetwork()`, which answers requests to AWS Secrets Manager from any library before they leave the process.
 * It uses @mswjs/interceptors, which you install: `npm install --save-dev @mswjs/interceptors`.
 */

import { ClientRequestInterceptor } from "@mswjs/interceptors/ClientRequest";
import { FetchInterceptor } from "@mswjs/interceptors/fetch";
import { registerNetwork } from "./network-interception.js";
import { builtinModule } from "./node.js";

type Answer = Parameters<Parameters<typeof registerNetwork>[0]>[0];

registerNetwork((answer) => {
  const stops = [ClientRequestInterceptor, FetchInterceptor].map((kind) => start(kind, listenerOf(answer)));
  updateImports();
  return () => {
    for (const stop of stops) stop();
    updateImports();
  };
});

/** The event of @mswjs/interceptors, structurally. */
interface RequestEvent {
  readonly request: Request;
  readonly controller: { respondWith(response: Response): unknown; errorWith(error: Error): unknown };
}

type Listener = (event: RequestEvent) => Promise<void>;

/** Answers a request, or lets the next listener answer. */
function listenerOf(answer: Answer): Listener {
  return async ({ request, controller }) => {
    try {
      // A copy, because other listeners read the body too.
      const answered = await answer(request.clone());
      if (answered === undefined) return;
      const { statusCode: status, headers, body } = answered.response;
      controller.respondWith(new Response(body, { status, headers }));
    } catch (error) {
      // An injected connection fault.
      controller.errorWith(error as Error);
    }
    // Never returns, so the next listener is not called: MSW would report a request without a handler.
    await new Promise(() => {});
  };
}

/** An interceptor, with the members that its declaration hides. */
interface Interceptor {
  readonly emitter: {
    prependListener(event: "request", listener: Listener): unknown;
    removeListener(event: "request", listener: Listener): void;
    listenerCount(event: "request"): number;
  };
  apply(): void;
  dispose(): void;
}

type Kind = { new (): object; readonly symbol: symbol };

/** The interceptors of all libraries that use @mswjs/interceptors, by kind. */
const registry = globalThis as { [kind: symbol]: Interceptor | undefined };
/** The interceptors that this module has applied. */
const applied = new Map<symbol, Interceptor>();

/**
 * Listens to requests. Returns a function that stops.
 *
 * An interceptor that is applied second, by MSW or this module, only adds its listeners to the first one. If it is disposed of, the library
 * forgets the first one too, and fails when the next is applied. So this module applies one only if there is none.
 */
function start(kind: Kind, listener: Listener): () => void {
  const { emitter } = registry[kind.symbol] ?? applied.get(kind.symbol) ?? apply(kind);
  emitter.prependListener("request", listener);
  return () => void emitter.removeListener("request", listener);
}

/** Applies an interceptor until its last listener is removed, which may be one of MSW. */
function apply(kind: Kind): Interceptor {
  const interceptor = new kind() as Interceptor;
  interceptor.apply();
  applied.set(kind.symbol, interceptor);
  const { emitter } = interceptor;
  const removeListener = emitter.removeListener.bind(emitter);
  emitter.removeListener = (event, listener) => {
    removeListener(event, listener);
    if (emitter.listenerCount("request") > 0 || !applied.delete(kind.symbol)) return;
    // MSW may have removed it from the registry, without which `dispose` does nothing.
    registry[kind.symbol] = interceptor;
    interceptor.dispose();
  };
  return interceptor;
}

/** Updates the functions that `import { request } from "node:http"` returns. */
function updateImports(): void {
  builtinModule<{ syncBuiltinESMExports(): void }>("module")?.syncBuiltinESMExports();
}
