import { combined, identity, type Matrix, multiply, normOf, scaled } from './phi';

/** Squarings: the estimate is then within log(condition) / 2^SQUARINGS of the matrix's size. */
const SQUARINGS = 34;

/**
 * The fastest rate of growth of u' = L u, the largest real part of an eigenvalue: e^{hL} squared again and again, with
 * its size taken out each time.
 */
export function growthRate(linear: Matrix): number {
  const size = normOf(linear);
  if (size === 0) return 0;
  const h = 0.25 / size;
  let power = exponential(scaled(linear, h));
  let log = 0;
  for (let k = 0; k < SQUARINGS; k++) {
    const norm = normOf(power);
    if (norm === 0) return Number.NEGATIVE_INFINITY;
    power = scaled(power, 1 / norm);
    power = multiply(power, power);
    log = 2 * (log + Math.log(norm));
  }
  return (log + Math.log(Math.max(normOf(power), 1e-300))) / 2 ** SQUARINGS / h;
}

/** e^z for a small z. */
function exponential(z: Matrix): Matrix {
  let result = identity(z);
  for (let k = 14; k > 0; k--) result = combined([1, identity(z)], [1 / k, multiply(z, result)]);
  return result;
}
