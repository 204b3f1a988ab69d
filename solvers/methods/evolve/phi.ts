/**
 * The functions e^z, phi1 = (e^z - 1)/z, phi2 = (phi1 - 1)/z and phi3 = (phi2 - 1/2)/z of matrices, as exponential
 * integrators need them (Hochbruck and Ostermann, Acta Numerica 2010, section 2.1). In f64 on the host: Taylor series
 * where the matrix is small, then doubled, phi_k(2z) = 2^-k (e^z phi_k(z) + sum_j phi_j(z)/(k - j)!), which loses
 * nothing to cancellation however large z is.
 */

/** A square matrix of complex numbers, row by row; `im` is null where all are real. */
export interface Matrix {
  readonly n: number;
  readonly re: Float64Array;
  readonly im: Float64Array | null;
}

/** e^z, phi1, phi2, phi3. */
export type Phis = readonly [Matrix, Matrix, Matrix, Matrix];

/** Terms of the Taylor series of phi3: 0.5^15 3!/18! is below 1e-19. */
const TERMS = 15;

/** The functions of z/2 and of z. */
interface PhiPair {
  readonly half: Phis;
  readonly full: Phis;
}

/** Bytes of matrices that a chain keeps, but two at least. */
const MOST_BYTES = 2 ** 27;

/**
 * The functions of one matrix times steps that are halved and doubled: what is passed on the way to one step is what
 * half of it needs, to the last bit.
 */
export class PhiChain {
  #linear: Matrix | null = null;
  /** The functions of the matrix times {@link #largest} over powers of two, the largest last. */
  #links: Phis[] = [];
  #largest = 0;

  /** The functions of h/2 and of h times a matrix. */
  of(linear: Matrix, h: number): PhiPair {
    const halvings = Math.log2(this.#largest / h);
    const isKnown = this.#linear !== null && isSame(this.#linear, linear) && Number.isInteger(halvings);
    if (!isKnown || halvings > this.#links.length - 2) {
      // Doublings of what is no number, as a parameter can make it, would never end.
      if (!Number.isFinite(normOf(linear) * h)) return notFinite(linear);
      this.#begin(linear, h);
    }
    while (this.#largest < h) {
      this.#links.push(doubled(this.#links.at(-1)!));
      this.#largest *= 2;
      if (this.#links.length > mostLinks(linear)) this.#links.shift();
    }
    const full = this.#links.length - 1 - Math.log2(this.#largest / h);
    return { half: this.#links[full - 1], full: this.#links[full] };
  }

  #begin(linear: Matrix, h: number): void {
    // At least one doubling, so that the half is passed on the way.
    const doublings = Math.max(1, Math.ceil(Math.log2(Math.max(normOf(linear) * h, 1e-300) / 0.5)));
    this.#linear = linear;
    this.#largest = h * 2 ** -doublings;
    this.#links = [taylor(scaled(linear, this.#largest))];
  }
}

function notFinite(linear: Matrix): PhiPair {
  const phis = taylor(scaled(linear, Number.NaN));
  return { half: phis, full: phis };
}

function mostLinks({ n, im }: Matrix): number {
  return Math.max(2, Math.floor(MOST_BYTES / (4 * n * n * (im ? 16 : 8))));
}

function isSame(a: Matrix, b: Matrix): boolean {
  const same = (p: Float64Array, q: Float64Array): boolean => p.length === q.length && p.every((x, k) => x === q[k]);
  return same(a.re, b.re) && (a.im && b.im ? same(a.im, b.im) : a.im === b.im);
}

function taylor(z: Matrix): Phis {
  // Horner: phi3 = sum z^j / (j + 3)!
  let phi3 = scaled(identity(z), 1 / factorial(TERMS + 3));
  for (let j = TERMS - 1; j >= 0; j--) phi3 = plusIdentity(multiply(z, phi3), 1 / factorial(j + 3));
  const phi2 = plusIdentity(multiply(z, phi3), 1 / 2);
  const phi1 = plusIdentity(multiply(z, phi2), 1);
  return [plusIdentity(multiply(z, phi1), 1), phi1, phi2, phi3];
}

function doubled([e, phi1, phi2, phi3]: Phis): Phis {
  return [
    multiply(e, e),
    combined([0.5, multiply(e, phi1)], [0.5, phi1]),
    combined([0.25, multiply(e, phi2)], [0.25, phi1], [0.25, phi2]),
    combined([0.125, multiply(e, phi3)], [0.0625, phi1], [0.125, phi2], [0.125, phi3]),
  ];
}

function factorial(n: number): number {
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return product;
}

/** The largest sum of sizes in a row. */
export function normOf({ n, re, im }: Matrix): number {
  let largest = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = i * n; j < (i + 1) * n; j++) sum += im ? Math.hypot(re[j], im[j]) : Math.abs(re[j]);
    largest = Math.max(largest, sum);
  }
  return largest;
}

export function identity({ n, im }: Matrix): Matrix {
  const re = new Float64Array(n * n);
  for (let i = 0; i < n; i++) re[i * n + i] = 1;
  return { n, re, im: im && new Float64Array(n * n) };
}

function plusIdentity({ n, re, im }: Matrix, factor: number): Matrix {
  for (let i = 0; i < n; i++) re[i * n + i] += factor;
  return { n, re, im };
}

export function scaled({ n, re, im }: Matrix, factor: number): Matrix {
  return { n, re: re.map((x) => factor * x), im: im?.map((x) => factor * x) ?? null };
}

/** The sum of factors times matrices of one kind. */
export function combined(...terms: readonly (readonly [number, Matrix])[]): Matrix {
  const [[, { n, im }]] = terms;
  const re = new Float64Array(n * n);
  const imaginary = im && new Float64Array(n * n);
  for (const [factor, matrix] of terms) {
    for (let k = 0; k < re.length; k++) re[k] += factor * matrix.re[k];
    if (imaginary && matrix.im) for (let k = 0; k < re.length; k++) imaginary[k] += factor * matrix.im[k];
  }
  return { n, re, im: imaginary };
}

/** a b; both real or both complex. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  const { n } = a;
  const re = new Float64Array(n * n);
  if (!a.im || !b.im) {
    accumulate(re, a.re, b.re, n, 1);
    return { n, re, im: null };
  }
  const im = new Float64Array(n * n);
  accumulate(re, a.re, b.re, n, 1);
  accumulate(re, a.im, b.im, n, -1);
  accumulate(im, a.re, b.im, n, 1);
  accumulate(im, a.im, b.re, n, 1);
  return { n, re, im };
}

/** into += sign a b. Four rows of b at once: three times as fast as one, as less is written and read again. */
function accumulate(into: Float64Array, a: Float64Array, b: Float64Array, n: number, sign: number): void {
  for (let row = 0; row < n * n; row += n) {
    let k = 0;
    for (; k + 4 <= n; k += 4) {
      const [f0, f1, f2, f3] = [a[row + k], a[row + k + 1], a[row + k + 2], a[row + k + 3]];
      if (f0 === 0 && f1 === 0 && f2 === 0 && f3 === 0) continue;
      const [b0, b1, b2, b3] = [k * n, (k + 1) * n, (k + 2) * n, (k + 3) * n];
      for (let j = 0; j < n; j++) {
        into[row + j] += sign * (f0 * b[b0 + j] + f1 * b[b1 + j] + f2 * b[b2 + j] + f3 * b[b3 + j]);
      }
    }
    for (; k < n; k++) {
      const factor = sign * a[row + k];
      for (let j = 0; j < n; j++) into[row + j] += factor * b[k * n + j];
    }
  }
}
