import type { ResultCode } from '../../base/result';
import { applyStencil, type StencilOperator } from '../../grid';
import { type CycleSettings, SYMMETRIC_CYCLE } from './cycle';
import { HostMultigrid } from './host-multigrid';

/** Where a solve on the host ended. */
export interface HostSolution {
  readonly code: ResultCode;
  readonly u: Float64Array;
  readonly iterations: number;
  /** |f - A u| / |f| in the 2-norm, after each iteration; entry 0 before the first. */
  readonly residuals: readonly number[];
}

/** How far, from where, and how a host solve goes. */
export interface HostSolveOptions {
  readonly tolerance?: number;
  readonly iterations?: number;
  /** Conjugate gradients preconditioned by one cycle (symmetric operators), or cycles alone. */
  readonly accelerate?: boolean;
  readonly cycle?: Partial<CycleSettings>;
  readonly guess?: ArrayLike<number>;
}

/**
 * Solves A u = f in f64 on the host: multigrid-preconditioned conjugate gradients where A is symmetric, else cycles.
 * @param prepared the multigrid of the operator, where it is used more than once
 */
export function solveOnHost(
  operator: StencilOperator,
  f: ArrayLike<number>,
  options: HostSolveOptions = {},
  prepared?: HostMultigrid,
): HostSolution {
  const { tolerance = 1e-10, iterations = 60, accelerate = operator.symmetric } = options;
  const multigrid =
    prepared ?? new HostMultigrid(operator, { ...(accelerate ? SYMMETRIC_CYCLE : {}), ...options.cycle });
  const side = balanced(operator, f);
  const u = options.guess ? Float64Array.from(options.guess) : new Float64Array(side.length);
  const scale = norm(side) || 1;
  const residual = side.map((value) => value);
  subtract(residual, applyStencil(operator, u), 1);
  const residuals = [norm(residual) / scale];
  const direction = new Float64Array(side.length);
  let last = 0;
  let code: ResultCode = residuals[0]! <= tolerance ? 'ok' : 'not-converged';
  while (code === 'not-converged' && residuals.length <= iterations) {
    const z = multigrid.apply(residual);
    let step = 1;
    if (accelerate) {
      const product = dot(residual, z);
      const ratio = last > 0 ? product / last : 0;
      for (let k = 0; k < z.length; k++) z[k]! += ratio * direction[k]!;
      direction.set(z);
      last = product;
    }
    const applied = applyStencil(operator, z);
    if (accelerate) {
      const energy = dot(z, applied);
      // Not positive definite: the iterate so far is kept.
      if (!(energy > 0) || !(last > 0)) return { code: 'breakdown', u, iterations: residuals.length - 1, residuals };
      step = last / energy;
    }
    subtract(u, z, -step);
    subtract(residual, applied, step);
    residuals.push(norm(residual) / scale);
    if (!Number.isFinite(residuals.at(-1)!)) code = 'diverged';
    else if (residuals.at(-1)! <= tolerance) code = 'ok';
  }
  return { code, u, iterations: residuals.length - 1, residuals };
}

/** The right-hand side without what no u can give: points without an equation, and the mean where A is singular. */
function balanced({ coefficients, singular }: StencilOperator, f: ArrayLike<number>): Float64Array {
  const diagonal = coefficients[0]!;
  const side = Float64Array.from(f, (value, k) => (diagonal[k] === 0 ? 0 : value));
  if (!singular) return side;
  const alive = diagonal.reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
  const mean = side.reduce((sum, value) => sum + value, 0) / alive;
  return side.map((value, k) => (diagonal[k] === 0 ? 0 : value - mean));
}

function subtract(from: Float64Array, what: Float64Array, times: number): void {
  for (let k = 0; k < from.length; k++) from[k]! -= times * what[k]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}
