import { constant, interpret, irfft, mul, rfft } from '../../array';
import { Failure } from '../../base/result';
import { compile } from '../../expr';
import type { EllipticProblem } from '../../grid';
import { randomField } from '../evolve/random-field';
import type { Channels, Course, OperatorTask, Parameters, Physics } from '../fno/task';
import { ellipticOf } from '../multigrid/elliptic-of';
import type { InputField, Problem } from '../problem';
import { spectralResidual } from './residual';
import type { NsmSettings } from './settings';
import { type Symbols, symbolsOf } from './symbol';

/** Why a problem is no task for spectral residuals, or null. */
export function periodicRefusal({ axes, equations, inputs, sides, time, unknowns }: Problem): string | null {
  if (time || axes.length !== 2 || unknowns.length !== 1 || equations.length !== 1) {
    return 'method nsm learns steady problems of one unknown in x and y';
  }
  if (!sides.every(({ kind }) => kind === 'periodic')) return 'method nsm wants periodic sides';
  const given = Object.values(inputs);
  if (given.length !== 1 || given[0].at !== 'cells' || (given[0].formula && given[0].random?.basis !== 'fourier')) {
    return 'method nsm needs one input field at cells, of which examples can be drawn: add inputs.NAME.random, basis fourier';
  }
  return null;
}

/** From the source of a periodic elliptic problem with constant coefficients to its answer. */
export class PeriodicTask implements OperatorTask {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly axes: OperatorTask['axes'];
  readonly periodic = [true, true];
  readonly mirrored = [false, false];
  readonly seen: readonly number[] = [];
  readonly zeroSides = [false];
  readonly zeroMean: boolean;
  readonly drawable: boolean;
  readonly points: readonly number[];
  readonly notes: readonly string[];
  readonly together = 1;
  readonly turning = 0;
  readonly frames = 1;
  readonly refiner = null;
  readonly physics: Physics;
  readonly #problem: Problem;
  readonly #name: string;
  readonly #input: InputField;

  /** @throws Failure 'bad-input' where coefficients vary */
  constructor(problem: Problem, { residual }: NsmSettings) {
    this.#problem = problem;
    [[this.#name, this.#input]] = Object.entries(problem.inputs);
    this.inputs = [this.#name];
    this.drawable = this.#input.random !== null;
    this.outputs = problem.unknowns;
    this.axes = [...problem.axes].reverse();
    this.points = [...problem.grid.cells].reverse();
    const { spectral } = this.#symbols(this.points);
    // Where a constant is multiplied with 0, nothing tells it.
    this.zeroMean = spectral[0] === 0;
    this.notes = [
      residual === 'spectral'
        ? 'the residual of each wave is learned'
        : 'the residual of second differences on the grid is learned',
    ];
    this.physics = {
      count: 1,
      at: (inputs, size) => {
        const source = this.#source(inputs);
        return { shape: inputs.shape, count: 1, data: Float32Array.from(source, (value) => value / size) };
      },
      sizeOf: (inputs) => {
        const source = this.#source(inputs);
        const rms = Math.sqrt(source.reduce((sum, value) => sum + value ** 2 / source.length, 0));
        return rms / Math.min(...spectral.filter((value) => value !== 0).map(Math.abs));
      },
      loss: (value, source) => spectralResidual(value, source, this.#symbols(value.shape.slice(1, 3))[residual]),
    };
  }

  positions(axis: number, count: number): Float64Array {
    const { min, max } = this.axes[axis];
    return Float64Array.from({ length: count }, (_, k) => min + ((max - min) * (k + 0.5)) / count);
  }

  draw(index: number, shape: readonly number[]): Channels {
    const { field, formula, spectrum } = this.#input.random!;
    const { parameters, seed } = this.#problem;
    const values = Object.values(parameters);
    const amplitude = compile(spectrum, ['k', ...Object.keys(parameters)]);
    const random = randomField({
      shape,
      lengths: this.axes.map(({ min, max }) => max - min),
      spectrum: (k) => amplitude([k, ...values]),
      seed,
      sample: index,
      mean: 0,
      rms: null,
    });
    const value = compile(formula, [...this.#problem.axes.map(({ name }) => name), field, ...Object.keys(parameters)]);
    return this.#channels(shape, (x, y, at) => value([x, y, random[at], ...values]));
  }

  readonly solve = async (all: readonly Channels[]): Promise<Course[]> => {
    return all.map((inputs) => ({ inputs, frames: [this.#solve(inputs)] }));
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

  #channels([ny, nx]: readonly number[], of: (x: number, y: number, at: number) => number): Channels {
    const [ys, xs] = [this.positions(0, ny), this.positions(1, nx)];
    const data = Float32Array.from({ length: ny * nx }, (_, at) => of(xs[at % nx], ys[Math.floor(at / nx)], at));
    return { shape: [ny, nx], count: 1, data };
  }

  /** Wave by wave, in f64. */
  #solve(inputs: Channels): Channels {
    const [ny, nx] = inputs.shape;
    const { spectral } = this.#symbols(inputs.shape);
    const inverse = spectral.map((value) => (value === 0 ? 0 : 1 / value));
    const source = constant(Float32Array.from(this.#source(inputs)), [ny, nx]);
    const waves = mul(rfft(source), constant(Float32Array.from(inverse), [ny, Math.floor(nx / 2) + 1, 1]));
    return { shape: inputs.shape, count: 1, data: Float32Array.from(interpret([irfft(waves, nx)], new Map())[0]) };
  }

  #symbols(shape: readonly number[]): Symbols {
    return symbolsOf(this.#elliptic(shape, null), shape);
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

  #elliptic(shape: readonly number[], inputs: Channels | null): EllipticProblem {
    const values = inputs && { shape, data: Float64Array.from(inputs.data) };
    const grid = { ...this.#problem.grid, cells: [...shape].reverse(), at: 'cells' as const };
    const own = { ...this.#input, values };
    return ellipticOf({ ...this.#problem, grid, inputs: { [this.#name]: own } }, this.#problem.parameters).problem;
  }
}
