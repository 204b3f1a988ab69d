import { Failure } from '../../base/result';
import { compile, symbolsOf } from '../../expr';
import type { EllipticProblem } from '../../grid';
import { drawnInput } from '../fno/drawn-input';
import type { Channels, Course, OperatorTask, Parameters, Physics } from '../fno/task';
import { ellipticOf } from '../multigrid/elliptic-of';
import type { InputField, Problem } from '../problem';
import type { Basis, Shape } from './basis';
import { chebyshevBasis } from './chebyshev-basis';
import { constantsOf } from './constants';
import { fourierBasis } from './fourier-basis';
import type { NsmSettings } from './settings';

/** Why a problem is no task for spectral residuals, or null. */
export function spectralRefusal(problem: Problem): string | null {
  const { axes, equations, inputs, sides, time, unknowns } = problem;
  if (time || axes.length !== 2 || unknowns.length !== 1 || equations.length !== 1) {
    return 'method nsm learns steady problems of one unknown in x and y';
  }
  const isPeriodic = sides.every(({ kind }) => kind === 'periodic');
  if (!isPeriodic && !isZeroOnSides(problem)) {
    return 'method nsm wants periodic sides, or an unknown that is 0 on all of them';
  }
  const [at, basis] = isPeriodic ? (['cells', 'fourier'] as const) : (['nodes', 'cosine'] as const);
  const given = Object.values(inputs);
  if (given.length !== 1 || given[0].at !== at || (given[0].formula && given[0].random?.basis !== basis)) {
    return `method nsm needs one input field at ${at}, of which examples can be drawn: add inputs.NAME.random, basis ${basis}`;
  }
  const symbols = equations.flatMap(({ left, right }) => [...symbolsOf(left), ...symbolsOf(right)]);
  if (!isPeriodic && axes.some(({ name }) => symbols.includes(name))) {
    return 'method nsm wants x and y in the input field alone: put what the equation says of them there';
  }
  return null;
}

function isZeroOnSides({ sides, unknowns: [name] }: Problem): boolean {
  return sides.every(({ kind, values }) => {
    const given = values[name];
    return kind === 'values' && given !== undefined && given.kind === 'number' && given.value === 0;
  });
}

/** From the source of an elliptic problem with constant coefficients to its answer, in waves or Chebyshev polynomials. */
export class SpectralTask implements OperatorTask {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly axes: OperatorTask['axes'];
  readonly periodic: readonly boolean[];
  readonly mirrored: readonly boolean[];
  readonly seen: readonly number[];
  readonly zeroSides: readonly boolean[];
  readonly zeroMean: boolean;
  readonly drawable: boolean;
  readonly points: Shape;
  readonly notes: readonly string[];
  readonly together = 1;
  readonly turning = 0;
  readonly homogeneous = false;
  readonly frames = 1;
  readonly refiner = null;
  readonly physics: Physics;
  readonly #problem: Problem;
  readonly #name: string;
  readonly #input: InputField;
  readonly #basis: Basis;

  /** @throws Failure 'bad-input' where coefficients vary */
  constructor(problem: Problem, { residual }: NsmSettings) {
    this.#problem = problem;
    [[this.#name, this.#input]] = Object.entries(problem.inputs);
    this.inputs = [this.#name];
    this.drawable = this.#input.random !== null;
    this.outputs = problem.unknowns;
    this.axes = [...problem.axes].reverse();
    const cells = [...problem.grid.cells].reverse();
    const constants = constantsOf(this.#elliptic(cells, null));
    const isPeriodic = problem.sides.every(({ kind }) => kind === 'periodic');
    const basis = isPeriodic ? fourierBasis(constants, residual, cells) : chebyshevBasis(constants, residual);
    this.#basis = basis;
    this.points = cells.map(basis.pointsOf);
    this.mirrored = cells.map(() => basis.beyond === 'mirrored');
    this.periodic = cells.map(() => basis.beyond === 'again');
    // An answer's polynomials are no eigenfunctions: what the network does differs from place to place.
    this.seen = isPeriodic ? [] : [0, 1];
    this.zeroSides = [basis.zeroSides];
    this.zeroMean = basis.zeroMean;
    this.notes = [basis.note];
    this.physics = {
      count: 1,
      at: (inputs, size) => {
        const source = this.#source(inputs);
        return { shape: inputs.shape, count: 1, data: Float32Array.from(source, (value) => value / size) };
      },
      sizeOf: (inputs) => {
        const source = this.#source(inputs);
        return basis.gain * Math.sqrt(source.reduce((sum, value) => sum + value ** 2 / source.length, 0));
      },
      loss: basis.loss,
    };
  }

  positions(axis: number, count: number): Float64Array {
    return this.#basis.positions(this.axes[axis], count);
  }

  draw(index: number, shape: Shape): Channels {
    const places = { axes: this.axes, positions: shape.map((count, axis) => this.positions(axis, count)) };
    const data = Float32Array.from(drawnInput(this.#problem, this.#input, { which: 0, index }, places));
    return { shape, count: 1, data };
  }

  readonly solve = async (all: readonly Channels[]): Promise<Course[]> => {
    return all.map((inputs) => {
      const data = Float32Array.from(this.#basis.solve(this.#source(inputs), inputs.shape));
      return { inputs, frames: [{ shape: inputs.shape, count: 1, data }] };
    });
  };

  next(inputs: Channels): Channels {
    return inputs;
  }

  stated(parameters: Parameters): Channels {
    const { formula, values } = this.#input;
    if (values && values.shape.join() !== this.points.join()) {
      const shapes = `${values.shape.join(' x ')}, but the grid has ${this.points.join(' x ')}`;
      throw new Failure('bad-input', `inputs.${this.#name}: an array has shape ${shapes}: set grid.n`, 'inputs');
    }
    if (values) return { shape: this.points, count: 1, data: Float32Array.from(values.data) };
    const value = compile(formula!, [...this.#problem.axes.map(({ name }) => name), ...Object.keys(parameters)]);
    return this.#channels(this.points, (x, y) => value([x, y, ...Object.values(parameters)]));
  }

  dispose(): void {}

  #channels([ny, nx]: Shape, of: (x: number, y: number, at: number) => number): Channels {
    const [ys, xs] = [this.positions(0, ny), this.positions(1, nx)];
    const data = Float32Array.from({ length: ny * nx }, (_, at) => of(xs[at % nx], ys[Math.floor(at / nx)], at));
    return { shape: [ny, nx], count: 1, data };
  }

  /** f at the points. */
  #source(inputs: Channels): Float64Array {
    const { f } = this.#elliptic(inputs.shape, inputs);
    if (typeof f === 'number') return new Float64Array(inputs.data.length).fill(f);
    if (typeof f !== 'function') return Float64Array.from(f);
    const [ny, nx] = inputs.shape;
    const [ys, xs] = [this.positions(0, ny), this.positions(1, nx)];
    return Float64Array.from({ length: ny * nx }, (_, at) => f(xs[at % nx], ys[Math.floor(at / nx)], 0));
  }

  #elliptic(shape: Shape, inputs: Channels | null): EllipticProblem {
    const values = inputs && { shape, data: Float64Array.from(inputs.data) };
    const grid = { ...this.#problem.grid, cells: [...shape].reverse(), at: 'cells' as const };
    const own = { ...this.#input, values, at: 'cells' as const };
    return ellipticOf({ ...this.#problem, grid, inputs: { [this.#name]: own } }, this.#problem.parameters).problem;
  }
}
