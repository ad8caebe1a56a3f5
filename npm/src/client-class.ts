/** Which classes can be intercepted. Whatever cannot is refused where it is named, and not at its first request. */

import { kindOf, misuse } from "./misuse.js";

/** A client class of the AWS SDK, structurally. */
export interface ClientClass {
  readonly prototype: { send(...args: never[]): unknown };
}

/** The services by the ids of their clients: Secrets Manager, and Parameter Store for references to secrets. */
const SERVICE_IDS: readonly unknown[] = ["Secrets Manager", "SSM"];
const EXAMPLE = "fake.intercept(SecretsManagerClient)";

/** The prototypes of the classes. Refuses no classes, and whatever is not a class of Secrets Manager's clients. */
export function prototypesOf(classes: readonly ClientClass[]): object[] {
  if (classes.length === 0) throw refused("nothing");
  return classes.map((one) => {
    refuseNonClient(one);
    return one.prototype;
  });
}

function refuseNonClient(given: unknown): asserts given is ClientClass {
  if (typeof given !== "function") {
    if (isFunction(given, "send")) {
      throw refused(`a client (an instance of ${nameOf((given as object).constructor)}), not its class`);
    }
    throw refused(kindOf(given));
  }
  if (isSdkV2(given)) {
    throw misuse(
      `intercept was given ${nameOf(given)} of the AWS SDK for JavaScript v2`,
      "a class of the AWS SDK v3; requests of v2 are intercepted on their way to the network",
      'import "fake-secrets-manager/network" and fake.interceptNetwork()',
    );
  }
  const { prototype } = given as Partial<ClientClass>;
  if (!isFunction(prototype, "send")) throw refused(`the function ${nameOf(given)}`);
  if (isAutomock(given)) {
    throw misuse(
      `intercept was given an automatic mock of ${nameOf(given)}, which sends no requests`,
      "the real class",
      'vi.unmock("@aws-sdk/client-secrets-manager"), or vi.importActual (jest.unmock, jest.requireActual)',
    );
  }
  const other = otherService(given as ClientClass);
  if (other !== undefined) throw refused(`the client class of ${other}`);
}

/** Refuses a client of another service, whose class could not be told from one of Secrets Manager. */
export function refuseOtherService(serviceId: unknown): void {
  if (serviceId !== undefined && !SERVICE_IDS.includes(serviceId)) throw refused(`the client class of ${serviceId}`);
}

function refused(given: string): Error {
  return misuse(`intercept was given ${given}`, "client classes of the AWS SDK", EXAMPLE);
}

function isFunction(holder: unknown, name: string): boolean {
  return typeof (holder as Record<string, unknown> | null | undefined)?.[name] === "function";
}

function nameOf(given: unknown): string {
  return (given as { name?: string }).name || "a class without a name";
}

function isSdkV2(given: object): boolean {
  return "serviceIdentifier" in given || isFunction((given as Partial<ClientClass>).prototype, "makeRequest");
}

/** Both runners mark their mocks so. A class whose methods are spied on, but real, is itself no mock, or makes real clients. */
function isAutomock(given: object): boolean {
  if (!("_isMockFunction" in given)) return false;
  return probe(given)?.config === undefined;
}

/** The service whose clients the class makes, where it is not Secrets Manager. */
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

/** A client of the class, to look at; it sends nothing. */
function probe(given: unknown): Probe | undefined {
  try {
    return new (given as new (config: object) => Probe)({ region: "us-east-1" });
  } catch {
    return undefined;
  }
}
