/** The recorded requests and events of a fake: arrays with a few extra members. */

import { plain, readable } from "./control-data.js";
import type { ConnectionFault } from "./faults.js";
import { INSPECT, inspectedList } from "./inspection.js";
import { rejectNonObject } from "./misuse.js";
import type { OperationName } from "./shapes.js";

/** How a request reached the fake. */
export type Origin = "sdk" | "direct" | "wire" | "rotation step";

/** One request and its response. SecretString, SecretBinary and RotationToken are redacted unless revealed. */
export interface RecordedRequest {
  /** The number of the request since the last `clear()` or `reset()`, from 0. */
  readonly index: number;
  /** The operation; null for a request without a valid operation. */
  readonly operation: string | null;
  /** The name of the requested secret. */
  readonly secret: string | null;
  /** The fake's time. */
  readonly at: Date;
  readonly accountId: string;
  readonly region: string;
  /** The access key id, or the account id of a direct call. */
  readonly caller: string;
  readonly origin: Origin;
  // biome-ignore lint/suspicious/noExplicitAny: a test may send any request
  readonly request: any;
  /** The response; absent if the request failed. */
  // biome-ignore lint/suspicious/noExplicitAny: the response of any operation
  readonly response?: any;
  /** The error code. */
  readonly code?: string;
  readonly message?: string | null;
  readonly status?: number;
  /** The name of the error in FIDELITY.md and `describe()`. */
  readonly situation?: string;
  /** How an injected fault broke the connection. If it is "refused" or "connect-timeout", the operation did not run. */
  readonly connection?: ConnectionFault;
}

/** A filter of requests. An absent member matches all requests. */
export interface RequestFilter {
  /** The name or ARN of the requested secret. */
  readonly secret?: string | undefined;
  /** `"succeeded"`, `"failed"`, or an error code. */
  readonly outcome?: string | undefined;
  readonly origin?: Origin | undefined;
  /** Shows SecretString, SecretBinary and RotationToken. */
  readonly reveal?: boolean | undefined;
}

/** The name of an event: `SecretLabelUpdated`, a service event, or the operation of a call. */
export type EventName =
  | OperationName
  | "CancelSecretVersionDelete"
  | "EndSecretVersionDelete"
  | "ReplicationFailed"
  | "ReplicationStarted"
  | "ReplicationSucceeded"
  | "RotationAbandoned"
  | "RotationFailed"
  | "RotationStarted"
  | "RotationSucceeded"
  | "SecretLabelUpdated"
  | "SecretVersionDeletion"
  | "StartSecretVersionDelete"
  | "TestRotationFailed"
  | "TestRotationStarted"
  | "TestRotationSucceeded";

/** An event in EventBridge format. */
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
  (operation?: OperationName | RequestFilter, filter?: RequestFilter): Requests;
  /** The number of requests. */
  readonly count: number;
  /** The number of older requests that were dropped. The fake keeps the newest 10,000, or fewer if they are large. */
  readonly dropped: number;
  /** Deletes all recorded requests, including those that the filter does not select. */
  clear(): void;
}

/** The events of a fake: `fake.events("RotationFailed")`. */
export interface Events extends ReadonlyArray<FakeEvent> {
  /** Selects events by name and by the name or ARN of a secret. */
  (name?: EventName, filter?: { readonly secret?: string | undefined }): Events;
  /** The number of events. */
  readonly count: number;
}

/** The engine's records. */
export interface Source {
  requests(filter: object): RecordedRequest[];
  dropped(): number;
  clear(): void;
  events(filter: object): FakeEvent[];
}

const REQUESTS_EXAMPLE = 'fake.requests("GetSecretValue", { secret: "app/db" })';
const EVENTS_EXAMPLE = 'fake.events("RotationFailed", { secret: "app/db" })';

/** Returns the requests that a filter selects. Throws immediately for a misspelled name. */
export function requestsOf(source: Source, filter: object = {}): Requests {
  const select = (operation?: string | RequestFilter, more: RequestFilter = {}) => {
    const named = typeof operation === "string" ? { operation } : (operation ?? {});
    for (const given of [named, more]) rejectNonObject(given, "requests", REQUESTS_EXAMPLE);
    const joined = readable("requests", REQUESTS_EXAMPLE, () => ({ ...filter, ...named, ...more }));
    return requestsOf(source, plain(joined, "requests", REQUESTS_EXAMPLE));
  };
  const items = source.requests(filter);
  Object.defineProperty(select, INSPECT, { value: () => inspectedList("Requests", items.map(lineOf)) });
  return listed(items, select, { clear: () => source.clear() }, { dropped: () => source.dropped() });
}

/** Returns the events that a filter selects. */
export function eventsOf(source: Source, filter: object = {}): Events {
  const select = (name?: string, more: object = {}) => {
    rejectNonObject(more, "events", EVENTS_EXAMPLE);
    const joined = readable("events", EVENTS_EXAMPLE, () => ({
      ...filter,
      ...(name === undefined ? {} : { name }),
      ...more,
    }));
    return eventsOf(source, plain(joined, "events", EVENTS_EXAMPLE));
  };
  const items = source.events(filter);
  Object.defineProperty(select, INSPECT, { value: () => inspectedList("Events", items.map(lineOfEvent)) });
  return listed(items, select, {}, {});
}

/** A function that is also the array of the selected items. */
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

/** Describes an event in one line. */
function lineOfEvent({ time, region, resources, detail, "detail-type": type }: FakeEvent): string {
  const { eventName, requestParameters } = detail as {
    readonly eventName?: string;
    readonly requestParameters?: { readonly secretId?: string } | null;
  };
  const secrets = resources.length > 0 ? resources : [requestParameters?.secretId];
  const parts = [time, eventName ?? type, ...secrets, `in ${region}`];
  return parts.filter((part) => part !== undefined).join(" ");
}

/** Describes a request and its outcome in one line, without secret values. */
export function lineOf({ operation, secret, region, origin, code, connection }: RecordedRequest): string {
  const what = [operation ?? "(unknown operation)", secret].filter((part) => part !== null).join(" ");
  return `${what} in ${region} (${origin}): ${outcomeOf(code, connection)}`;
}

function outcomeOf(code = "succeeded", connection?: ConnectionFault): string {
  if (connection === undefined) return code;
  const isReceived = connection !== "refused" && connection !== "connect-timeout";
  return isReceived ? `${code}, response lost (${connection})` : `not received (${connection})`;
}
