/** The injected faults of one fake. The engine counts them; their predicates stay in JavaScript. */

import type { Engine } from "../generated/engine.js";
import { type FailOptions, type FaultOptions, faultOf } from "./faults.js";
import { type Guard, HostError } from "./guard.js";
import { misuse } from "./misuse.js";
import { warn } from "./node.js";

type Predicate = (request: unknown) => boolean;
const NONE = new Float64Array();

export class Injection {
  readonly #guard: Guard<Engine>;
  readonly #strict: boolean;
  readonly #predicates = new Map<number, Predicate>();
  /** Whether the unused faults have been reported. */
  #isReported = false;

  constructor(guard: Guard<Engine>, strict: boolean) {
    this.#guard = guard;
    this.#strict = strict;
  }

  /** Injects a fault; returns its id. */
  add(target: unknown, codeOrOptions: unknown, options?: unknown): number {
    const { spec, when } = faultOf(target, codeOrOptions, options);
    const fault = this.#guard.use((engine) => engine.inject(spec));
    if (when !== undefined) this.#predicates.set(fault, when);
    this.#isReported = false;
    return fault;
  }

  /** Injects a fault until the returned function is called. */
  addUntil(target: string, codeOrOptions?: string | FaultOptions, options?: FailOptions): () => void {
    if (/^[a-z]/.test(String(target))) {
      throw misuse(
        `failing was given the step ${JSON.stringify(target)}`,
        'an operation or "*"; `fail` makes a step fail',
        'fake.fail("testSecret", { times: 2 })',
      );
    }
    const times = { times: 2 ** 32 - 1 };
    const given: [string | FaultOptions | undefined, FailOptions?] =
      typeof codeOrOptions === "string" ? [codeOrOptions, { ...times, ...options }] : [{ ...times, ...codeOrOptions }];
    const fault = this.add(target, ...given);
    return () => {
      this.#predicates.delete(fault);
      this.#guard.use((engine) => engine.remove_fault(fault));
    };
  }

  clear(): void {
    this.#predicates.clear();
    this.#guard.use((engine) => engine.clear_faults());
  }

  /** Forgets the predicates, because the engine was reset or its state replaced. */
  forget(): void {
    this.#predicates.clear();
  }

  /**
   * The faults whose predicate is true of a request. Predicates are not called without an operation (requests to the agent, Parameter Store
   * references), or for a body that is not a JSON object.
   */
  select(engine: Engine, operation: string, request: () => unknown): Float64Array {
    if (this.#predicates.size === 0 || operation === "") return NONE;
    const faults = [...engine.faults_with_predicate(operation)];
    if (faults.length === 0) return NONE;
    const given = request();
    if (typeof given !== "object" || given === null || Array.isArray(given)) return NONE;
    try {
      return new Float64Array(faults.filter((fault) => this.#predicates.get(fault)?.(given) === true));
    } catch (cause) {
      throw new HostError("a predicate threw", { cause });
    }
  }

  /** The injected faults that have not occurred, each as a call of `fail`. */
  get unused(): readonly string[] {
    return this.#guard.use((engine) => engine.unused_faults());
  }

  /** Reports injected faults that never occurred, once. */
  reportUnused(): void {
    const { unused } = this;
    if (unused.length === 0 || this.#isReported) return;
    this.#isReported = true;
    const text = `injected faults never occurred: ${unused.map((fault) => `fake.${fault}`).join("; ")}`;
    if (this.#strict) throw new Error(text);
    warn(text);
  }
}
