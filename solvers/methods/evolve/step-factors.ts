import type { Node } from '../../array';
import type { Model } from './model';
import type { EvolveSpec } from './spec';

/** Sizes of steps whose factors are kept. */
const KNOWN = 3;

/** What a model's variables hold for a step; the latest are kept, as trials go to and fro between two sizes. */
export class StepFactors {
  readonly #model: Model;
  readonly #known = new Map<number, ReadonlyMap<Node, Float64Array>>();

  constructor(model: Model) {
    this.#model = model;
  }

  /** @param spec the same as for the factors that are kept, or they must be cleared before */
  of(spec: EvolveSpec, dt: number): ReadonlyMap<Node, Float64Array> {
    const factors = this.#known.get(dt) ?? this.#model.constants(spec, dt);
    // Put in again, the latest stands last.
    this.#known.delete(dt);
    this.#known.set(dt, factors);
    const [oldest] = this.#known.keys();
    if (this.#known.size > KNOWN) this.#known.delete(oldest);
    return factors;
  }

  /** Forgets all of them: the parameters have changed. */
  clear(): void {
    this.#known.clear();
  }
}
