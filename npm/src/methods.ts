/** The methods of a fake, taken off it or called on something else: refused with a sentence that says so. */

import { misuse } from "./misuse.js";

type Method = (this: never, ...args: never[]) => unknown;
type IsFake = (it: unknown) => boolean;

/** Makes every method of the prototype check what it is called on. */
export function checkMethods(prototype: object, isFake: IsFake): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (name === "constructor" || typeof descriptor.value !== "function") continue;
    Object.defineProperty(prototype, name, { ...descriptor, value: onFakes(name, descriptor.value, isFake) });
  }
}

/** The method under its name, with a check of what it is called on. */
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
