import { type Dense, product } from '../evolve/collocation';

/**
 * From values at n + 1 points of Chebyshev, from `min` to `max`, to the coefficients of T_0 .. T_n on [-1, 1], and the
 * other way: x_j = -cos(pi j / n), so that T_k(x_j) = (-1)^k cos(pi j k / n).
 */
export function chebyshevTransform(n: number): { readonly forwards: Dense; readonly backwards: Dense } {
  const share = (k: number): number => (k === 0 || k === n ? 2 : 1);
  const table = (of: (row: number, column: number) => number): Dense => ({
    rows: n + 1,
    columns: n + 1,
    data: Float64Array.from({ length: (n + 1) ** 2 }, (_, at) => of(Math.floor(at / (n + 1)), at % (n + 1))),
  });
  // The angle's whole turns are taken out first.
  const at = (j: number, k: number): number => (k % 2 === 0 ? 1 : -1) * Math.cos((Math.PI * ((j * k) % (2 * n))) / n);
  return {
    forwards: table((k, j) => (2 * at(j, k)) / (n * share(j) * share(k))),
    backwards: table((j, k) => at(j, k)),
  };
}

/**
 * The second derivative of coefficients on an axis of this length: twice c'_k = 2 / share_k sum of p c_p over p > k with
 * p + k odd (Canuto et al., Spectral Methods, equation 2.4.22).
 */
export function secondOfCoefficients(n: number, length: number): Dense {
  const data = Float64Array.from({ length: (n + 1) ** 2 }, (_, at) => {
    const [k, p] = [Math.floor(at / (n + 1)), at % (n + 1)];
    return p > k && (p + k) % 2 === 1 ? ((k === 0 ? 1 : 2) * p * 2) / length : 0;
  });
  const first: Dense = { rows: n + 1, columns: n + 1, data };
  return product(first, first);
}
