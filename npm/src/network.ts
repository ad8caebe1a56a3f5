/**
 * Enables `fake.interceptNetwork()`, which answers requests to AWS Secrets Manager from any library before they leave the process.
 * It uses @mswjs/interceptors, which you install: `npm install --save-dev @mswjs/interceptors`.
 */

import { ClientRequestInterceptor } from "@mswjs/interceptors/ClientRequest";
import { FetchInterceptor } from "@mswjs/interceptors/fetch";
import { misuse } from "./misuse.js";
import { registerNetwork } from "./network-interception.js";
import { builtinModule } from "./node.js";

type Answer = Parameters<Parameters<typeof registerNetwork>[0]>[0];

registerNetwork((answer) => {
  const listener = listenerOf(answer);
  const isNew = "singleton" in FetchInterceptor;
  const stops = isNew
    ? [startAtSource(listener)]
    : [ClientRequestInterceptor, FetchInterceptor].map((kind) => start(kind, listener));
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
    removeListener(event: "request", listener: Listener): void;
    listenerCount(event: "request"): number;
    /** Adds a listener before the others. The name depends on the version of the library. */
    prependListener?(event: "request", listener: Listener): unknown;
    earlyOn?(event: "request", listener: Listener): unknown;
  };
  apply(owner?: object): void;
  dispose(owner?: object): void;
}

type Kind = { new (): object; readonly symbol: symbol };

const SOURCE = Symbol.for("node-http-request-source");

/**
 * Listens to requests with a newer version of the library (0.42, MSW 3). Returns a function that stops.
 *
 * In these versions, each interceptor listens to one source, and rejects a second interceptor of its kind. So this function listens to the
 * source itself. If the source does not exist yet, a temporary interceptor creates it.
 */
function startAtSource(listener: Listener): () => void {
  const { __MSW_INTERCEPTORS_REGISTRY: sources } = globalThis as {
    __MSW_INTERCEPTORS_REGISTRY?: ReadonlyMap<symbol, Interceptor>;
  };
  const owner = {};
  const creator = sources?.has(SOURCE) ? undefined : (new ClientRequestInterceptor() as unknown as Interceptor);
  creator?.apply();
  const source = sources?.get(SOURCE);
  if (source?.emitter.earlyOn === undefined) {
    creator?.dispose();
    throw misuse(
      "this version of @mswjs/interceptors is not supported",
      "a version from 0.39 to 0.45",
      "npm install --save-dev @mswjs/interceptors@0.45",
    );
  }
  source.apply(owner);
  creator?.dispose();
  source.emitter.earlyOn("request", listener);
  return () => {
    source.emitter.removeListener("request", listener);
    source.dispose(owner);
  };
}

/** Listens to the requests of one kind with an older version. Returns a function that stops. */
function start(kind: Kind, listener: Listener): () => void {
  const { emitter } = shared(kind);
  emitter.prependListener?.("request", listener);
  return () => emitter.removeListener("request", listener);
}

/** The interceptors of older versions of the library in this process, by kind. */
const registry = globalThis as { [kind: symbol]: Interceptor | undefined };
/** The interceptors that this module has applied. */
const applied = new Map<symbol, Interceptor>();

/**
 * Returns the interceptor of a kind in this process.
 *
 * An interceptor that is applied second, by MSW or this module, only adds its listeners to the first one. If it is disposed of, the
 * library also forgets the first one, and then fails to apply another. So this module applies an interceptor only if none is active.
 */
function shared(kind: Kind): Interceptor {
  return registry[kind.symbol] ?? applied.get(kind.symbol) ?? apply(kind);
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
    // MSW may have removed the interceptor from the registry. Then `dispose` would do nothing.
    registry[kind.symbol] = interceptor;
    interceptor.dispose();
  };
  return interceptor;
}

/** Updates the functions that `import { request } from "node:http"` returns. */
function updateImports(): void {
  builtinModule<{ syncBuiltinESMExports(): void }>("module")?.syncBuiltinESMExports();
}
