import { chebyshevMatrix, chebyshevPoints, type Dense, derivativeMatrix, evenPoints } from './collocation';

/** Points of a difference of fourth order of the first and second derivative. */
const WIDTH = 5;

/** Points of an interval, and derivatives on them as matrices that are made once. */
export class Line {
  readonly points: Float64Array;
  /** "Chebyshev points" or "differences of fourth order". */
  readonly title: string;
  readonly #chebyshev: boolean;
  readonly #matrices = new Map<number, Dense>();

  /** @param n cells between the points */
  constructor(min: number, max: number, n: number, chebyshev: boolean) {
    this.#chebyshev = chebyshev;
    this.points = chebyshev ? chebyshevPoints(min, max, n) : evenPoints(min, max, n);
    this.title = chebyshev ? 'Chebyshev points' : 'differences of fourth order';
  }

  /** The matrix of a derivative at all points. */
  derivative(order: number): Dense {
    let matrix = this.#matrices.get(order);
    if (!matrix) {
      matrix = this.#chebyshev
        ? chebyshevMatrix(this.points, order)
        : derivativeMatrix(this.points, order, WIDTH + 2 * Math.max(0, Math.ceil((order - 2) / 2)));
      this.#matrices.set(order, matrix);
    }
    return matrix;
  }
}
