/** The memory of requests and the events of a fake: arrays with a few extra members. */

/** How a request reached the fake. */
export type Origin = "sdk" | "direct" | "wire" | "rotation step";

/** One request and its answer. SecretString, SecretBinary and RotationToken are redacted unless revealed. */
export interface RecordedRequest {
  /** Its number since the last `clear()` or `reset()`, from 0. */
  readonly index: number;
  /** The operation; null for a request that names no operation of the service. */
  readonly operation: string | null;
  /** The name of the secret that the request names. */
  readonly secret: string | null;
  /** The fake's time. */
  readonly at: Date;
  readonly accountId: string;
  readonly region: string;
  /** The access key id, or the account id of a direct call. */
  readonly caller: string;
  readonly origin: Origin;
  // biome-ignore lint/suspicious/noExplicitAny: what a test sent, whatever it is
  readonly request: any;
  /** The response; absent where the service refused. */
  // biome-ignore lint/suspicious/noExplicitAny: the response of any operation
  readonly response?: any;
  /** The code of the error answer. */
  readonly code?: string;
  readonly message?: string | null;
  readonly status?: number;
  /** Which row of the fidelity table answered. */
  readonly situation?: string;
}

/** Which requests to show; what is left out selects all. */
export interface RequestFilter {
  /** The name or ARN of a secret that the request names. */
  readonly secret?: string | undefined;
  /** `"succeeded"`, `"failed"`, or the code of an error answer. */
  readonly outcome?: string | undefined;
  readonly origin?: Origin | undefined;
  /** Shows SecretString, SecretBinary and RotationToken. */
  readonly reveal?: boolean | undefined;
}

/** An event as EventBridge delivers it. */
export interface FakeEvent {
  readonly version: string;
  readonly id: string;
  readonly "detail-type": "Secret Label Updated" | "AWS Service Event via CloudTrail" | "AWS API Call via CloudTrail";
  readonly source: "aws.secretsmanager";
  readonly account: string;
  /** For example `2026-01-01T00:00:00Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: each kind of event has its own detail
  readonly detail: any;
}

/** The recorded requests of a fake: `fake.requests("GetSecretValue", { secret: "app/db" }).count`. */
export interface Requests extends ReadonlyArray<RecordedRequest> {
  /** Selects requests by operation and by other properties. */
  (operation?: string | RequestFilter, filter?: RequestFilter): Requests;
  /** How many requests there are. */
  readonly count: number;
  /** How many requests are no longer kept: the newest 10,000 are, and fewer where they are large. */
  readonly dropped: number;
  /** Forgets all requests, selected or not. */
  clear(): void;
}

/** The events of a fake: `fake.events("RotationFailed")`. */
export interface Events extends ReadonlyArray<FakeEvent> {
  /** Selects events by name and by the name or ARN of a secret. */
  (name?: string, filter?: { readonly secret?: string | undefined }): Events;
  /** How many events there are. */
  readonly count: number;
}

/** What the engine gives for a filter. */
export interface Source {
  requests(filter: object): RecordedRequest[];
  dropped(): number;
  clear(): void;
  events(filter: object): FakeEvent[];
}

/** The requests that a filter selects. A misspelled name is an error here and not at the assertion. */
export function requestsOf(source: Source, filter: object = {}): Requests {
  const select = (operation?: string | RequestFilter, more: RequestFilter = {}) => {
    const named = typeof operation === "string" ? { operation } : (operation ?? {});
    return requestsOf(source, { ...filter, ...named, ...more });
  };
  return listed(source.requests(filter), select, { clear: () => source.clear() }, { dropped: () => source.dropped() });
}

/** The events that a filter selects. */
export function eventsOf(source: Source, filter: object = {}): Events {
  const select = (name?: string, more: object = {}) =>
    eventsOf(source, { ...filter, ...(name === undefined ? {} : { name }), ...more });
  return listed(source.events(filter), select, {}, {});
}

/** A function that is also the array of what it has selected. */
function listed<Item, List>(
  items: readonly Item[],
  select: (...args: never[]) => unknown,
  methods: object,
  getters: Record<string, () => unknown>,
): List {
  const list = [...items];
  return new Proxy(select, {
    get(target, property) {
      if (property === "count") return list.length;
      if (typeof property === "string" && property in getters) return getters[property]?.();
      if (property in methods) return Reflect.get(methods, property);
      if (property in list) {
        const value: unknown = Reflect.get(list, property);
        return typeof value === "function" ? value.bind(list) : value;
      }
      return Reflect.get(target, property);
    },
    has: (_, property) => property in list,
    ownKeys: () => [...new Set([...Reflect.ownKeys(list), ...Reflect.ownKeys(select)])],
    getOwnPropertyDescriptor: (target, property) =>
      Reflect.getOwnPropertyDescriptor(target, property) ?? {
        ...Reflect.getOwnPropertyDescriptor(list, property),
        configurable: true,
      },
  }) as unknown as List;
}

/** One line for a message: what was asked, and what came of it. Shows no values. */
export function lineOf({ operation, secret, region, origin, code }: RecordedRequest): string {
  const what = [operation ?? "(unknown operation)", secret].filter((part) => part !== null).join(" ");
  return `${what} in ${region} (${origin}): ${code ?? "succeeded"}`;
}
