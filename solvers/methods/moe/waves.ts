import { constant, matmul, type Node, reshape } from '../../array';

/**
 * Fourier transforms of few points by products with small matrices: one dispatch an axis, no transposition. Of the last
 * axis the frequencies 0 .. m - 1 are kept; of the others 0 .. m - 1, then -m .. -1.
 */
export interface Waves {
  /** Points along each axis. */
  readonly points: readonly number[];
  /** Frequencies kept along each axis: of the last one sign, of the others both together. */
  readonly kept: readonly number[];
}

/** All frequencies of so many points. */
export function allWaves(points: readonly number[]): Waves {
  return { points, kept: points.map((n, a) => (a === points.length - 1 ? Math.floor(n / 2) + 1 : n)) };
}

/** The frequency at each place along an axis, negative ones after the others. */
export function frequenciesOf({ points, kept }: Waves, axis: number): number[] {
  const count = kept[axis];
  if (axis === points.length - 1) return Array.from({ length: count }, (_, k) => k);
  const upper = Math.ceil(count / 2);
  return Array.from({ length: count }, (_, k) => (k < upper ? k : k - count));
}

/** Waves [batch, 2 (re, im), ..kept, channels] of real fields [batch, ..points, channels]. */
export function toWaves(fields: Node, waves: Waves): Node {
  const { points, kept } = waves;
  const [batch] = fields.shape;
  let value = fields;
  for (let axis = points.length - 1; axis >= 0; axis--) {
    const last = axis === points.length - 1;
    const [n, m] = [points[axis], kept[axis]];
    const before = points.slice(0, axis).reduce((product, extent) => product * extent, batch);
    const inner = last ? n : 2 * n;
    const along = frequenciesOf(waves, axis);
    // Rows (part, frequency), columns point or (point, part): e^{-i angle} times the value.
    const entries = [0, 1].flatMap((part) =>
      along.flatMap((k) =>
        Array.from({ length: n }, (_, x) => {
          const [c, s] = turn(k * x, n);
          const column = part === 0 ? [c, s] : [-s, c];
          return last ? column.slice(0, 1) : column;
        }).flat(),
      ),
    );
    const matrix = constant(entries, [1, 2 * m, inner], 'waves');
    value = matmul(matrix, reshape(value, [before, inner, sizeOf(value.shape) / (before * inner)]));
  }
  return reshape(value, [batch, 2, ...kept, fields.shape.at(-1)!]);
}

/** What is summed to waves: real and imaginary part, or the four products of parts that make a complex product. */
const PARTS = {
  whole: [
    [1, 0],
    [0, 1],
  ],
  products: [
    [1, 0],
    [0, 1],
    [0, 1],
    [-1, 0],
  ],
} as const;

/**
 * Real fields [batch, ..points, channels] whose waves [batch, parts, ..kept, channels] are given; those left out are 0.
 * `products`: the four parts are a and b of (a re + i a im) (b re + i b im), a before b.
 */
export function fromWaves(given: Node, waves: Waves, parts: keyof typeof PARTS = 'whole'): Node {
  const { points, kept } = waves;
  const [batch] = given.shape;
  let value = given;
  for (let axis = 0; axis < points.length; axis++) {
    const last = axis === points.length - 1;
    const [n, m] = [points[axis], kept[axis]];
    const before = points.slice(0, axis).reduce((product, extent) => product * extent, batch);
    const along = frequenciesOf(waves, axis);
    const from = PARTS[axis === 0 ? parts : 'whole'];
    // Rows point or (point, part), columns (what it comes from, frequency): e^{i angle} times the value; each wave of
    // the last axis stands for its mirror image, too, where that is another.
    const entries = Array.from({ length: n }, (_, x) =>
      (last ? [0] : [0, 1]).flatMap((part) =>
        from.flatMap(([re, im]) =>
          along.map((k) => {
            const [c, s] = turn(k * x, n);
            const twice = last && k > 0 && 2 * k < n ? 2 : 1;
            return (twice / n) * (part === 0 ? c * re - s * im : s * re + c * im);
          }),
        ),
      ),
    ).flat();
    const [rows, columns] = [last ? n : 2 * n, from.length * m];
    const matrix = constant(entries, [1, rows, columns], 'waves');
    value = matmul(matrix, reshape(value, [before, columns, sizeOf(value.shape) / (before * columns)]));
  }
  return reshape(value, [batch, ...points, given.shape.at(-1)!]);
}

/** Cosine and sine of so many n-ths of a turn. */
function turn(count: number, n: number): readonly [number, number] {
  const angle = (2 * Math.PI * (count % n)) / n;
  return [Math.cos(angle), Math.sin(angle)];
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
