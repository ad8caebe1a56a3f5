/** The service's error for a direct call, with the shape of the AWS SDK's exceptions. */

/** An error of the service. `name` is the error code, as in the SDK's exceptions; `code` is the same. */
export interface ServiceError extends Error {
  readonly code: string;
  /** The name of the error in `describe().errors`. Two messages with the same code have different situations. */
  readonly situation: string;
  readonly $fault: "client" | "server";
  readonly $metadata: {
    readonly httpStatusCode: number;
    readonly requestId: string;
    readonly attempts: number;
    readonly totalRetryDelay: number;
  };
}

/** An error as the engine returns it. */
export interface EngineError {
  readonly code: string;
  readonly message: string | undefined;
  readonly status: number;
  readonly requestId: string;
  readonly situation: string;
}

/** Creates the exception, with the stack of its caller. */
export function serviceError({
  code,
  message,
  status: httpStatusCode,
  requestId,
  situation,
}: EngineError): ServiceError {
  return Object.assign(new Error(message ?? ""), {
    name: code,
    code,
    situation,
    $fault: httpStatusCode < 500 ? ("client" as const) : ("server" as const),
    $metadata: { httpStatusCode, requestId, attempts: 1, totalRetryDelay: 0 },
  });
}
