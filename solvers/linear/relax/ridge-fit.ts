/** What a coefficient costs, beside the squared errors of the fit: that of one observation. */
const RIDGE = 1;

/**
 * Least squares with a ridge, updated one observation at a time: keeps the inverse of (ridge + sum f f^T) by
 * Sherman and Morrison's formula. Before any observation it predicts 0.
 */
export class RidgeFit {
  readonly #size: number;
  /** Symmetric, row by row. */
  #inverse: Float64Array;
  #moments: Float64Array;
  #coefficients: Float64Array;

  constructor(size: number) {
    this.#size = size;
    this.#inverse = Float64Array.from({ length: size * size }, (_, k) => (k % (size + 1) === 0 ? 1 / RIDGE : 0));
    this.#moments = new Float64Array(size);
    this.#coefficients = new Float64Array(size);
  }

  predict(features: ArrayLike<number>): number {
    return this.#coefficients.reduce((sum, value, k) => sum + value * features[k], 0);
  }

  add(features: ArrayLike<number>, value: number): void {
    const applied = this.#apply(features);
    const scale = 1 / (1 + applied.reduce((sum, one, k) => sum + one * features[k], 0));
    const size = this.#size;
    for (let row = 0; row < size; row++) {
      this.#moments[row] += value * features[row];
      for (let k = 0; k < size; k++) this.#inverse[row * size + k] -= scale * applied[row] * applied[k];
    }
    this.#coefficients = this.#apply(this.#moments);
  }

  /** Inverse, then moments. */
  save(): number[] {
    return [...this.#inverse, ...this.#moments];
  }

  load(saved: readonly number[]): void {
    const cut = this.#size ** 2;
    this.#inverse = Float64Array.from(saved.slice(0, cut));
    this.#moments = Float64Array.from(saved.slice(cut));
    this.#coefficients = this.#apply(this.#moments);
  }

  #apply(vector: ArrayLike<number>): Float64Array {
    const size = this.#size;
    return Float64Array.from({ length: size }, (_, row) => {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += this.#inverse[row * size + k] * vector[k];
      return sum;
    });
  }
}
