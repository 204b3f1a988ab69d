import { CODE } from '../status';
import { type Compiled, compiled, type Row, rowsOf } from './evaluate';
import type { Layout } from './layout';
import { conditionOf, factored, solved } from './ldl';
import { DAMPING, type LayerOptions } from './options';

/** What a solve gives of all members: [members, n], and four numbers of each: see {@link STATUS}. */
export interface Solved {
  readonly value: Float64Array;
  readonly status: number[];
}

/** The f64 version of shaders/moe/solve.wgsl: the same steps. */
export function solveF64(layout: Layout, options: LayerOptions, inputs: readonly Float64Array[]): Solved {
  const [channels, values, start] = inputs;
  const { members, n } = layout;
  const formulas = layout.families.map(compiled);
  const value = new Float64Array(members * n);
  const status: number[] = [];
  for (let member = 0; member < members; member++) {
    const problem = new Member(layout, formulas, channels, values, member);
    const own = minimised(problem, start.subarray(member * n, (member + 1) * n), options);
    value.set(own.x, member * n);
    status.push(own.iterations, own.residual, own.code, own.condition);
  }
  return { value, status };
}

/** One member's rows. */
export class Member {
  readonly rows: readonly Row[];
  readonly n: number;
  readonly #terms: Float64Array;

  constructor(
    layout: Layout,
    readonly formulas: readonly Compiled[],
    readonly channels: Float64Array,
    readonly values: Float64Array,
    member: number,
  ) {
    this.n = layout.n;
    this.rows = [...rowsOf(layout.families, layout.n, member)];
    this.#terms = new Float64Array(Math.max(...layout.families.map(({ formula }) => names(formula))));
  }

  /** [...terms, ...coefficients] of a row at w; overwritten by the next call. */
  point({ family, channels, values }: Row, w: Float64Array): Float64Array {
    const { byTerm, byCoefficient } = this.formulas[family];
    byTerm.forEach((_, k) => {
      this.#terms[k] = this.dot(channels + k * this.n, w);
    });
    byCoefficient.forEach((_, k) => {
      this.#terms[byTerm.length + k] = this.values[values + k];
    });
    return this.#terms;
  }

  dot(from: number, w: Float64Array): number {
    let sum = 0;
    for (let a = 0; a < this.n; a++) sum += this.channels[from + a] * w[a];
    return sum;
  }

  /** Residuals at w, and J^T J (lower triangle, row by row) with J^T r as its last row. */
  gram(w: Float64Array): { r: Float64Array; gram: Float64Array } {
    const wide = this.n + 1;
    const [r, gram, row] = [new Float64Array(this.rows.length), new Float64Array(wide * wide), new Float64Array(wide)];
    for (const own of this.rows) {
      const at = this.point(own, w);
      const { residual, byTerm } = this.formulas[own.family];
      row.fill(0);
      r[own.index] = row[this.n] = residual(at);
      byTerm.forEach((by, k) => {
        if (by) this.addTo(row, by(at), own.channels + k * this.n);
      });
      addProduct(gram, row, row);
    }
    return { r, gram };
  }

  /** row += factor * channels[from..] */
  addTo(row: Float64Array, factor: number, from: number): void {
    for (let a = 0; a < this.n; a++) row[a] += factor * this.channels[from + a];
  }
}

/** The lower triangle of gram += a b^T. */
export function addProduct(gram: Float64Array, a: Float64Array, b: Float64Array): void {
  const wide = a.length;
  for (let i = 0; i < wide; i++) for (let j = 0; j <= i; j++) gram[i * wide + j] += a[i] * b[j];
}

function names({ terms, coefficients }: { terms: readonly string[]; coefficients: readonly string[] }): number {
  return terms.length + coefficients.length;
}

const square = (x: ArrayLike<number>): number => Array.from(x).reduce((sum, v) => sum + v * v, 0);

function minimised(
  problem: Member,
  start: Float64Array,
  { iterations, tolerance, damping: share, ridge }: LayerOptions,
) {
  const { n } = problem;
  const wide = n + 1;
  let x = start.slice();
  let { r, gram } = problem.gram(x);
  let count = 0;
  let code: number = CODE.notConverged;
  let condition = 0;
  if (!Number.isFinite(square(r)) || !Number.isFinite(square(x))) {
    return { x: new Float64Array(n), iterations: 0, residual: Number.NaN, code: CODE.notFinite, condition };
  }
  const scale = Math.max(DAMPING.tiny, ...Array.from({ length: n }, (_, a) => gram[a * wide + a] + ridge * ridge));
  let damping = share * scale;
  for (let k = 0; k < iterations; k++) {
    count++;
    const matrix = gram.slice();
    for (let a = 0; a < n; a++) {
      matrix[a * wide + a] += ridge * ridge + damping;
      matrix[n * wide + a] += ridge * ridge * x[a];
    }
    const right = matrix.slice(n * wide, n * wide + n);
    const { lower, pivots } = factored(matrix, n, DAMPING.pivot * scale);
    const step = solved(lower, n).map((v) => -v);
    const [least, most] = [Math.min(...pivots), Math.max(...pivots)];
    condition = conditionOf(matrix, lower, pivots);
    const trial = x.map((v, a) => v + step[a]);
    const there = problem.gram(trial);
    const slope = -step.reduce((sum, v, a) => sum + v * right[a], 0);
    const promised = 0.5 * (slope + damping * square(step));
    const moves = Math.sqrt(Math.max(0, slope - damping * square(step)));
    const loss = 0.5 * (square(r) + ridge * ridge * square(x));
    const fall = loss - 0.5 * (square(there.r) + ridge * ridge * square(trial));
    const take = fall > 1e-3 * promised || (promised <= 2 ** -50 * loss && fall > -(2 ** -44) * loss);
    const last =
      Math.sqrt(square(step)) <= tolerance * (Math.sqrt(square(x)) + tolerance) ||
      moves <= tolerance * Math.sqrt(2 * loss);
    const settled = damping <= 0.1 * least || damping <= 1.01 * DAMPING.least * scale;
    if (take) {
      x = trial;
      ({ r, gram } = there);
      if (last && settled) {
        code = least <= DAMPING.singular * most ? CODE.singular : CODE.ok;
        break;
      }
      const factor = fall > 0.75 * promised ? 0.01 : fall > 0.25 * promised ? 0.1 : 1;
      damping = Math.max(DAMPING.least * scale, factor * damping);
    } else damping *= 10;
    if (damping > DAMPING.most * scale) {
      code = CODE.stalled;
      break;
    }
  }
  const residual = Math.sqrt(square(r) + ridge * ridge * square(x));
  return { x, iterations: count, residual, code, condition };
}
