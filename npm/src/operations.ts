/** The operations of the API as methods of a fake. */

import { load } from "./engine.js";
import { onFakes } from "./methods.js";
import { isList, kindOf, misuse } from "./misuse.js";
import type { OperationName } from "./shapes.js";

/** The method of a fake that its operations use. */
interface Caller {
  call(operation: OperationName, request: never, where: object | undefined): unknown;
}

let added = false;

/** Adds one method per operation of the engine. This happens at the first `new`, so that an import does not compile the engine. */
export function addOperations(prototype: object, isFake: (it: unknown) => boolean): void {
  if (added) return;
  for (const operation of load()) {
    const name = methodOf(operation);
    const method = function (this: Caller, request?: object, where?: object) {
      return this.call(operation as OperationName, request as never, where);
    };
    const value = onFakes(name, method, isFake);
    Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
  }
  added = true;
}

/** Checks the arguments of `call`. The engine checks the members of the request. */
export function rejectWrongCall(operation: unknown, request: unknown): asserts operation is OperationName {
  if (typeof operation !== "string") {
    throw misuse(`call was given ${kindOf(operation)}`, "the name of an operation", `fake.call("${load()[0]}", {…})`);
  }
  if (request === undefined || (typeof request === "object" && request !== null && !isList(request))) return;
  const method = methodOf(operation);
  const example = typeof request === "string" ? '{ SecretId: "db" }' : "{…}";
  throw misuse(
    `${method} was given ${kindOf(request)}`,
    "an object with the members of the request",
    `fake.${method}(${example})`,
  );
}

/** The name of the method for an operation. */
function methodOf(operation: string): string {
  return operation.charAt(0).toLowerCase() + operation.slice(1);
}
