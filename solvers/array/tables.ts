import type { FftShape, IrfftShape, RfftShape } from './fft';
import { constant } from './leaves';
import { matmul } from './matmul';
import type { Node } from './node';
import { sizeOf } from './shape';
import { reshape, transpose } from './views';

/*
 * Fourier transforms as products with tables of cosines and sines, made in f64: what defines them by plain operations,
 * for whoever has no fast ones. Rows and columns of complex parts lie interleaved, as the arrays do.
 */

/** The complex transform of {@link FftShape}. */
export function fftByTables(x: Node, { shape, axes, inverse, normalise }: FftShape): Node {
  return axes.reduce((value, axis) => {
    const n = shape[axis];
    const every = Array.from({ length: n }, (_, k) => k);
    const scale = normalise === 'inverse' ? 1 / n : 1;
    const table = complexTable(n, every, every, inverse ? 1 : -1, scale);
    // The axis before that of the two parts.
    const order = [...[...shape.keys()].filter((own) => own !== axis), axis, shape.length];
    const lines = transpose(value, order);
    const own = matmul(reshape(lines, [sizeOf(lines.shape) / (2 * n), 2 * n]), table);
    const back = order.map((_, k) => order.indexOf(k));
    return transpose(reshape(own, lines.shape), back);
  }, x);
}

/** The transform of real rows: [rows.., n] to [rows.., floor(n / 2) + 1, 2]. */
export function rfftByTables(x: Node, { rows, n }: RfftShape): Node {
  const count = Math.floor(n / 2) + 1;
  const own = matmul(reshape(x, [rows, n]), toLowest(n, count));
  return reshape(own, [...x.shape.slice(0, -1), count, 2]);
}

/** Its inverse: [rows.., floor(n / 2) + 1, 2] to [rows.., n]. */
export function irfftByTables(x: Node, { rows, n, normalise }: IrfftShape): Node {
  const count = Math.floor(n / 2) + 1;
  const own = matmul(reshape(x, [rows, 2 * count]), fromLowest(n, count, normalise === 'inverse' ? 1 / n : 1));
  return reshape(own, [...x.shape.slice(0, -2), n]);
}

/** From real numbers at n places to the lowest frequencies, [n, 2 count]. */
export function toLowest(n: number, count: number): Node {
  return filled(n, 2 * count, (j, column) => {
    const [cosine, sine] = turn(j, column >> 1, n);
    return column % 2 === 0 ? cosine : -sine;
  });
}

/** Back, [2 count, n]; all but 0 and n / 2 count twice, for their conjugates, and those have no imaginary part. */
export function fromLowest(n: number, count: number, scale: number): Node {
  return filled(2 * count, n, (row, j) => {
    const k = row >> 1;
    const alone = k === 0 || 2 * k === n;
    const [cosine, sine] = turn(j, k, n);
    if (row % 2 === 0) return (alone ? 1 : 2) * scale * cosine;
    return alone ? 0 : -2 * scale * sine;
  });
}

/** exp(sign 2 pi i j k / n) from each of the places j to each of k, [2 from, 2 to]. */
export function complexTable(
  n: number,
  from: readonly number[],
  to: readonly number[],
  sign: 1 | -1,
  scale: number,
): Node {
  return filled(2 * from.length, 2 * to.length, (row, column) => {
    const [cosine, sine] = turn(from[row >> 1], to[column >> 1], n);
    if (row % 2 === column % 2) return scale * cosine;
    return scale * (row % 2 === 0 ? sign : -sign) * sine;
  });
}

/** Cosine and sine of 2 pi j k / n. */
function turn(j: number, k: number, n: number): [number, number] {
  const angle = (2 * Math.PI * ((j * k) % n)) / n;
  return [Math.cos(angle), Math.sin(angle)];
}

function filled(rows: number, columns: number, at: (row: number, column: number) => number): Node {
  const entries = Float64Array.from({ length: rows * columns }, (_, k) => at(Math.floor(k / columns), k % columns));
  return constant(entries, [rows, columns], 'table of a transform');
}
