import { describe, expect, it } from 'vitest';
import { constant, interpret } from '../array';
import { numbers } from './problems.testing';
import { type Pair, pushed, twoLoop } from './two-loop';

const N = 7;

function pair(seed: number): Pair {
  const [s, y] = [numbers(N, seed), numbers(N, seed + 50)];
  const product = s.reduce((sum, v, k) => sum + v * y[k], 0);
  // A pair of positive curvature.
  const toward = y.map((v, k) => (product > 0 ? v : -v) + 0.1 * s[k]);
  const rho = 1 / s.reduce((sum, v, k) => sum + v * toward[k], 0);
  return { s: constant(s), y: constant(toward), rho: constant([rho]) };
}

/** H g by the formula of BFGS with whole matrices (Nocedal and Wright, equation 6.17). */
function byMatrices(g: Float64Array, pairs: readonly (readonly [Float64Array, Float64Array])[]): Float64Array {
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, k) => sum + v * b[k], 0);
  const [ls, ly] = pairs.at(-1)!;
  let h = (v: Float64Array) => v.map((x) => (x * dot(ls, ly)) / dot(ly, ly));
  for (const [s, y] of pairs) {
    const before = h;
    const rho = 1 / dot(s, y);
    h = (v) => {
      const inner = before(v.map((x, k) => x - rho * dot(s, v) * y[k]));
      return inner.map((x, k) => x - rho * dot(y, inner) * s[k] + rho * dot(s, v) * s[k]);
    };
  }
  return h(g);
}

describe('two-loop recursion', () => {
  const g = numbers(N, 9);
  const values = ({ s, y }: Pair) => interpret([s, y]) as [Float64Array, Float64Array];

  it('is the BFGS formula, for any number of pairs', () => {
    for (const count of [1, 2, 5]) {
      const pairs = Array.from({ length: count }, (_, k) => pair(k));
      const [got] = interpret([twoLoop(constant(g), pairs)]);
      const expected = byMatrices(g, pairs.map(values));
      // Some 100 roundings in f64, rho of up to 1e3.
      got.forEach((v, k) => {
        expect(Math.abs(v - expected[k])).toBeLessThan(1e-10 * Math.max(1, Math.abs(expected[k])));
      });
    }
  });

  it('leaves out pairs that are not there, and is the gradient without any', () => {
    const none: Pair = { s: constant(numbers(N, 1)), y: constant(numbers(N, 2)), rho: constant([0]) };
    const [two, three, plain] = interpret([
      twoLoop(constant(g), [pair(1), pair(2)]),
      twoLoop(constant(g), [none, pair(1), pair(2)]),
      twoLoop(constant(g), [none, none]),
    ]);
    expect(three).toEqual(two);
    expect(plain).toEqual(g);
  });

  it('takes a pair of curvature in, and leaves the rest as it is without', () => {
    const [a, b] = [pair(1), pair(2)];
    const { s, y, rho } = pair(3);
    const [s0, s1, r1] = ((next) => interpret([next[0].s, next[1].s, next[1].rho]))(pushed([a, b], s, y, 1e-15));
    const [bs, cs, cr] = interpret([b.s, s, rho]);
    expect([s0, s1]).toEqual([bs, cs]);
    expect(r1[0]).toBeCloseTo(cr[0], 12);
    const zero = constant(new Float64Array(N));
    const flat = pushed([a, b], zero, zero, 1e-15);
    expect(interpret([flat[0].s, flat[1].y])).toEqual(interpret([a.s, b.y]));
    const [rhos] = interpret([flat[1].rho]);
    expect(rhos).toEqual(interpret([b.rho])[0]);
  });
});
