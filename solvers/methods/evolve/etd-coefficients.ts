import { combined, type Matrix, multiply, PhiChain, scaled } from './phi';

/** The matrices of one step of ETDRK4, in the order in which they are stored; `end` is `growth` once more. */
export const ETD_NAMES = ['half', 'growth', 'a1', 'b1', 'b2', 'c1', 'c2', 'end', 'f1', 'f2', 'f4'] as const;

export type EtdName = (typeof ETD_NAMES)[number];

/** Matrices that apply to the state itself; the others apply to the rest of the rates. */
export const ON_STATE: ReadonlySet<EtdName> = new Set(['half', 'growth', 'end']);

/**
 * The coefficients of Krogstad's ETDRK4-B (J. Comput. Phys. 203, 2005, eq. 51) for the step `h` of u' = L u + N(u):
 * `growth` is e^{hL} - 1, made without cancellation. Those of N are multiplied with `projection` (null = 1).
 * @param chain for large matrices that are asked for again with steps that are halved or doubled
 */
export function etdCoefficients(
  linear: Matrix,
  projection: Matrix | null,
  h: number,
  chain = new PhiChain(),
): Record<EtdName, Matrix> {
  const z = scaled(linear, h);
  const {
    half: [half, half1, half2],
    full: [, phi1, phi2, phi3],
  } = chain.of(linear, h);
  const rest = (...terms: readonly (readonly [number, Matrix])[]): Matrix => {
    const sum = combined(...terms.map(([factor, matrix]) => [h * factor, matrix] as const));
    return projection ? multiply(sum, projection) : sum;
  };
  const growth = multiply(z, phi1);
  return {
    half,
    growth,
    end: growth,
    a1: rest([0.5, half1]),
    b1: rest([0.5, half1], [-1, half2]),
    b2: rest([1, half2]),
    c1: rest([1, phi1], [-2, phi2]),
    c2: rest([2, phi2]),
    f1: rest([1, phi1], [-3, phi2], [4, phi3]),
    f2: rest([2, phi2], [-4, phi3]),
    f4: rest([-1, phi2], [4, phi3]),
  };
}

/** Terms of the Taylor series of phi3, as in phi.ts. */
const TERMS = 15;
const FACTORIALS = Array.from({ length: TERMS + 4 }, (_, n) => {
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return product;
});

/**
 * {@link etdCoefficients} of one number a + ib with a real projection of 1, without a single allocation: writes re and
 * im of each in the order of {@link ETD_NAMES}.
 */
export function etdScalar(a: number, b: number, h: number, into: Float64Array): void {
  const size = Math.hypot(a, b) * h;
  const doublings = Math.max(1, Math.ceil(Math.log2(Math.max(size, 1e-300) / 0.5)));
  const x = a * h * 2 ** -doublings;
  const y = b * h * 2 ** -doublings;
  let [c, d] = [1 / FACTORIALS[TERMS + 3], 0];
  for (let j = TERMS - 1; j >= 0; j--) [c, d] = [x * c - y * d + 1 / FACTORIALS[j + 3], x * d + y * c];
  let [p3, q3] = [c, d];
  let [p2, q2] = [x * p3 - y * q3 + 0.5, x * q3 + y * p3];
  let [p1, q1] = [x * p2 - y * q2 + 1, x * q2 + y * p2];
  let [e, f] = [x * p1 - y * q1 + 1, x * q1 + y * p1];
  let [he, hf, h1, g1, h2, g2] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < doublings; k++) {
    [he, hf, h1, g1, h2, g2] = [e, f, p1, q1, p2, q2];
    const [e1, f1] = [e * p1 - f * q1, e * q1 + f * p1];
    const [e2, f2] = [e * p2 - f * q2, e * q2 + f * p2];
    const [e3, f3] = [e * p3 - f * q3, e * q3 + f * p3];
    [p3, q3] = [(e3 + p1 / 2 + p2 + p3) / 8, (f3 + q1 / 2 + q2 + q3) / 8];
    [p2, q2] = [(e2 + p1 + p2) / 4, (f2 + q1 + q2) / 4];
    [p1, q1] = [(e1 + p1) / 2, (f1 + q1) / 2];
    [e, f] = [e * e - f * f, 2 * e * f];
  }
  let at = 0;
  const write = (re: number, im: number): void => {
    into[at++] = re;
    into[at++] = im;
  };
  write(he, hf);
  write(h * (a * p1 - b * q1), h * (a * q1 + b * p1));
  write(0.5 * h * h1, 0.5 * h * g1);
  write(h * (0.5 * h1 - h2), h * (0.5 * g1 - g2));
  write(h * h2, h * g2);
  write(h * (p1 - 2 * p2), h * (q1 - 2 * q2));
  write(2 * h * p2, 2 * h * q2);
  write(h * (a * p1 - b * q1), h * (a * q1 + b * p1));
  write(h * (p1 - 3 * p2 + 4 * p3), h * (q1 - 3 * q2 + 4 * q3));
  write(h * (2 * p2 - 4 * p3), h * (2 * q2 - 4 * q3));
  write(h * (4 * p3 - p2), h * (4 * q3 - q2));
}
