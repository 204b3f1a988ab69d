import { grad, jvp, mul, type Node, neg, reshape, square, sum, vjp, withRules } from '../array';
import { shown, sizeOf } from '../array/shape';
import { Failure } from '../base/result';
import { type Adjoint, type Equation, implicit } from './adjoint';
import { matrixOf } from './dense';
import { filled, held } from './held';
import { type HessianOptions, hessianSolve } from './hessian';
import type { LeastSquaresProblem } from './least-squares-problem';
import { type LeastSquaresSolver, levenbergMarquardt } from './levenberg-marquardt';
import type { LinearSolver } from './linear-solver';
import { kept, type Sheltered, sheltered } from './shelter';
import type { Solution } from './status';

/** What {@link leastSquares} takes. */
export interface LeastSquaresOptions {
  /** Default: {@link levenbergMarquardt}. */
  readonly solver?: LeastSquaresSolver;
  /** Default: {@link implicitMinimum}. */
  readonly adjoint?: Adjoint<LeastSquaresProblem>;
  /** The derivatives [..., m, n] of the residuals by x, where there is a better way to them than n forward passes. */
  readonly jacobian?: Equation;
  /**
   * What rounding to f32 takes from the Jacobian, [..., m, n]: rounding data alone costs as many digits as the condition
   * has, which no solver brings back.
   */
  readonly rest?: Equation;
}

/**
 * The x [..., n] that makes the sum of squares of residuals(x, inputs) [..., m], m >= n, least for each member, from
 * `start`. Differentiated by `inputs` and no other arrays; the derivative by the start is zero. The residual of its
 * status is the norm of the residuals. A member that stalls keeps the best it found; one whose own inputs (those with
 * the axes of the members in front) or start are no numbers gives 0; a singular one has a derivative of 0; none of
 * them touches another.
 * @throws Failure 'bad-input' where shapes do not fit, or a Jacobian would take over 128 passes
 */
export function leastSquares(
  residuals: Equation,
  start: Node,
  inputs: readonly Node[],
  options: LeastSquaresOptions = {},
): Solution {
  const { solver = levenbergMarquardt(), adjoint = implicitMinimum() } = options;
  const batch = start.shape.slice(0, -1);
  const safe = sheltered(start, inputs, batch.length);
  const problem = flattened(residuals, safe, options);
  const { rest } = problem;
  const found = solver.solve(
    {
      residuals: (x) => problem.residuals(x, problem.inputs),
      jacobian: (x) => problem.jacobian(x, problem.inputs),
      rest: rest && ((x) => rest(x, problem.inputs)),
    },
    reshape(safe.start, [sizeOf(batch), start.shape.at(-1)!]),
  );
  const value = reshape(adjoint.attach(found.value, problem), start.shape);
  const each = (x: Node): Node => reshape(x, [...batch, 1]);
  const { iterations, residual, code } = found;
  return kept(safe, batch.length, {
    value,
    iterations: each(iterations),
    residual: each(residual),
    code: each(code),
  });
}

/** The problem with one axis of members. */
function flattened(
  residuals: Equation,
  { start, inputs }: Sheltered,
  { jacobian, rest }: LeastSquaresOptions,
): LeastSquaresProblem {
  const { shape } = start;
  const n = shape.at(-1) ?? 1;
  const members = sizeOf(shape) / n;
  const own = residuals(start, inputs).shape;
  const m = own.at(-1) ?? 1;
  if (shape.length === 0 || own.length !== shape.length || sizeOf(own) !== members * m || m < n) {
    throw new Failure(
      'bad-input',
      `leastSquares: residuals ${shown(own)} do not fit unknowns ${shown(shape)}: give [..., m] for [..., n], m >= n`,
    );
  }
  const restored = (x: Node): Node => reshape(x, shape);
  const plain: Equation = (x, all) => reshape(residuals(restored(x), all), [members, m]);
  return {
    residuals: plain,
    rest: rest ? (x, all) => reshape(rest(restored(x), all), [members, m, n]) : null,
    jacobian: jacobian
      ? (x, all) => reshape(jacobian(restored(x), all), [members, m, n])
      : (x, all) => {
          const at = held(x);
          const value = plain(at, all);
          return matrixOf((v) => jvp([value], [at], [v])[0], [members, n], 1);
        },
    inputs,
  };
}

/**
 * By the implicit function theorem on the gradient, H dx = -d(J^T F), with the QR of J: exact Hessian, or that of
 * Gauss-Newton, which leaves the second derivatives of the residuals out of both sides.
 */
export function implicitMinimum(options: HessianOptions = {}): Adjoint<LeastSquaresProblem> {
  const { hessian = 'exact' } = options;
  return {
    attach(x, problem) {
      const { residuals, inputs } = problem;
      return withRules(x, inputs, {
        vjp: (g, node) => {
          const { value: u, image } = hessianSolve(problem, options, node, null, g);
          const [at, own] = [held(node), inputs.map(held)];
          const value = residuals(at, own);
          if (hessian === 'gauss-newton') return vjp([value], own, [neg(image)]);
          return vjp([value, jvp([value], [at], [u])[0]], own, [neg(image), neg(value)]);
        },
        jvp: (tangents, node) => {
          const [at, own] = [held(node), inputs.map(held)];
          const value = residuals(at, own);
          const [moved] = jvp([value], own, filled(tangents, inputs));
          const g = hessian === 'exact' ? neg(vjp([moved], [at], [value])[0]) : null;
          return hessianSolve(problem, options, node, neg(moved), g).value;
        },
      });
    },
  };
}

/** The same with the exact Hessian by products only, for many unknowns: a root of the gradient. */
export function implicitGradient(linear: LinearSolver): Adjoint<LeastSquaresProblem> {
  return {
    attach(x, { residuals, inputs }) {
      const gradient: Equation = (y, own) => grad(mul(0.5, sum(square(residuals(y, own)))), [y])[0];
      return implicit(linear).attach(x, { f: gradient, inputs, batch: 1 });
    },
  };
}
