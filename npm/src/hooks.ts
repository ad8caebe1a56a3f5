/** One fake for a whole file or block, for every runner: reset before each test, and disposed of after the last. */

import { FakeSecretsManager, type FakeSecretsManagerOptions, Misuse, type Restore } from "fake-secrets-manager";
import { clearCaches } from "./caches.js";
import { flows } from "./context.js";
import type { ClientClass } from "./intercept.js";
import { kindOf } from "./misuse.js";
import { warn } from "./node.js";
import { REPORT_UNUSED } from "./report-unused.js";

/** The options of a fake, and the interceptions that last as long as the block. */
export interface UseFakeOptions extends FakeSecretsManagerOptions {
  /** The client classes whose clients the fake answers, from before the first test of the block until after its last. */
  readonly intercept?: readonly ClientClass[] | undefined;
  /** Answers every request of this process to AWS Secrets Manager in the block. Needs `import "fake-secrets-manager/network"`. */
  readonly interceptNetwork?: boolean | undefined;
  /** Clears the caches of `@aws-lambda-powertools/parameters` before each test and at the end of the block. */
  readonly clearCaches?: boolean | undefined;
}

type Register = (work: () => void | Promise<void>) => unknown;

/** The hooks of a runner. */
export interface Hooks {
  readonly beforeAll: Register;
  readonly beforeEach: Register;
  readonly afterEach: Register;
  readonly afterAll: Register;
  /** Whether a test is running. Absent for runners that reject hooks inside a test. */
  readonly isInTest?: () => boolean;
}

/** Interceptions of blocks whose first test has not started. They answer code that the file runs while it is loaded. */
const early = new Set<Restore>();

/** Ends these interceptions. A skipped block starts none. */
export function endEarlyInterceptions(): void {
  for (const restore of early) restore();
  early.clear();
}

/** Registers the hooks in the current file or block. Hooks of the same kind that are registered later see the fake after its reset. */
export function useFake(hooks: Hooks, options: UseFakeOptions = {}): FakeSecretsManager {
  const { intercept: classes, interceptNetwork = false, clearCaches: clears = false, ...settings } = options;
  rejectNonList(classes);
  if (hooks.isInTest?.()) {
    throw new Misuse(
      "useFakeSecretsManager was called while a test runs; expected a call at the top of a file or in a describe block, for example " +
        'describe("app", () => { const fake = useFakeSecretsManager(); }). In a test, use new FakeSecretsManager()',
    );
  }
  const cleared = async () => {
    if (clears) await clearCaches();
  };
  const fake = new FakeSecretsManager(settings);
  const block = new Block(fake);
  if (classes !== undefined) block.add(() => fake.intercept(...classes));
  if (interceptNetwork) block.add(() => fake.interceptNetwork());
  const seeds = new Seeds(fake);
  let running = 0;
  hooks.beforeAll(() => block.begin());
  hooks.beforeEach(() => {
    // Concurrent tests share the fake, without a reset.
    running += 1;
    if (running > 1) return undefined;
    seeds.reset();
    return cleared();
  });
  hooks.afterEach(() => {
    running -= 1;
    if (running === 0) seeds.isInTest = false;
    // Reported here, because an error at the next reset would fail the next test.
    if (running === 0) fake[REPORT_UNUSED]();
  });
  hooks.afterAll(() => {
    block.end();
    fake.dispose();
    return cleared();
  });
  return fake;
}

/** Warns if the reset before a test removes secrets that nothing has read. */
class Seeds {
  readonly #fake: FakeSecretsManager;
  isInTest = false;
  #isWarned = false;
  /** The number of requests when the fake was seeded outside a test. */
  #seededAt: number | undefined;

  constructor(fake: FakeSecretsManager) {
    this.#fake = fake;
    for (const name of ["seed", "seedFile"] as const) {
      const original = fake[name] as (...args: unknown[]) => void;
      const value = (...args: unknown[]) => {
        original.apply(fake, args);
        if (!this.isInTest) this.#seededAt = fake.requests.count + fake.requests.dropped;
      };
      Object.defineProperty(fake, name, { value, configurable: true, enumerable: false, writable: true });
    }
  }

  /** Resets the fake before a test. */
  reset(): void {
    const { count, dropped } = this.#fake.requests;
    const isUnread = this.#seededAt === count + dropped;
    this.#fake.reset();
    this.#seededAt = undefined;
    this.isInTest = true;
    if (!isUnread || this.#isWarned) return;
    this.#isWarned = true;
    warn(
      "the reset before a test removed secrets that seed() or seedFile() had created outside a test; expected initial secrets, for example " +
        'useFakeSecretsManager({ secrets: { db: "hunter2" } }), or seed() in beforeEach',
    );
  }
}

const INTERCEPTING = ["intercept", "interceptNetwork", "agent"] as const;

/** The interceptions of a fake in one block. A call of `fake.intercept`, `interceptNetwork` or `agent` while the block is set up belongs to the block too. */
class Block {
  readonly #planned = new Map<Restore, () => Restore>();
  readonly #active = new Map<Restore, Restore>();
  readonly #fake: FakeSecretsManager;

  constructor(fake: FakeSecretsManager) {
    this.#fake = fake;
    for (const name of INTERCEPTING) {
      const original = fake[name] as (...args: readonly unknown[]) => Restore;
      const method = (...args: readonly unknown[]) => this.add(() => original.apply(fake, args as unknown[]));
      Object.defineProperty(fake, name, { value: method, configurable: true, enumerable: false, writable: true });
    }
  }

  /** Intercepts immediately while the file is loaded, and again when the block begins, so that it takes precedence over outer blocks. */
  add(start: () => Restore): Restore {
    const now = flows().contained(start);
    early.add(now);
    const restore = () => {
      this.#planned.delete(restore as Restore);
      now();
      this.#active.get(restore as Restore)?.();
    };
    Object.assign(restore, { [Symbol.dispose]: restore });
    this.#planned.set(restore as Restore, start);
    return restore as Restore;
  }

  begin(): void {
    endEarlyInterceptions();
    // From here on, the fake uses its own methods.
    for (const name of INTERCEPTING) Reflect.deleteProperty(this.#fake, name);
    // Contained, because bun treats hooks that are registered within a flow as callbacks.
    for (const [restore, start] of this.#planned) this.#active.set(restore, flows().contained(start));
  }

  end(): void {
    for (const restore of this.#active.values()) restore();
  }
}

function rejectNonList(classes: unknown): void {
  if (classes === undefined || Array.isArray(classes)) return;
  const example = "{ intercept: [SecretsManagerClient] }";
  throw new Misuse(`intercept was given ${kindOf(classes)}; expected a list of client classes, for example ${example}`);
}
