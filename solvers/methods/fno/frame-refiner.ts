import {
  add,
  concat,
  constant,
  interpret,
  irfft,
  mul,
  type Node,
  reshape,
  rfft,
  slice,
  square,
  sub,
  sum,
  variable,
} from '../../array';
import { type Executor, lbfgs, type ResumableOptimiser, type Step } from '../../optim';
import type { EvolveSpec } from '../evolve/spec';
import { FrameEquations } from './frame-equations';
import { radau, type Stages } from './stages';
import type { Channels, Refined, Refiner } from './task';

/** Moments between two frames. */
const STAGES = 8;
/** In the norm of (SHIFT - lap)^(-1/2), as Cao, Brarda, Li and Xi 2024 have it. */
const SHIFT = 10 ** -1.5;

/**
 * Refines an answer a frame after a start, by what is left of the equations between the two: the waves of the answer and
 * of seven moments before it are free, and L-BFGS makes the H^-1 norm of the residual small (Cao et al. 2024,
 * Spectral-Refiner). They begin as the cubic that has the values and the rates of start and answer. What is sought is the
 * change, scaled wave by wave so that the linear part alone would be solved in a step; what is known is computed in f64.
 */
export class FrameRefiner implements Refiner {
  readonly #steps: number;
  readonly #executor: Executor;
  readonly #optimiser: ResumableOptimiser;
  readonly #known: Known;
  readonly #nodes: Nodes;
  readonly #show: Step;

  private constructor(
    steps: number,
    executor: Executor,
    optimiser: ResumableOptimiser,
    known: Known,
    nodes: Nodes,
    show: Step,
  ) {
    this.#steps = steps;
    this.#executor = executor;
    this.#optimiser = optimiser;
    this.#known = known;
    this.#nodes = nodes;
    this.#show = show;
  }

  /** @param frame time from a start to its answer @param steps at most so many of L-BFGS */
  static async create(executor: Executor, spec: EvolveSpec, frame: number, steps: number): Promise<FrameRefiner> {
    const equations = new FrameEquations(spec);
    const stages = radau(STAGES);
    const known = knownOf(equations, stages, frame);
    const nodes = nodesOf(equations, stages, frame);
    const optimiser = await lbfgs(executor, { parameters: nodes.change, loss: nodes.loss });
    const show = await executor.step('refined frame', { outputs: { value: nodes.value } });
    for (const [table, data] of equations.tables()) executor.write(table, data);
    return new FrameRefiner(steps, executor, optimiser, known, nodes, show);
  }

  /** @param inputs the start; further channels are not looked at */
  async refine(inputs: Channels, answer: Channels): Promise<Refined> {
    const { spectra, left } = this.#known.of(inputs, answer);
    const { change, from, rest } = this.#nodes;
    this.#executor.write(from, spectra);
    this.#executor.write(rest, left);
    for (const node of [change, ...this.#optimiser.state]) {
      this.#executor.write(node, new Float32Array(node.shape.reduce((product, n) => product * n, 1)));
    }
    this.#optimiser.restored();
    const before = await this.#optimiser.run(0);
    const after = await this.#optimiser.run(this.#steps);
    await this.#show.run();
    const added = await this.#show.read('value');
    const data = answer.data.map((value, at) => value + (added[at] ?? 0));
    return { answer: { ...answer, data }, before: Math.sqrt(2 * before.loss), after: Math.sqrt(2 * after.loss) };
  }

  dispose(): void {
    this.#executor.release();
  }
}

interface Nodes {
  /** What is sought, flat. */
  readonly change: Node;
  /** Spectra at the stages before the change, and what their linear part leaves of the equations, [stages, waves, 2]. */
  readonly from: Node;
  readonly rest: Node;
  /** Half the square of the H^-1 norm of the residual, the mean over the frame. */
  readonly loss: Node;
  /** What is added to the answer, at the points. */
  readonly value: Node;
}

/** What is computed in f64 before the search. */
interface Known {
  of(inputs: Channels, answer: Channels): { readonly spectra: Float64Array; readonly left: Float64Array };
}

function nodesOf(equations: FrameEquations, { weights, derivative }: Stages, frame: number): Nodes {
  const { waves, shape } = equations.grid;
  const count = waves.reduce((product, n) => product * n, 1);
  const spectral = [STAGES, ...waves, 2];
  const change = variable('change', [STAGES * count * 2]);
  const [from, rest] = ['from', 'rest'].map((name) => variable(name, spectral));
  const sizes = sizesOf(equations);
  // [stage, stage of the change, waves, 1]
  const scale = constant(scalesOf(equations, { weights, derivative, frame }, sizes), [STAGES, STAGES, ...waves, 1]);
  const added = sum(mul(scale, reshape(change, [1, ...spectral])), [1]);
  const slope = constant(
    Float64Array.from(derivative.flatMap((row) => [...row.subarray(1)].map((value) => value / frame))),
    [STAGES, STAGES, ...waves.map(() => 1), 1],
  );
  const spread = sum(mul(slope, reshape(added, [1, ...spectral])), [1]);
  const linear = sub(spread, equations.times(added, equations.linear));
  const residual = sub(add(rest, linear), equations.rest(add(from, added)));
  const norm = constant(
    Float64Array.from({ length: STAGES * count }, (_, at) => weights[Math.floor(at / count)] * sizes[at % count] ** 2),
    [STAGES, ...waves, 1],
  );
  const points = shape.reduce((product, n) => product * n, 1);
  const axes = shape.map((_, a) => a + 1);
  const value = reshape(irfft(slice(added, 0, STAGES - 1, STAGES), shape.at(-1)!, axes), [points]);
  return { change, from, rest, loss: mul(0.5, sum(mul(norm, square(residual)))), value };
}

/** What each wave of a residual counts in the H^-1 norm. */
function sizesOf({ grid }: FrameEquations): Float64Array {
  const { waves, wavenumbers, shape } = grid;
  const points = shape.reduce((product, n) => product * n, 1);
  const count = waves.reduce((product, n) => product * n, 1);
  return Float64Array.from({ length: count }, (_, at) => {
    let [rest, square, share] = [at, 0, 1];
    for (let a = waves.length - 1; a >= 0; a--) {
      const place = rest % waves[a];
      rest = Math.floor(rest / waves[a]);
      square += wavenumbers[a][place] ** 2;
      // A wave whose conjugate is left out counts twice.
      if (a === waves.length - 1 && place > 0 && 2 * place !== shape[a]) share = 2;
    }
    return Math.sqrt(share / (SHIFT + square)) / points;
  });
}

/** The inverse of what the linear part is to the residual, of each wave: [stage, stage, waves]. */
function scalesOf(
  { linear }: FrameEquations,
  { weights, derivative, frame }: Omit<Stages, 'at'> & { readonly frame: number },
  sizes: Float64Array,
): Float64Array {
  const scales = new Float64Array(STAGES ** 2 * sizes.length);
  for (const [wave, size] of sizes.entries()) {
    const matrix = derivative.map((row, j) =>
      Float64Array.from({ length: STAGES }, (_, i) => row[i + 1] / frame - (i === j ? linear.re[wave] : 0)),
    );
    for (const [i, row] of inverse(matrix).entries()) {
      for (const [j, value] of row.entries()) {
        scales[(i * STAGES + j) * sizes.length + wave] = value / (size * Math.sqrt(weights[j]));
      }
    }
  }
  return scales;
}

/** By Gauss and Jordan with row pivots. */
function inverse(matrix: readonly Float64Array[]): Float64Array[] {
  const n = matrix.length;
  const rows = matrix.map((row, i) =>
    Float64Array.from({ length: 2 * n }, (_, j) => (j < n ? row[j] : +(j - n === i))),
  );
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column; i < n; i++) if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) pivot = i;
    [rows[pivot], rows[column]] = [rows[column], rows[pivot]];
    const own = rows[column].map((value) => value / rows[column][column]);
    rows[column] = own;
    for (let i = 0; i < n; i++) {
      if (i === column) continue;
      const factor = rows[i][column];
      rows[i] = rows[i].map((value, j) => value - factor * own[j]);
    }
  }
  return rows.map((row) => row.slice(n));
}

function knownOf(equations: FrameEquations, { at, derivative }: Stages, frame: number): Known {
  const { shape, waves } = equations.grid;
  const [start, end] = ['start', 'end'].map((name) => variable(name, [1, ...shape]));
  const axes = shape.map((_, a) => a + 1);
  const both = rfft(concat([start, end], 0), axes);
  const rate = mul(frame, add(equations.times(both, equations.linear), equations.rest(both)));
  const part = (x: Node, k: number): Node => slice(x, 0, k, k + 1);
  const table = (of: (t: number) => number): Node => constant(at.map(of), [at.length, ...waves.map(() => 1), 1]);
  // The cubic of Hermite.
  const spectra = [
    mul(
      table((t) => (1 + 2 * t) * (1 - t) ** 2),
      part(both, 0),
    ),
    mul(
      table((t) => t * (1 - t) ** 2),
      part(rate, 0),
    ),
    mul(
      table((t) => t ** 2 * (3 - 2 * t)),
      part(both, 1),
    ),
    mul(
      table((t) => t ** 2 * (t - 1)),
      part(rate, 1),
    ),
  ].reduce(add);
  const whole = concat([part(both, 0), spectra], 0);
  const slope = constant(Float64Array.from(derivative.flatMap((row) => [...row].map((value) => value / frame))), [
    at.length,
    at.length + 1,
    ...waves.map(() => 1),
    1,
  ]);
  const left = sub(
    sum(mul(slope, reshape(whole, [1, ...whole.shape])), [1]),
    equations.times(spectra, equations.linear),
  );
  const tables = equations.tables();
  return {
    of(inputs, answer) {
      const points = shape.reduce((product, n) => product * n, 1);
      const first = ({ count, data }: Channels): Float64Array => {
        return Float64Array.from({ length: points }, (_, place) => data[place * count]);
      };
      const given = new Map([...tables, [start, first(inputs)], [end, first(answer)]] as const);
      const [own, linear] = interpret([spectra, left], given);
      return { spectra: own, left: linear };
    },
  };
}
