import { Failure } from '../../base/result';
import { compile, symbolsOf } from '../../expr';
import type { EllipticProblem } from '../../grid';
import { drawnInput } from '../fno/drawn-input';
import type { Channels, Course, OperatorTask, Parameters, Physics } from '../fno/task';
import { TaskFacts } from '../fno/task-facts';
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
export class SpectralTask extends TaskFacts implements OperatorTask {
  readonly refiner = null;
  readonly physics: Physics;
  readonly #problem: Problem;
  readonly #name: string;
  readonly #input: InputField;
  readonly #basis: Basis;

  /** @throws Failure 'bad-input' where coefficients vary */
  constructor(problem: Problem, { residual }: NsmSettings) {
    const [[name, input]] = Object.entries(problem.inputs);
    const axes = [...problem.axes].reverse();
    const cells = [...problem.grid.cells].reverse();
    const constants = constantsOf(ellipticAt(problem, name, cells, null));
    const isPeriodic = problem.sides.every(({ kind }) => kind === 'periodic');
    const basis = isPeriodic ? fourierBasis(constants, residual, cells) : chebyshevBasis(constants, residual);
    super({
      inputs: [name],
      drawable: input.random !== null,
      outputs: problem.unknowns,
      axes,
      points: cells.map(basis.pointsOf),
      mirrored: cells.map(() => basis.beyond === 'mirrored'),
      periodic: cells.map(() => basis.beyond === 'again'),
      // An answer's polynomials are no eigenfunctions: what the network does differs from place to place.
      seen: isPeriodic ? [] : [0, 1],
      zeroSides: [basis.zeroSides],
      zeroMean: basis.zeroMean,
      notes: [basis.note],
    });
    this.#problem = problem;
    this.#name = name;
    this.#input = input;
    this.#basis = basis;
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
    const { f } = ellipticAt(this.#problem, this.#name, inputs.shape, inputs);
    if (typeof f === 'number') return new Float64Array(inputs.data.length).fill(f);
    if (typeof f !== 'function') return Float64Array.from(f);
    const [ny, nx] = inputs.shape;
    const [ys, xs] = [this.positions(0, ny), this.positions(1, nx)];
    return Float64Array.from({ length: ny * nx }, (_, at) => f(xs[at % nx], ys[Math.floor(at / nx)], 0));
  }
}

/** The problem on so many points along y, x. @param inputs null = as the scene gives them */
function ellipticAt(problem: Problem, name: string, shape: Shape, inputs: Channels | null): EllipticProblem {
  const values = inputs && { shape, data: Float64Array.from(inputs.data) };
  const grid = { ...problem.grid, cells: [...shape].reverse(), at: 'cells' as const };
  const own = { ...problem.inputs[name], values, at: 'cells' as const };
  return ellipticOf({ ...problem, grid, inputs: { [name]: own } }, problem.parameters).problem;
}
