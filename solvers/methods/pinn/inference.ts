import type { Problem } from '../problem';

/**
 * The parameters that are found with the network's own: unknowns of the same least-squares problem, scaled so that a
 * step of 1 is a factor of e (logarithmic) or the width of the slider (linear).
 */
export class Inference {
  readonly names: readonly string[];
  readonly #problem: Problem;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.names = (problem.inferred ?? []).map(({ name }) => name);
  }

  get count(): number {
    return this.names.length;
  }

  /** The unknowns at the start of the search, or those of given values. */
  unknowns(values?: Readonly<Record<string, number>>): number[] {
    return (this.#problem.inferred ?? []).map(({ name, start, scale, span }) => {
      const value = values?.[name] ?? start;
      return scale === 'log' ? Math.log(value) : value / span;
    });
  }

  /** The parameters that unknowns stand for. */
  values(unknowns: ArrayLike<number>): Record<string, number> {
    const inferred = this.#problem.inferred ?? [];
    return Object.fromEntries(
      inferred.map(({ name, scale, span }, k) => [name, scale === 'log' ? Math.exp(unknowns[k]) : span * unknowns[k]]),
    );
  }

  /** The derivative of each parameter by its unknown. */
  slopes(unknowns: ArrayLike<number>): number[] {
    const inferred = this.#problem.inferred ?? [];
    return inferred.map(({ scale, span }, k) => (scale === 'log' ? Math.exp(unknowns[k]) : span));
  }

  /** What should be found, where it is known, by name. */
  get truth(): Record<string, number> {
    const inferred = this.#problem.inferred ?? [];
    return Object.fromEntries(inferred.flatMap(({ name, truth }) => (truth === null ? [] : [[name, truth]])));
  }
}
