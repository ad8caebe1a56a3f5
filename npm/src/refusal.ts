/** The service's refusal of a direct call, shaped as the AWS SDK shapes its exceptions. */

/** What the service said no with: `name` is the service's code, as on the SDK's exceptions; `code` is the same. */
export interface ServiceRefusal extends Error {
  readonly code: string;
  /** The situation that the service refused, as `describe().refusals` names it: two sentences of one code are two situations. */
  readonly situation: string;
  readonly $fault: "client" | "server";
  readonly $metadata: {
    readonly httpStatusCode: number;
    readonly requestId: string;
    readonly attempts: number;
    readonly totalRetryDelay: number;
  };
}

/** A refusal as the engine hands it out. */
export interface Refused {
  readonly code: string;
  readonly message: string | undefined;
  readonly status: number;
  readonly requestId: string;
  readonly situation: string;
}

/** The error for a refusal, with the stack of its caller. */
export function refusal({ code, message, status: httpStatusCode, requestId, situation }: Refused): ServiceRefusal {
  return Object.assign(new Error(message ?? ""), {
    name: code,
    code,
    situation,
    $fault: httpStatusCode < 500 ? ("client" as const) : ("server" as const),
    $metadata: { httpStatusCode, requestId, attempts: 1, totalRetryDelay: 0 },
  });
}
