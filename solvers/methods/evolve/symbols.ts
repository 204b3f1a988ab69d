import { compile, type Expr } from '../../expr';
import type { SolvedForm } from './form';
import { type Matrix, multiply } from './phi';
import type { LinearPart, Reference } from './reference';

/** A complex matrix of any shape, row by row. */
interface Block {
  readonly rows: number;
  readonly columns: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** What the equations are for one wave: everything that is linear has become a number. */
export interface WaveOperators {
  /** The linear part of the rates, components by components, constraints put in. */
  readonly linear: Matrix;
  /** What the rest of the rates is multiplied with: 1 / mass, and the projection that keeps the constraints. */
  readonly projection: Matrix;
  /** The unknowns without time as sums of the components, instants by components. */
  readonly instant: Block;
}

/** Part of a formula as numbers: row (component or constraint), what it applies to, orders, coefficient. */
interface Entry {
  readonly row: number;
  readonly of: number;
  readonly by: readonly number[];
  readonly coefficient: number;
}

/**
 * The linear parts of solved equations as symbols: in `at(k)` each derivative along axis a is a factor i k_a.
 * Constraints that hold unknowns without time are solved for them; where they hold none (as div(velocity) = 0 with a
 * pressure), the rates are projected onto the constraint.
 */
export class Symbols {
  readonly #form: SolvedForm;
  readonly #linear: readonly Entry[];
  readonly #toInstant: readonly Entry[];
  readonly #mass: readonly Entry[];
  readonly #constraint: readonly Entry[];
  readonly #constraintInstant: readonly Entry[];

  /** @param parameters a number for each name of the scope's parameters */
  constructor(form: SolvedForm, parameters: Readonly<Record<string, number>>) {
    this.#form = form;
    const names = form.scope.parameters;
    const values = names.map((name) => parameters[name]);
    const number = (expr: Expr): number => compile(expr, names)(values);
    const componentOf = (name: string): number => form.components.findIndex((one) => one.name === name);
    const entries = (rows: readonly (readonly LinearPart[])[], instant: boolean): Entry[] =>
      rows.flatMap((parts, row) =>
        parts.flatMap(({ of, by, coefficient }): Entry[] => {
          const place = instant ? form.instant.indexOf(of) : componentOf(of);
          return place < 0 ? [] : [{ row, of: place, by, coefficient: number(coefficient) }];
        }),
      );
    const linear = form.components.map((one) => one.linear);
    const constraints = form.constraints.map((one) => one.linear);
    this.#linear = entries(linear, false);
    this.#toInstant = entries(linear, true);
    this.#mass = form.components.flatMap(({ mass }, row) =>
      mass.map(({ by, coefficient }) => ({ row, of: row, by, coefficient: number(coefficient) })),
    );
    this.#constraint = entries(constraints, false);
    this.#constraintInstant = entries(constraints, true);
  }

  /**
   * The operators for the wave of wave numbers `k` along the spatial axes; `odd` is used for odd orders.
   */
  at(k: readonly number[], odd: readonly number[] = k): WaveOperators {
    const size = this.#form.components.length;
    const instants = this.#form.instant.length;
    const block = (entries: readonly Entry[], rows: number, columns: number): Block =>
      filled(entries, rows, columns, k, odd);
    const own = block(this.#linear, size, size);
    let linear: Matrix = { n: size, re: own.re, im: own.im };
    let projection: Matrix = unit(size);
    let instant: Block = { rows: instants, columns: size, re: new Float64Array(0), im: new Float64Array(0) };
    if (instants > 0) {
      const toInstant = block(this.#toInstant, size, instants);
      const constraint = block(this.#constraint, instants, size);
      if (this.#constraintInstant.length > 0) {
        instant = solved(block(this.#constraintInstant, instants, instants), constraint, -1);
        linear = plus(linear, times(toInstant, instant));
      } else {
        // The unknowns without time push the rates back onto the constraint: C (r + G e) = 0.
        const pushes = solved(times(constraint, toInstant), constraint, -1);
        projection = plus(projection, times(toInstant, pushes));
        linear = multiply(projection, linear);
      }
    }
    if (this.#mass.length > 0) {
      const mass = this.#massAt(k, odd);
      linear = dividedRows(linear, mass);
      projection = dividedRows(projection, mass);
    }
    return { linear, projection, instant };
  }

  /** A derivative as a row of factors of the components. */
  reference({ of, by }: Reference, operators: WaveOperators, k: readonly number[], odd: readonly number[]): Block {
    const size = this.#form.components.length;
    const row: Block = { rows: 1, columns: size, re: new Float64Array(size), im: new Float64Array(size) };
    const [re, im] = power(by, k, odd);
    const component = this.#form.components.findIndex(({ name }) => name === of);
    if (component >= 0) {
      row.re[component] = re;
      row.im[component] = im;
      return row;
    }
    const from = this.#form.instant.indexOf(of) * size;
    const { instant } = operators;
    for (let j = 0; j < size; j++) {
      row.re[j] = re * instant.re[from + j] - im * instant.im[from + j];
      row.im[j] = re * instant.im[from + j] + im * instant.re[from + j];
    }
    return row;
  }

  /** Re and im of the mass of each component; 1 where equations give none. */
  #massAt(k: readonly number[], odd: readonly number[]): [number, number][] {
    const { components } = this.#form;
    const mass = components.map((one): [number, number] => [one.mass.length > 0 ? 0 : 1, 0]);
    for (const { row, by, coefficient } of this.#mass) {
      const [re, im] = power(by, k, odd);
      mass[row][0] += coefficient * re;
      mass[row][1] += coefficient * im;
    }
    return mass;
  }
}

/** The product over the axes of (i k_a)^by_a. */
function power(by: readonly number[], k: readonly number[], odd: readonly number[]): [number, number] {
  let size = 1;
  let order = 0;
  by.forEach((count, a) => {
    size *= (count % 2 === 0 ? k[a] : odd[a]) ** count;
    order += count;
  });
  switch (order % 4) {
    case 0:
      return [size, 0];
    case 1:
      return [0, size];
    case 2:
      return [-size, 0];
    default:
      return [0, -size];
  }
}

function filled(
  entries: readonly Entry[],
  rows: number,
  columns: number,
  k: readonly number[],
  odd: readonly number[],
): Block {
  const block: Block = {
    rows,
    columns,
    re: new Float64Array(rows * columns),
    im: new Float64Array(rows * columns),
  };
  for (const { row, of, by, coefficient } of entries) {
    const [re, im] = power(by, k, odd);
    block.re[row * columns + of] += coefficient * re;
    block.im[row * columns + of] += coefficient * im;
  }
  return block;
}

function unit(n: number): Matrix {
  const re = new Float64Array(n * n);
  for (let i = 0; i < n; i++) re[i * n + i] = 1;
  return { n, re, im: new Float64Array(n * n) };
}

function plus(a: Matrix, b: Block): Matrix {
  return { n: a.n, re: a.re.map((x, k) => x + b.re[k]), im: a.im!.map((x, k) => x + b.im[k]) };
}

function times(a: Block, b: Block): Block {
  const result = filled([], a.rows, b.columns, [], []);
  for (let i = 0; i < a.rows; i++) {
    for (let l = 0; l < a.columns; l++) {
      const [re, im] = [a.re[i * a.columns + l], a.im[i * a.columns + l]];
      for (let j = 0; j < b.columns; j++) {
        const at = l * b.columns + j;
        result.re[i * b.columns + j] += re * b.re[at] - im * b.im[at];
        result.im[i * b.columns + j] += re * b.im[at] + im * b.re[at];
      }
    }
  }
  return result;
}

function dividedRows({ n, re, im }: Matrix, by: readonly [number, number][]): Matrix {
  const result = { n, re: new Float64Array(n * n), im: new Float64Array(n * n) };
  for (let i = 0; i < n; i++) {
    const [c, d] = by[i];
    const size = c * c + d * d;
    for (let at = i * n; at < (i + 1) * n; at++) {
      result.re[at] = (re[at] * c + im![at] * d) / size;
      result.im[at] = (im![at] * c - re[at] * d) / size;
    }
  }
  return result;
}

/** Below this, relative to the largest entry, a pivot is zero: the wave is left out. */
const ZERO_PIVOT = 1e-12;

/** factor A^-1 B by elimination with row pivots; 0 where A is singular, as for the mean of a stream function. */
function solved(a: Block, b: Block, factor: number): Block {
  const n = a.rows;
  const width = n + b.columns;
  const re = new Float64Array(n * width);
  const im = new Float64Array(n * width);
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      re[i * width + j] = a.re[i * n + j];
      im[i * width + j] = a.im[i * n + j];
      largest = Math.max(largest, Math.hypot(re[i * width + j], im[i * width + j]));
    }
    for (let j = 0; j < b.columns; j++) {
      re[i * width + n + j] = factor * b.re[i * b.columns + j];
      im[i * width + n + j] = factor * b.im[i * b.columns + j];
    }
  }
  const result = filled([], n, b.columns, [], []);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column; i < n; i++) {
      if (
        Math.hypot(re[i * width + column], im[i * width + column]) >
        Math.hypot(re[pivot * width + column], im[pivot * width + column])
      ) {
        pivot = i;
      }
    }
    const [c, d] = [re[pivot * width + column], im[pivot * width + column]];
    const size = c * c + d * d;
    if (!(Math.sqrt(size) > ZERO_PIVOT * largest)) return result;
    for (let j = 0; j < width; j++) {
      const [p, q] = [pivot * width + j, column * width + j];
      const [x, y] = [re[p], im[p]];
      re[p] = re[q];
      im[p] = im[q];
      re[q] = (x * c + y * d) / size;
      im[q] = (y * c - x * d) / size;
    }
    for (let i = 0; i < n; i++) {
      if (i === column) continue;
      const [x, y] = [re[i * width + column], im[i * width + column]];
      if (x === 0 && y === 0) continue;
      for (let j = 0; j < width; j++) {
        const [p, q] = [re[column * width + j], im[column * width + j]];
        re[i * width + j] -= x * p - y * q;
        im[i * width + j] -= x * q + y * p;
      }
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < b.columns; j++) {
      result.re[i * b.columns + j] = re[i * width + n + j];
      result.im[i * b.columns + j] = im[i * width + n + j];
    }
  }
  return result;
}
