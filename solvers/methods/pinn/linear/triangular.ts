import { PANEL } from './panels';

/** x of U^T x = b in f64, of an upper triangular matrix of `size` rows in panels; `b` becomes x. */
export function solveTransposed(factor: Float32Array, size: number, b: Float64Array): void {
  for (let first = 0; first < size; first += PANEL) {
    const own = first * size;
    for (let i = first; i < first + PANEL; i++) {
      let sum = b[i];
      for (let k = first; k < i; k++) sum -= factor[own + k * PANEL + i - first] * b[k];
      b[i] = sum / factor[own + i * PANEL + i - first];
    }
    for (let column = first + PANEL; column < size; column += PANEL) {
      const panel = column * size;
      for (let i = first; i < first + PANEL; i++) {
        const value = b[i];
        const row = panel + i * PANEL;
        for (let j = 0; j < PANEL; j++) b[column + j] -= factor[row + j] * value;
      }
    }
  }
}

/** x of U x = b, likewise. */
export function solveUpper(factor: Float32Array, size: number, b: Float64Array): void {
  for (let first = size - PANEL; first >= 0; first -= PANEL) {
    for (let column = first + PANEL; column < size; column += PANEL) {
      const panel = column * size;
      for (let i = first; i < first + PANEL; i++) {
        const row = panel + i * PANEL;
        let sum = 0;
        for (let j = 0; j < PANEL; j++) sum += factor[row + j] * b[column + j];
        b[i] -= sum;
      }
    }
    const own = first * size;
    for (let i = first + PANEL - 1; i >= first; i--) {
      const row = own + i * PANEL - first;
      let sum = b[i];
      for (let k = i + 1; k < first + PANEL; k++) sum -= factor[row + k] * b[k];
      b[i] = sum / factor[row + i];
    }
  }
}
