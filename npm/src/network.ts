/**
 * Enables `fake.interceptNetwork()`, which answers requests to AWS Secrets Manager from any library before they leave the process.
 * It uses @mswjs/interceptors, which you install: `npm install --save-dev @mswjs/interceptors`.
 */

import { BatchInterceptor } from "@mswjs/interceptors";
import { ClientRequestInterceptor } from "@mswjs/interceptors/ClientRequest";
import { FetchInterceptor } from "@mswjs/interceptors/fetch";
import { registerNetwork } from "./network-interception.js";
import { builtinModule } from "./node.js";

registerNetwork((answer) => {
  const interceptor = new BatchInterceptor({
    name: "fake-secrets-manager",
    interceptors: [new ClientRequestInterceptor(), new FetchInterceptor()],
  });
  interceptor.apply();
  interceptor.on("request", async ({ request, controller }) => {
    try {
      const answered = await answer(request);
      if (answered === undefined) return;
      const { statusCode: status, headers, body } = answered.response;
      controller.respondWith(new Response(body, { status, headers }));
    } catch (error) {
      // An injected connection fault.
      controller.errorWith(error as Error);
    }
  });
  updateImports();
  return () => {
    interceptor.dispose();
    updateImports();
  };
});

/** Updates the functions that `import { request } from "node:http"` returns. */
function updateImports(): void {
  builtinModule<{ syncBuiltinESMExports(): void }>("module")?.syncBuiltinESMExports();
}
