import {
  add,
  type CompiledProgram,
  compileProgram,
  constant,
  div,
  dot,
  grad,
  greater,
  matmul,
  mul,
  type Node,
  reshape,
  slice,
  sub,
  transpose,
  variable,
  where,
} from '../../array';
import { Failure } from '../../base/result';
import type { Gpu } from '../../gpu';
import { type Balance, relativeResidual, remainder } from './balance';
import { meanEnergy } from './energy';
import type { Channels, OperatorTask, Refined, Refiner } from './task';

/** Why answers of a task can't be refined, or null. */
function refinementRefusal({ zeroSides, points }: Pick<OperatorTask, 'zeroSides' | 'points'>): string | null {
  if (points.length === 2 && zeroSides.length === 1 && zeroSides[0]) return null;
  return 'recipes.fno.refine: answers are refined in two dimensions where they are 0 on all sides: set it to 0';
}

/** What the programs of a refinement read and write; vectors are amplitudes of waves, [ny nx]. */
interface State {
  readonly balance: Node;
  readonly amplitudes: Node;
  readonly left: Node;
  readonly direction: Node;
  /** The square of `left`, [1]. */
  readonly square: Node;
}

/**
 * Refines single answers without examples, to where the energy of their own equations is least: what is added is a sum of
 * sine waves, each scaled by the square root of its eigenvalue, so that the condition is that of the coefficient alone,
 * and conjugate gradients find the amplitudes. Energies are those of the correction: f32 loses nothing to the answer that
 * is there already.
 */
export class Refinement implements Refiner {
  readonly #gpu: Gpu;
  readonly #balance: (inputs: Channels) => Balance;
  readonly #steps: number;
  readonly #state: State;
  readonly #begin: CompiledProgram;
  readonly #advance: CompiledProgram;

  private constructor(
    gpu: Gpu,
    balance: (inputs: Channels) => Balance,
    steps: number,
    state: State,
    begin: CompiledProgram,
    advance: CompiledProgram,
  ) {
    this.#gpu = gpu;
    this.#balance = balance;
    this.#steps = steps;
    this.#state = state;
    this.#begin = begin;
    this.#advance = advance;
  }

  /** @param steps of conjugate gradients an answer */
  static async create(
    gpu: Gpu,
    task: OperatorTask,
    balance: (inputs: Channels) => Balance,
    points: readonly number[],
    steps: number,
  ): Promise<Refinement> {
    const refusal = refinementRefusal(task);
    if (refusal !== null) throw new Failure('bad-input', refusal, 'recipes.fno.refine');
    const size = points.reduce((product, n) => product * n, 1);
    const vector = (name: string): Node => variable(name, [size]);
    const state: State = {
      balance: variable('balance', [1, ...points, points.length + 2]),
      amplitudes: vector('amplitudes'),
      left: vector('left'),
      direction: vector('direction'),
      square: variable('square', [1]),
    };
    const added = addedBy(task, points);
    const { updates, start } = conjugate(state, added);
    const advance = await compileProgram(gpu, 'refinement', {
      outputs: { value: added(updates.get(state.amplitudes)!) },
      updates,
    });
    const shared = new Map(Object.values(state).map((node) => [node, advance.array(node)] as const));
    const begin = await compileProgram(gpu, 'refinement start', { updates: start, shared });
    return new Refinement(gpu, balance, steps, state, begin, advance);
  }

  /** What is left is |b - A u| / |b|. */
  async refine(inputs: Channels, answer: Channels): Promise<Refined> {
    const balance = this.#balance(inputs);
    const { count, data } = balance.channels;
    const left = remainder(balance, answer.data);
    const unit = Math.sqrt(left.reduce((sum, value) => sum + value ** 2, 0)) || 1;
    const own = data.slice();
    for (const [at, value] of left.entries()) own[at * count + count - 1] = value / unit;
    this.#advance.write(this.#state.balance, own);
    this.#gpu.run(this.#begin.program, 0, this.#begin.program.length);
    this.#gpu.run(this.#advance.program, 0, this.#steps * this.#advance.program.length);
    const added = await this.#advance.read('value');
    const refined = answer.data.map((value, at) => value + unit * added[at]);
    return {
      answer: { ...answer, data: refined },
      before: relativeResidual(balance, answer.data),
      after: relativeResidual(balance, refined),
    };
  }

  dispose(): void {
    this.#begin.release();
    this.#advance.release();
  }
}

/** A step of conjugate gradients, and what comes before the first. */
function conjugate({ balance, amplitudes, left, direction, square }: State, added: (amplitudes: Node) => Node) {
  const channels = balance.shape[balance.shape.length - 1];
  const sourceless = constant(
    Float32Array.from({ length: channels }, (_, k) => (k < channels - 1 ? 1 : 0)),
    [channels],
  );
  const energy = (vector: Node, equations: Node): Node => {
    return meanEnergy(reshape(added(vector), [...balance.shape.slice(0, -1), 1]), equations);
  };
  const [product] = grad(energy(direction, mul(balance, sourceless)), [direction]);
  const ratio = (a: Node, b: Node): Node => reshape(where(greater(b, 0), div(a, b), 0), [1]);
  const length = ratio(square, reshape(dot(direction, product), [1]));
  const rest = sub(left, mul(length, product));
  const next = reshape(dot(rest, rest), [1]);
  const zero = constant(new Float32Array(left.shape[0]), left.shape);
  // The source alone, since there is no correction yet.
  const source = slice(balance, balance.shape.length - 1, channels - 1, channels);
  const [pull] = grad(dot(reshape(added(direction), left.shape), reshape(source, left.shape)), [direction]);
  return {
    updates: new Map([
      [amplitudes, add(amplitudes, mul(length, direction))],
      [left, rest],
      [direction, add(rest, mul(ratio(next, square), direction))],
      [square, next],
    ]),
    start: new Map([
      [amplitudes, zero],
      [left, pull],
      [direction, pull],
      [square, reshape(dot(pull, pull), [1])],
    ]),
  };
}

/** The sum of waves that amplitudes stand for, [ny, nx]. */
function addedBy(task: OperatorTask, points: readonly number[]): (amplitudes: Node) => Node {
  const [ny, nx] = points;
  const scale = constant(scales(task, points), [ny, nx]);
  return (amplitudes) => matmul(matmul(sines(ny), mul(reshape(amplitudes, [ny, nx]), scale)), transpose(sines(nx)));
}

/** Waves that are 0 half a cell before the first point and behind the last, one a column, orthonormal. */
function sines(count: number): Node {
  const values = Float32Array.from({ length: count * count }, (_, at) => {
    const [point, wave] = [Math.floor(at / count), (at % count) + 1];
    return Math.sqrt((wave < count ? 2 : 1) / count) * Math.sin((Math.PI * wave * (point + 0.5)) / count);
  });
  return constant(values, [count, count]);
}

/** 1 / the square root of each wave's eigenvalue, where the coefficient is 1. */
function scales(task: OperatorTask, [ny, nx]: readonly number[]): Float32Array {
  const [hy, hx] = [ny, nx].map((count, axis) => (task.axes[axis].max - task.axes[axis].min) / count);
  const along = (wave: number, count: number): number => 4 * Math.sin((Math.PI * (wave + 1)) / (2 * count)) ** 2;
  return Float32Array.from({ length: ny * nx }, (_, at) => {
    const [ky, kx] = [Math.floor(at / nx), at % nx];
    return 1 / Math.sqrt((along(ky, ny) * hx) / hy + (along(kx, nx) * hy) / hx);
  });
}
