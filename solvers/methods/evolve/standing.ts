import { OK, type Outcome } from '../../base/result';
import type { Moment } from './moment';
import type { EvolveSpec } from './spec';

/** Where a run stands, whatever it steps with: its problem, its moment, and how it goes. */
export abstract class Standing<M extends Moment> {
  #spec: EvolveSpec;
  protected moment: M;
  #outcome: Outcome = OK;

  protected constructor(spec: EvolveSpec, moment: M) {
    this.#spec = spec;
    this.moment = moment;
  }

  get spec(): EvolveSpec {
    return this.#spec;
  }

  protected set spec(spec: EvolveSpec) {
    this.#spec = spec;
  }

  get time(): number {
    return this.moment.time;
  }

  get stepCount(): number {
    return this.moment.stepCount;
  }

  get outcome(): Outcome {
    return this.#outcome;
  }

  protected set outcome(outcome: Outcome) {
    this.#outcome = outcome;
  }

  get finished(): boolean {
    const { min, max } = this.spec.time;
    return this.#outcome !== OK || this.time >= max - 1e-9 * (max - min);
  }

  /** The present step. */
  get dt(): number {
    const { min, max } = this.spec.time;
    return this.spec.dt ?? (max - min) * 2 ** -this.moment.depth;
  }
}
