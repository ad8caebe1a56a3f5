/** A trap of WebAssembly in the middle of a call. */
import { expect, test, vi } from "vitest";
import { Guard } from "../src/guard.js";

const crashed = new WebAssembly.RuntimeError("unreachable");
const die = () => {
  throw crashed;
};

test("a crash is reported, and every later use refers to it", () => {
  const held = { free: vi.fn() };
  const guard = new Guard(held);
  expect(() => guard.use(die)).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/crashed \(RuntimeError: unreachable\).*bug/),
      cause: crashed,
    }),
  );
  expect(() => guard.use(() => "alive")).toThrow(/crashed in an earlier call.*new FakeSecretsManager\(\)/);
  guard.end();
  expect(held.free).not.toHaveBeenCalled();
});

test("a stack overflow is a crash too", () => {
  const guard = new Guard({ free() {} });
  const deep = (): number => deep() + 1;
  expect(() => guard.use(deep)).toThrow(/crashed \(RangeError/);
});

test("any other error is misuse, and the next call succeeds", () => {
  const guard = new Guard({ free() {}, value: 5 });
  expect(() =>
    guard.use(() => {
      throw new Error("given, expected, example");
    }),
  ).toThrow(expect.objectContaining({ name: "Misuse", message: "given, expected, example" }));
  expect(guard.use(({ value }) => value)).toBe(5);
});

test("the memory is freed once", () => {
  const held = { free: vi.fn() };
  const guard = new Guard(held);
  guard.end();
  guard.end();
  expect(held.free).toHaveBeenCalledTimes(1);
});
