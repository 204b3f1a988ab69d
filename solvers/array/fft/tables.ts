/** exp(sign 2 pi i numerator / denominator), the numerator reduced first, as [re, im]. */
function root(numerator: number, denominator: number, sign: number): [number, number] {
  const angle = (2 * Math.PI * (numerator % denominator)) / denominator;
  return [Math.cos(angle), sign * Math.sin(angle)];
}

/** exp(sign 2 pi i k / n) for k < n, interleaved. */
export function rootsOf(n: number, sign: number): Float64Array {
  const table = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) table.set(root(k, n, sign), 2 * k);
  return table;
}

/** Bluestein's chirp exp(sign pi i k^2 / n) for k < n, interleaved; k^2 is reduced mod 2n as an integer. */
export function chirpOf(n: number, sign: number): Float64Array {
  const table = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) table.set(root((k * k) % (2 * n), 2 * n, sign), 2 * k);
  return table;
}
