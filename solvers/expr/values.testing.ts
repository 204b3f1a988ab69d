import { childrenOf, type Expr } from './ast';
import { TEST_NAMES } from './formulas.testing';
import { compile } from './index';

/** Values of the test names between -3 and 3, the same for the same seed. */
export function randomValues(seed: number): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from(TEST_NAMES, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 6 - 3;
  });
}

/** The size of the largest part of a formula at a point: its rounding errors go with this; NaN where a part has none. */
export function largestPart(expr: Expr, values: ArrayLike<number>): number {
  const own = Math.abs(compile(expr, TEST_NAMES)(values));
  return childrenOf(expr).reduce((most, child) => Math.max(most, largestPart(child, values)), own);
}

/** `values` with one of them moved. */
export function moved(values: ArrayLike<number>, index: number, by: number): Float64Array {
  return Float64Array.from(values).map((value, i) => (i === index ? value + by : value));
}
