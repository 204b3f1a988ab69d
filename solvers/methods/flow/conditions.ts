import { Failure } from '../../base/result';
import { checkParameter } from '../parameter';
import type { Problem } from '../problem';
import { viscosityOf } from './equations';
import type { FlowGrid } from './layout';
import { sideTable } from './sides';

/** The parameters of a run, and what follows from them: viscosity and given velocities. */
export class Conditions {
  readonly #problem: Problem;
  readonly #grid: FlowGrid;
  readonly #viscosity: (parameters: Readonly<Record<string, number>>) => number;
  readonly #parameters: Record<string, number>;

  constructor(problem: Problem, grid: FlowGrid) {
    this.#problem = problem;
    this.#grid = grid;
    this.#viscosity = viscosityOf(problem);
    this.#parameters = { ...problem.parameters };
  }

  get parameters(): Readonly<Record<string, number>> {
    return this.#parameters;
  }

  get viscosity(): number {
    return this.#viscosity(this.#parameters);
  }

  /** The given velocities, pairs (u, v) in the order of bounds.wgsl. */
  sides(): Float64Array {
    return sideTable(this.#problem, this.#grid, this.#parameters);
  }

  /** @throws Failure 'bad-input' for unknown names, and for values that make no flow. */
  change(name: string, value: number): void {
    checkParameter(this.#parameters, name, value);
    const nu = this.#viscosity({ ...this.#parameters, [name]: value });
    if (!(nu > 0 && Number.isFinite(nu))) {
      const why = `${name} = ${value} makes the viscosity ${nu}: it must be positive`;
      throw new Failure('bad-input', why, `parameters.${name}`);
    }
    this.#parameters[name] = value;
  }
}
