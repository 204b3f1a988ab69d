import type { FftShape } from './shapes';

/** The definition: sum over k of x_k exp(-+ 2 pi i k m / n) along each axis, term by term in f64. */
export function naiveFft(data: ArrayLike<number>, { shape, axes, inverse, normalise }: FftShape): Float64Array {
  let from = Float64Array.from(data);
  for (const axis of axes) {
    const n = shape[axis];
    const inner = shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
    const to = new Float64Array(from.length);
    const cosines = Float64Array.from({ length: n }, (_, k) => Math.cos((2 * Math.PI * k) / n));
    const sines = Float64Array.from({ length: n }, (_, k) => (inverse ? 1 : -1) * Math.sin((2 * Math.PI * k) / n));
    for (let at = 0; at < from.length / 2; at++) {
      const m = Math.floor(at / inner) % n;
      const start = at - m * inner;
      let [re, im] = [0, 0];
      for (let k = 0; k < n; k++) {
        const [a, b] = [from[2 * (start + k * inner)], from[2 * (start + k * inner) + 1]];
        const [c, s] = [cosines[(k * m) % n], sines[(k * m) % n]];
        re += a * c - b * s;
        im += a * s + b * c;
      }
      const scale = normalise === 'inverse' ? 1 / n : 1;
      to[2 * at] = scale * re;
      to[2 * at + 1] = scale * im;
    }
    from = to;
  }
  return from;
}
