import type { JetShape } from '.';

/**
 * The network in f64 by truncated Taylor arithmetic: polynomials in the offsets of the inputs, with all monomials up
 * to the highest order, composed by Horner's rule; no Faa di Bruno. Returns [out, C, P].
 */
export function jetsOracle(shape: JetShape, params: ArrayLike<number>, points: ArrayLike<number>): Float64Array {
  const { sizes, channels, points: count, activation } = shape;
  const order = Math.max(...channels.map((channel) => channel.reduce((a, b) => a + b, 0)));
  const algebra = new Algebra(sizes[0], order);
  const outputs = sizes.at(-1)!;
  const result = new Float64Array(channels.length * count * outputs);
  for (let p = 0; p < count; p++) {
    let values = Array.from({ length: sizes[0] }, (_, axis) => algebra.coordinate(points[p * sizes[0] + axis], axis));
    let at = 0;
    for (let k = 1; k < sizes.length; k++) {
      const [n, m] = [sizes[k - 1], sizes[k]];
      const next = Array.from({ length: m }, (_, j) => {
        const sum = algebra.constant(params[at + n * m + j]);
        values.forEach((value, i) => {
          value.forEach((coefficient, q) => {
            sum[q] += params[at + i * m + j] * coefficient;
          });
        });
        return sum;
      });
      at += (n + 1) * m;
      values = k === sizes.length - 1 ? next : next.map((z) => algebra.compose(taylor(activation, z[0], order), z));
    }
    channels.forEach((channel, c) => {
      const factor = channel.reduce((product, n) => product * factorial(n), 1);
      values.forEach((value, j) => {
        result[(j * channels.length + c) * count + p] = factor * value[algebra.indexOf(channel)];
      });
    });
  }
  return result;
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Taylor coefficients at `z`: of tanh by t' = 1 - t^2, of sin by its period. */
function taylor(activation: JetShape['activation'], z: number, order: number): number[] {
  if (activation === 'sin') {
    const cycle = [Math.sin(z), Math.cos(z), -Math.sin(z), -Math.cos(z)];
    return Array.from({ length: order + 1 }, (_, k) => cycle[k % 4] / factorial(k));
  }
  const t = [Math.tanh(z)];
  for (let k = 0; k < order; k++) {
    let square = 0;
    for (let i = 0; i <= k; i++) square += t[i] * t[k - i];
    t.push(((k === 0 ? 1 : 0) - square) / (k + 1));
  }
  return t;
}

class Algebra {
  readonly #monomials: number[][] = [];
  readonly #index = new Map<string, number>();
  readonly #axes: number;
  /** Monomials i and j, and their product; without those of too high an order. */
  readonly #products: (readonly [number, number, number])[] = [];

  constructor(axes: number, order: number) {
    this.#axes = axes;
    const visit = (exponents: number[], left: number): void => {
      if (exponents.length === axes) {
        this.#monomials.push(exponents);
        return;
      }
      for (let n = 0; n <= left; n++) visit([...exponents, n], left - n);
    };
    visit([], order);
    for (const [k, exponents] of this.#monomials.entries()) this.#index.set(String(exponents), k);
    this.#monomials.forEach((left, i) => {
      this.#monomials.forEach((right, j) => {
        const own = this.#index.get(String(left.map((n, axis) => n + right[axis])));
        if (own !== undefined) this.#products.push([i, j, own]);
      });
    });
  }

  indexOf(exponents: readonly number[]): number {
    return this.#index.get(String(exponents))!;
  }

  /** The constant monomial is the first: exponents count up from zero. */
  constant(value: number): number[] {
    return this.#monomials.map((_, k) => (k === 0 ? value : 0));
  }

  coordinate(value: number, axis: number): number[] {
    const result = this.constant(value);
    const own = this.#index.get(String(Array.from({ length: this.#axes }, (_, k) => (k === axis ? 1 : 0))));
    if (own !== undefined) result[own] = 1;
    return result;
  }

  multiply(a: readonly number[], b: readonly number[]): number[] {
    const result = this.constant(0);
    for (const [i, j, own] of this.#products) result[own] += a[i] * b[j];
    return result;
  }

  /** sum of coefficients[k] (z - z_0)^k. */
  compose(coefficients: readonly number[], z: readonly number[]): number[] {
    const offset = [0, ...z.slice(1)];
    return coefficients.reduceRight<number[]>((sum, coefficient) => {
      const next = this.multiply(sum, offset);
      next[0] += coefficient;
      return next;
    }, this.constant(0));
  }
}

/** d/d params of <cotangent, channels>, each by a central difference in f64 (step 1e-5: about 1e-9 of the scale). */
export function gradientOracle(
  shape: JetShape,
  params: ArrayLike<number>,
  points: ArrayLike<number>,
  cotangent: ArrayLike<number>,
): Float64Array {
  const step = 1e-5;
  const moved = Float64Array.from(params);
  const value = (): number => jetsOracle(shape, moved, points).reduce((sum, v, k) => sum + v * cotangent[k], 0);
  return Float64Array.from(params, (start, k) => {
    moved[k] = start + step;
    const above = value();
    moved[k] = start - step;
    const below = value();
    moved[k] = start;
    return (above - below) / (2 * step);
  });
}
