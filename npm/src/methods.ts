/** Checks for methods that are called without their fake, or on something else. They throw an error that explains the mistake. */

import { misuse } from "./misuse.js";

type Method = (this: never, ...args: never[]) => unknown;
type IsFake = (it: unknown) => boolean;

/** Makes every method of the prototype check its `this`. */
export function checkMethods(prototype: object, isFake: IsFake): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (["constructor", "toString"].includes(name) || typeof descriptor.value !== "function") continue;
    Object.defineProperty(prototype, name, { ...descriptor, value: onFakes(name, descriptor.value, isFake) });
  }
}

/** The method with a check of its `this`. */
export function onFakes<Of extends Method>(name: string, method: Of, isFake: IsFake): Of {
  const methods = {
    [name](this: never, ...args: never[]): unknown {
      if (isFake(this)) return method.apply(this, args);
      const example = `fake.${name}(…) and not const { ${name} } = fake`;
      throw misuse(`${name} was called without its fake`, "a call on a FakeSecretsManager", example);
    },
  };
  return methods[name] as Of;
}
