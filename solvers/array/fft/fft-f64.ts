import { primesOf } from './factor';
import { type FftShape, type IrfftShape, linesOf, type RfftShape } from './shapes';
import { rootsOf } from './tables';

/**
 * One complex line of `n` numbers in f64, interleaved, not scaled: Stockham passes over the prime factors of n,
 * n (sum of the factors) operations. The result may or may not be `line` itself, which is overwritten.
 */
function lineF64(line: Float64Array, roots: Float64Array): Float64Array {
  const n = line.length / 2;
  let from = line;
  let to: Float64Array = new Float64Array(2 * n);
  let done = 1;
  for (const r of primesOf(n)) {
    for (let j = 0; j < n / r; j++) {
      const within = j % done;
      const at = (j - within) * r + within;
      for (let m = 0; m < r; m++) {
        // Output m of the butterfly: the twiddle of input k and the root of the butterfly share one angle.
        const turn = (within + done * m) * (n / (done * r));
        let [re, im] = [0, 0];
        for (let k = 0; k < r; k++) {
          const source = 2 * (j + k * (n / r));
          const w = 2 * ((k * turn) % n);
          re += from[source] * roots[w] - from[source + 1] * roots[w + 1];
          im += from[source] * roots[w + 1] + from[source + 1] * roots[w];
        }
        to[2 * (at + m * done)] = re;
        to[2 * (at + m * done) + 1] = im;
      }
    }
    [from, to] = [to, from];
    done *= r;
  }
  return from;
}

/** The complex transform over the axes of `plan`, in f64; any length, n (sum of prime factors) operations a line. */
export function fftF64(data: ArrayLike<number>, plan: FftShape): Float64Array {
  const out = Float64Array.from(data);
  for (const axis of plan.axes) {
    const { n, inner, lines } = linesOf(plan.shape, axis);
    const roots = rootsOf(n, plan.inverse ? 1 : -1);
    const scale = plan.normalise === 'inverse' ? 1 / n : 1;
    const line = new Float64Array(2 * n);
    for (let l = 0; l < lines; l++) {
      const base = Math.floor(l / inner) * n * inner + (l % inner);
      for (let k = 0; k < 2 * n; k++) line[k] = out[2 * (base + (k >> 1) * inner) + (k & 1)];
      const result = lineF64(line.slice(), roots);
      for (let k = 0; k < 2 * n; k++) out[2 * (base + (k >> 1) * inner) + (k & 1)] = scale * result[k];
    }
  }
  return out;
}

/** Real rows to the first floor(n / 2) + 1 columns of their transform, in f64. */
export function rfftF64(data: ArrayLike<number>, { n, rows }: RfftShape): Float64Array {
  const half = Math.floor(n / 2) + 1;
  const out = new Float64Array(2 * rows * half);
  const roots = rootsOf(n, -1);
  for (let row = 0; row < rows; row++) {
    const line = new Float64Array(2 * n);
    for (let k = 0; k < n; k++) line[2 * k] = data[row * n + k];
    out.set(lineF64(line, roots).subarray(0, 2 * half), 2 * row * half);
  }
  return out;
}

/** The inverse of {@link rfftF64}: half rows to real rows of `n`; imaginary parts of columns 0 and n / 2 are ignored. */
export function irfftF64(data: ArrayLike<number>, { n, rows, normalise }: IrfftShape): Float64Array {
  const half = Math.floor(n / 2) + 1;
  const out = new Float64Array(rows * n);
  const roots = rootsOf(n, 1);
  const scale = normalise === 'inverse' ? 1 / n : 1;
  for (let row = 0; row < rows; row++) {
    const line = new Float64Array(2 * n);
    for (let k = 0; k < half; k++) {
      const [re, im] = [data[2 * (row * half + k)], data[2 * (row * half + k) + 1]];
      const alone = k === 0 || 2 * k === n;
      line.set([re, alone ? 0 : im], 2 * k);
      if (!alone) line.set([re, -im], 2 * (n - k));
    }
    const result = lineF64(line, roots);
    for (let k = 0; k < n; k++) out[row * n + k] = scale * result[2 * k];
  }
  return out;
}
