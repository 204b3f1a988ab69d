import { solveTransposed, solveUpper } from './triangular';

/** Products with a matrix, as {@link JacobianProducts} has them. */
export interface Products {
  times(v: Float64Array): Promise<Float64Array>;
  transposed(w: Float64Array): Promise<Float64Array>;
}

/** A step, and how it came about. */
export interface DampedStep {
  /** The minimiser d of |J d + r|^2 + damping |d|^2, as far as the iterations came. */
  readonly step: Float64Array;
  /** J d. */
  readonly change: Float64Array;
  readonly iterations: number;
}

/**
 * Conjugate gradients on the normal equations (J^T J + damping 1) d = -J^T r without forming them (CGLS: Bjorck 1996,
 * section 7.4), preconditioned by a Cholesky factor U^T U that need only be roughly theirs: what a factor made in f32
 * gets wrong, the iterations mend. Scalars and vectors in f64.
 * @param gradient J^T r; @param tolerance of the preconditioned gradient's norm, relative to the first
 */
export async function dampedStep(
  products: Products,
  residual: Float64Array,
  gradient: Float64Array,
  damping: number,
  factor: Float32Array,
  { most, tolerance }: { readonly most: number; readonly tolerance: number },
): Promise<DampedStep> {
  const size = gradient.length;
  const step = new Float64Array(size);
  const change = new Float64Array(residual.length);
  const rest = residual.map((value) => -value);
  let s: Float64Array = gradient.map((value) => -value);
  let z = precondition(factor, s);
  const p: Float64Array = z.slice();
  let gamma = dot(s, z);
  const first = gamma;
  let iterations = 0;
  while (iterations < most && gamma > tolerance * tolerance * first) {
    const q = await products.times(p);
    const alpha = gamma / (dot(q, q) + damping * dot(p, p));
    if (!Number.isFinite(alpha)) break;
    for (let k = 0; k < size; k++) step[k] += alpha * p[k];
    for (let k = 0; k < q.length; k++) {
      rest[k] -= alpha * q[k];
      change[k] += alpha * q[k];
    }
    iterations++;
    if (iterations === most) break;
    s = await products.transposed(rest);
    for (let k = 0; k < size; k++) s[k] -= damping * step[k];
    z = precondition(factor, s);
    const next = dot(s, z);
    const beta = next / gamma;
    gamma = next;
    for (let k = 0; k < size; k++) p[k] = z[k] + beta * p[k];
  }
  return { step, change, iterations };
}

function precondition(factor: Float32Array, s: Float64Array): Float64Array {
  const z = s.slice();
  solveTransposed(factor, s.length, z);
  solveUpper(factor, s.length, z);
  return z;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
