import { PANEL } from './panels';

/** Sums of one panel. */
const sums = new Float64Array(PANEL);

/** x of U^T x = b in f64, of an upper triangular matrix of `size` rows in panels; `b` becomes x. */
export function solveTransposed(factor: Float32Array, size: number, b: Float64Array): void {
  const width = sums.length;
  for (let first = 0; first < size; first += width) {
    const panel = first * size;
    sums.fill(0);
    let at = panel;
    for (let k = 0; k < first; k++) {
      const value = b[k];
      for (let j = 0; j < width; j += 4) {
        sums[j] += factor[at] * value;
        sums[j + 1] += factor[at + 1] * value;
        sums[j + 2] += factor[at + 2] * value;
        sums[j + 3] += factor[at + 3] * value;
        at += 4;
      }
    }
    for (let i = 0; i < width; i++) {
      let sum = b[first + i] - sums[i];
      for (let k = 0; k < i; k++) sum -= factor[at + k * width + i] * b[first + k];
      b[first + i] = sum / factor[at + i * width + i];
    }
  }
}

/** x of U x = b, likewise. */
export function solveUpper(factor: Float32Array, size: number, b: Float64Array): void {
  const width = sums.length;
  for (let first = size - width; first >= 0; first -= width) {
    const panel = first * size;
    const own = panel + first * width;
    for (let i = width - 1; i >= 0; i--) {
      let sum = b[first + i];
      for (let k = i + 1; k < width; k++) sum -= factor[own + i * width + k] * b[first + k];
      b[first + i] = sum / factor[own + i * width + i];
    }
    // What this panel's solution takes from all rows above.
    let at = panel;
    for (let k = 0; k < first; k++) {
      let [a0, a1, a2, a3] = [0, 0, 0, 0];
      for (let j = first; j < first + width; j += 4) {
        a0 += factor[at] * b[j];
        a1 += factor[at + 1] * b[j + 1];
        a2 += factor[at + 2] * b[j + 2];
        a3 += factor[at + 3] * b[j + 3];
        at += 4;
      }
      b[k] -= a0 + a1 + (a2 + a3);
    }
  }
}
