/**
 * Brings `fake.interceptNetwork()`: requests to AWS Secrets Manager are answered before they leave the process, whichever library sends them.
 * Built on @mswjs/interceptors, which is a dependency of yours: `npm install --save-dev @mswjs/interceptors`.
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
      // An injected fault of the connection.
      controller.errorWith(error as Error);
    }
  });
  updateImports();
  return () => {
    interceptor.dispose();
    updateImports();
  };
});

/** Lets `import { request } from "node:http"` see the functions that are in force now. */
function updateImports(): void {
  builtinModule<{ syncBuiltinESMExports(): void }>("module")?.syncBuiltinESMExports();
}
