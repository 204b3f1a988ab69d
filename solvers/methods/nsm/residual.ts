import { constant, div, mean, mul, type Node, rfft, sqrt, square, sub, sum } from '../../array';

/**
 * The mean over samples of |R| / |f|, R the coefficients of the equation's residual: by Parseval's equality the norms of
 * the fields (Du, Chalapathi and Krishnapriyan 2024, Neural Spectral Methods, section 3).
 * @param value u, [samples, ny, nx, 1]
 * @param source f, the same
 * @param symbol what the equation multiplies each wave with, [ny, nx / 2 + 1]
 */
export function spectralResidual(value: Node, source: Node, symbol: Float64Array): Node {
  const [, ny, nx] = value.shape;
  const half = Math.floor(nx / 2) + 1;
  // A coefficient whose conjugate is left out counts twice.
  const twice = Float32Array.from({ length: half }, (_, k) => (k === 0 || 2 * k === nx ? 1 : 2));
  const size = (field: Node): Node => sum(mul(square(field), constant(twice, [half, 1, 1])), [1, 2, 3, 4]);
  const wanted = rfft(source, [1, 2]);
  const found = mul(rfft(value, [1, 2]), constant(Float32Array.from(symbol), [ny, half, 1, 1]));
  return mean(sqrt(div(size(sub(found, wanted)), size(wanted))));
}
