import { Failure } from '../../base/result';
import type { Gpu } from '../../gpu';
import { discretise } from '../../grid';
import { EllipticSolver } from '../../linear';
import { ellipticOf } from '../multigrid/elliptic-of';
import { ofPlace } from '../place';
import type { GridValues, InputField, Problem } from '../problem';
import { type Balance, balanceOf } from './balance';
import { drawnInput } from './drawn-input';
import { meanEnergy } from './energy';
import { Refinement } from './refinement';
import type { FnoSettings } from './settings';
import { sideFactor } from './side-factor';
import type { Channels, Course, OperatorTask, Parameters, Physics, Refiner } from './task';
import { TaskFacts } from './task-facts';

/** Of a solve: far below what a network can learn. */
const TOLERANCE = 1e-6;

/** Why a steady problem is no task for an operator, or null. */
export function steadyRefusal(problem: Problem): string | null {
  const { axes, inputs, sides, unknowns } = problem;
  if (axes.length !== 2 || unknowns.length !== 1) return 'method fno learns steady problems of one unknown in x and y';
  if (fieldsOf(problem).length === 0) {
    return 'method fno needs an input field that examples can be drawn of: add inputs.NAME.random';
  }
  const cells = [problem.grid.at ?? 'cells', ...Object.values(inputs).map(({ at }) => at)];
  if (cells.some((at) => at !== 'cells')) return 'method fno wants unknown and input fields at cells: set grid.at';
  if (sides.some(({ kind }) => kind === 'periodic')) return 'method fno learns periodic problems in time only';
  return null;
}

/** From input fields of a steady elliptic problem to its answer, with examples by multigrid. */
export class SteadyTask extends TaskFacts implements OperatorTask {
  readonly #gpu: Gpu;
  readonly #problem: Problem;
  readonly #finer: number;

  constructor(gpu: Gpu, problem: Problem, { finer, loss }: FnoSettings) {
    const axes = [...problem.axes].reverse();
    super({
      inputs: fieldsOf(problem).map(([name]) => name),
      drawable: fieldsOf(problem).every(([, { random }]) => random !== null),
      outputs: problem.unknowns,
      axes,
      periodic: axes.map(() => false),
      mirrored: axes.map(() => false),
      seen: [...axes.keys()],
      zeroSides: problem.unknowns.map((name) => isZeroOnSides(problem, name)),
      points: [...problem.grid.cells].reverse(),
      notes: [
        ...(loss === 'physics' ? [] : [`examples by multigrid on a grid ${finer} times as fine`]),
        ...(loss === 'data' ? [] : ['the least energy of the grid is learned']),
      ],
    });
    this.#gpu = gpu;
    this.#problem = problem;
    this.#finer = finer;
  }

  positions(axis: number, count: number): Float64Array {
    const { min, max } = this.axes[axis];
    return Float64Array.from({ length: count }, (_, k) => min + ((max - min) * (k + 0.5)) / count);
  }

  draw(index: number, shape: readonly number[]): Channels {
    const places = { axes: this.axes, positions: shape.map((count, axis) => this.positions(axis, count)) };
    return this.#channels(shape, (input, which) => {
      const values = drawnInput(this.#problem, input, { which, index }, places);
      return (_x, _y, at) => values[at];
    });
  }

  /** Cells are not cut here: the answer is that of the grid itself. */
  readonly balance = (inputs: Channels): Balance => {
    const { shape } = inputs;
    const [zero] = this.zeroSides;
    const size = shape.reduce((product, n) => product * n, 1);
    const bump = zero ? sideFactor(shape, this) : new Float64Array(size).fill(1);
    return balanceOf(this.#at(inputs, 1), bump);
  };

  /** The energy of the grid, in units of that of the best bump. */
  readonly physics: Physics = {
    count: 4,
    at: (inputs, size) => {
      const { channels, energy } = this.balance(inputs);
      const { count } = channels;
      // The source comes last; it is multiplied with one answer, all else with two.
      const unit = (at: number): number => (at % count === count - 1 ? size : size ** 2) / energy;
      return { ...channels, data: channels.data.map((value, at) => value * unit(at)) };
    },
    sizeOf: (inputs) => this.balance(inputs).size,
    loss: meanEnergy,
  };

  readonly refiner = (points: readonly number[], steps: number): Promise<Refiner> => {
    return Refinement.create(this.#gpu, this, this.balance, points, steps);
  };

  readonly solve = async (all: readonly Channels[]): Promise<Course[]> => {
    const courses: Course[] = [];
    for (const inputs of all) courses.push({ inputs, frames: [await this.#solve(inputs)] });
    return courses;
  };

  next(inputs: Channels): Channels {
    return inputs;
  }

  /** The problem at input channels, every cell cut into `finer` ones along each axis. */
  #at({ shape, data }: Channels, finer: number): Problem {
    const arrays = this.inputs.map((name, k) => [name, this.#refined(data, k, shape, finer)] as const);
    return {
      ...this.#problem,
      grid: { ...this.#problem.grid, cells: shape.map((count) => count * finer).reverse(), at: 'cells' },
      inputs: {
        ...this.#problem.inputs,
        ...Object.fromEntries(arrays.map(([name, values]) => [name, { ...this.#problem.inputs[name], values }])),
      },
    };
  }

  async #solve(inputs: Channels): Promise<Channels> {
    const { shape } = inputs;
    const problem = this.#at(inputs, this.#finer);
    const discretisation = discretise(ellipticOf(problem, problem.parameters).problem);
    const solver = await EllipticSolver.create(this.#gpu, discretisation.operator, { tolerance: TOLERANCE });
    try {
      const { value, result } = await solver.solve(discretisation.rhs);
      if (result.code !== 'ok') throw new Failure(result.code, `an example could not be made: ${result.advice}`);
      const full = discretisation.embed(value);
      return { shape, count: 1, data: this.#middles(full, shape) };
    } finally {
      solver.dispose();
    }
  }

  stated(parameters: Parameters): Channels {
    return this.#channels(this.points, (input) => {
      if (input.values) {
        const { shape, data } = input.values;
        if (shape.join() !== this.points.join()) {
          throw new Failure(
            'bad-input',
            `inputs: an array has shape ${shape.join(' x ')}, but the grid has ${this.points.join(' x ')}: set grid.n`,
            'inputs',
          );
        }
        return (_x, _y, at) => data[at];
      }
      if (!input.formula) throw new Failure('bad-input', 'inputs: a field has neither formula nor array', 'inputs');
      const value = ofPlace(this.#problem, input.formula, parameters);
      return (x, y) => value(x, y, 0);
    });
  }

  dispose(): void {}

  #channels(
    shape: readonly number[],
    of: (input: InputField, which: number) => (x: number, y: number, at: number) => number,
  ): Channels {
    const [ny, nx] = shape;
    const [ys, xs] = [this.positions(0, ny), this.positions(1, nx)];
    const count = this.inputs.length;
    const data = new Float32Array(nx * ny * count);
    for (const [k, name] of this.inputs.entries()) {
      const value = of(this.#problem.inputs[name], k);
      for (let at = 0; at < nx * ny; at++) {
        data[at * count + k] = value(xs[at % nx], ys[Math.floor(at / nx)], at);
      }
    }
    return { shape, count, data };
  }

  /** A channel with every cell cut into finer ones of the same value. */
  #refined(data: Float32Array, channel: number, [ny, nx]: readonly number[], finer: number): GridValues {
    const shape = [ny * finer, nx * finer];
    const values = new Float64Array(shape[0] * shape[1]);
    for (let at = 0; at < values.length; at++) {
      const [x, y] = [at % shape[1], Math.floor(at / shape[1])];
      values[at] = data[(Math.floor(y / finer) * nx + Math.floor(x / finer)) * this.inputs.length + channel];
    }
    return { shape, data: values };
  }

  /** The values in the middles of the coarse cells. */
  #middles(full: Float64Array, [ny, nx]: readonly number[]): Float32Array<ArrayBuffer> {
    const finer = this.#finer;
    const half = (finer - 1) / 2;
    return Float32Array.from({ length: nx * ny }, (_, at) => {
      const [x, y] = [at % nx, Math.floor(at / nx)];
      return full[(y * finer + half) * nx * finer + x * finer + half];
    });
  }
}

/** Fields that the operator takes: those that examples are drawn of, and those that were handed in. */
function fieldsOf({ inputs }: Problem): [string, InputField][] {
  return Object.entries(inputs).filter(([, { formula, random }]) => random?.basis === 'cosine' || formula === null);
}

function isZeroOnSides({ sides }: Problem, unknown: string): boolean {
  return sides.every(({ kind, values }) => {
    const given = values[unknown];
    return kind === 'values' && given !== undefined && given.kind === 'number' && given.value === 0;
  });
}
