import { constant, ifft, irfft, matmul, type Node, reshape, rfft } from '../../array';

/** Up to here a row is transformed back by a product with a matrix: one dispatch, also where a transform takes two. */
const LARGEST_MATRIX = 64;

/** Real fields [fields, z, y, x] to half spectra [fields, waves, 2] and back. */
export class Transforms {
  /** Waves along the last axis that {@link backwards} takes: fewer than there are where the others are zero. */
  readonly kept: number;
  readonly #shape: readonly number[];
  readonly #axes: readonly number[];
  readonly #back: Node | null;

  /** @param shape points along z, y, x as far as they exist @param dealiased only waves below two thirds are not zero */
  constructor(shape: readonly number[], dealiased: boolean) {
    this.#shape = shape;
    this.#axes = shape.map((_, a) => a + 1);
    const n = shape.at(-1)!;
    const small = dealiased && n <= LARGEST_MATRIX;
    this.kept = small ? Math.ceil(n / 3) : Math.floor(n / 2) + 1;
    this.#back = small ? constant(rowsBack(n, this.kept), [2 * this.kept, n], 'waves at points') : null;
  }

  forwards(points: Node): Node {
    return rfft(points, this.#axes);
  }

  /** All waves to the points. */
  wholeBackwards(spectra: Node): Node {
    return irfft(spectra, this.#shape.at(-1)!, this.#axes);
  }

  /** The waves that are {@link kept} to the points. */
  backwards(spectra: Node): Node {
    if (!this.#back) return this.wholeBackwards(spectra);
    const others = this.#axes.slice(0, -1);
    const lines = others.length > 0 ? ifft(spectra, others) : spectra;
    const count = spectra.shape.slice(0, -2).reduce((product, extent) => product * extent, 1);
    const rows = reshape(lines, [count, 2 * this.kept]);
    return reshape(matmul(rows, this.#back), [spectra.shape[0], ...this.#shape]);
  }
}

/** What the real and imaginary parts of each wave add at each point, [2 waves, points]. */
function rowsBack(n: number, waves: number): Float64Array {
  const result = new Float64Array(2 * waves * n);
  for (let k = 0; k < waves; k++) {
    // Every wave but the first and the highest stands for its conjugate, too.
    const share = (k === 0 || 2 * k === n ? 1 : 2) / n;
    for (let j = 0; j < n; j++) {
      const angle = (2 * Math.PI * ((j * k) % n)) / n;
      result[2 * k * n + j] = share * Math.cos(angle);
      result[(2 * k + 1) * n + j] = -share * Math.sin(angle);
    }
  }
  return result;
}
