import { add, jvp, literal, type Node, neg, sub, vjp, where, withRules } from '../array';
import { factorsOf } from './factors';
import { filled, held, sameAs } from './held';
import { conjugateResiduals } from './krylov';
import type { LeastSquaresProblem } from './least-squares-problem';
import { soundOrZero } from './members';

/** What the second derivative of |F|^2 / 2 is taken to be. */
export interface HessianOptions {
  /** `exact`: J^T J and the second derivatives of the residuals; `gauss-newton`: J^T J alone. Default exact. */
  readonly hessian?: 'exact' | 'gauss-newton';
  /** Iterations for what the second derivatives of the residuals add. Default: the number of unknowns, at most 10. */
  readonly corrections?: number;
}

/** u with H u = J^T f + g, and J u. */
interface HessianResult {
  readonly value: Node;
  readonly image: Node;
}

/**
 * H u = J^T f + g for each member, at x: the Hessian H = R^T (1 + E) R with J = Q R, E = R^-T sum(F_i F_i'') R^-1, so
 * z = R u of (1 + E) z = Q^T f + R^-T g, u = R^-1 z, and J u = Q z without the cancellation that J times u would have:
 * errors grow with the condition of J, not with its square. E is small where the residuals are, and is applied by a
 * forward and a backward pass. u is 0 for singular members. `f` or `g` may be absent, for zero.
 */
export function hessianSolve(
  problem: LeastSquaresProblem,
  options: HessianOptions,
  x: Node,
  f: Node | null,
  g: Node | null,
): HessianResult {
  const { inputs } = problem;
  const plain = plainHessianSolve(problem, options, x, f, g);
  const given = [f, g].filter((side) => side !== null);
  const value = withRules(plain.value, [...given, x, ...inputs], {
    vjp: (cotangent, u) => {
      const back = hessianSolve(problem, options, x, null, cotangent);
      const own = [x, ...inputs].map(held);
      const sides = [f && back.image, g && back.value].filter((side) => side !== null);
      return [...sides, ...vjp([gradientLessHessian(problem, options, own, f, u)], own, [back.value])];
    },
    jvp: (tangents, u) => {
      const own = [x, ...inputs].map(held);
      const moved = filled(tangents.slice(given.length), [x, ...inputs]);
      const [turned] = jvp([gradientLessHessian(problem, options, own, f, u)], own, moved);
      const df = f && tangents[0];
      const dg = g && tangents[given.length - 1];
      return hessianSolve(problem, options, x, df, dg ? add(dg, turned) : turned).value;
    },
  });
  const image = sameAs(plain.image, [value, x, ...inputs], ([u, y, ...own]) => {
    const at = held(y);
    return jvp([problem.residuals(at, own)], [at], [u])[0];
  });
  return { value, image };
}

/** J^T f - H u as a function of [x, ...inputs]. */
function gradientLessHessian(
  { residuals }: LeastSquaresProblem,
  { hessian = 'exact' }: HessianOptions,
  [x, ...inputs]: readonly Node[],
  f: Node | null,
  u: Node,
): Node {
  const at = held(x);
  const value = residuals(at, inputs);
  const [along] = jvp([value], [at], [u]);
  const side = f ? sub(f, along) : neg(along);
  if (hessian === 'gauss-newton') return vjp([value], [at], [side])[0];
  return vjp([value, along], [at], [side, neg(value)])[0];
}

function plainHessianSolve(
  { residuals, jacobian, rest, inputs }: LeastSquaresProblem,
  { hessian = 'exact', corrections }: HessianOptions,
  x: Node,
  f: Node | null,
  g: Node | null,
): HessianResult {
  const at = held(x);
  const matrix = jacobian(at, inputs);
  const [members, , n] = matrix.shape;
  const { project, lift, overR, overRTransposed, regular } = factorsOf(matrix, rest?.(at, inputs));
  const sides = [f && project(f), g && overRTransposed(g)].filter((side) => side !== null);
  const right = sides.reduce((a, b) => add(a, b), literal(0, [members, n]));
  let z = where(regular, right, 0);
  if (hessian === 'exact') {
    const value = residuals(at, inputs);
    const curved = (v: Node): Node => {
      const direction = overR(v);
      const [along] = jvp([value], [at], [direction]);
      // The direction rests on `at`, too, but is not meant to move with it.
      return overRTransposed(vjp([along], [at, direction], [value])[0]);
    };
    z = conjugateResiduals((v) => soundOrZero(add(v, curved(v)), 1), z, corrections ?? Math.min(n, 10));
  }
  return { value: soundOrZero(overR(z), 1), image: soundOrZero(lift(z), 1) };
}
