/** The service's refusal of a direct call, shaped as the AWS SDK shapes its exceptions. */

/** What the service said no with: `name` is the service's code, as on the SDK's exceptions; `code` is the same. */
export interface ServiceRefusal extends Error {
  readonly code: string;
  readonly $fault: "client" | "server";
  readonly $metadata: {
    readonly httpStatusCode: number;
    readonly requestId: string;
    readonly attempts: number;
    readonly totalRetryDelay: number;
  };
}

/** Code, message, status and request id, as the engine hands a refusal out. */
export type Refused = readonly [code: string, message: string | undefined, status: number, requestId: string];

/** The error for a refusal, with the stack of its caller. */
export function refusal(...[code, message, httpStatusCode, requestId]: Refused): ServiceRefusal {
  return Object.assign(new Error(message ?? ""), {
    name: code,
    code,
    $fault: httpStatusCode < 500 ? ("client" as const) : ("server" as const),
    $metadata: { httpStatusCode, requestId, attempts: 1, totalRetryDelay: 0 },
  });
}
