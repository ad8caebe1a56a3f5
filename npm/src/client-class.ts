/** The classes that can be intercepted. `intercept` rejects all others immediately, not at their first request. */

import { isList, kindOf, misuse } from "./misuse.js";

/** A client class of the AWS SDK, structurally. */
export interface ClientClass {
  readonly prototype: { send(...args: never[]): unknown };
}

/** The service ids of the clients: Secrets Manager, and Parameter Store for references to secrets. */
const SERVICE_IDS: readonly unknown[] = ["Secrets Manager", "SSM"];
const EXAMPLE = "fake.intercept(SecretsManagerClient)";

/** Returns the prototypes of the classes. Rejects an empty list, and values that are not classes of Secrets Manager clients. */
export function prototypesOf(classes: readonly ClientClass[]): object[] {
  if (classes.length === 0) throw refused("nothing");
  return classes.map((one) => {
    rejectNonClient(one);
    return one.prototype;
  });
}

function rejectNonClient(given: unknown): asserts given is ClientClass {
  if (typeof given !== "function") {
    if (isFunction(given, "send")) {
      throw refused(`a client (an instance of ${nameOf((given as object).constructor)}), not its class`);
    }
    if (isList(given)) {
      throw misuse("intercept was given a list", "each class as an argument, without brackets", EXAMPLE);
    }
    throw refused(kindOf(given));
  }
  if (isSdkV2(given)) {
    throw misuse(
      `intercept was given ${nameOf(given)} of the AWS SDK for JavaScript v2`,
      "a class of the AWS SDK v3; interceptNetwork() intercepts requests of v2",
      'import "fake-secrets-manager/network" and fake.interceptNetwork()',
    );
  }
  const { prototype } = given as Partial<ClientClass>;
  if (!isFunction(prototype, "send")) {
    throw refused(`the function ${nameOf(given)}, which is not a client class of the SDK (is the module mocked?)`);
  }
  if (isAutomock(given)) {
    throw misuse(
      `intercept was given an automatic mock of ${nameOf(given)}, which sends no requests`,
      "the real class",
      'vi.unmock("@aws-sdk/client-secrets-manager"), or vi.importActual (jest.unmock, jest.requireActual)',
    );
  }
  if (isHandMade(given as ClientClass)) {
    throw refused(`the class ${nameOf(given)}, which is not the SDK's (is the module mocked?)`);
  }
  const other = otherService(given as ClientClass);
  if (other !== undefined) throw refused(`the client class of ${other}`);
}

/** Rejects a client of another service if its class does not reveal the service. */
export function rejectOtherService(serviceId: unknown): void {
  if (serviceId !== undefined && !SERVICE_IDS.includes(serviceId)) throw refused(`the client class of ${serviceId}`);
}

function refused(given: string): Error {
  return misuse(`intercept was given ${given}`, "client classes of the AWS SDK", EXAMPLE);
}

function isFunction(holder: unknown, name: string): boolean {
  return typeof (holder as Record<string, unknown> | null | undefined)?.[name] === "function";
}

function nameOf(given: unknown): string {
  return (given as { name?: string }).name || "an anonymous class";
}

function isSdkV2(given: object): boolean {
  return "serviceIdentifier" in given || isFunction((given as Partial<ClientClass>).prototype, "makeRequest");
}

/** Both runners mark their mocks like this. A real class whose methods are spied on is not a mock, or creates real clients. */
function isAutomock(given: object): boolean {
  if (!("_isMockFunction" in given)) return false;
  return probe(given)?.config === undefined;
}

/** Whether a class has a `send` but nothing else of the SDK's clients. */
function isHandMade(given: ClientClass): boolean {
  if (isFunction(given.prototype, "destroy")) return false;
  const client = probe(given);
  return client !== undefined && client.config === undefined;
}

/** The service of the class's clients, if it is not Secrets Manager. */
function otherService(given: ClientClass): string | undefined {
  for (let at: unknown = given; typeof at === "function"; at = Object.getPrototypeOf(at)) {
    if (/^_?(SecretsManager|SSM)(Client)?\d*$/.test(at.name)) return undefined;
  }
  const id = probe(given)?.config?.serviceId;
  return id === undefined || SERVICE_IDS.includes(id) ? undefined : String(id);
}

interface Probe {
  readonly config?: { readonly serviceId?: unknown };
}

/** Creates a client of the class to inspect it. It sends nothing. */
function probe(given: unknown): Probe | undefined {
  try {
    return new (given as new (config: object) => Probe)({ region: "us-east-1" });
  } catch {
    return undefined;
  }
}
