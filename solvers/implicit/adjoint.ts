import { jvp, type Node, neg, vjp, withRules } from '../array';
import { sizeOf } from '../array/shape';
import { dense } from './dense';
import { filled, held } from './held';
import { bicgstab } from './krylov';
import { implicitSolve, type LinearFamily } from './linear-family';
import type { LinearSolver } from './linear-solver';

/** A function of an unknown x and of what it rests on. */
export type Equation = (x: Node, inputs: readonly Node[]) => Node;

/** An equation f(x, inputs) = 0, members along the first `batch` axes of x and f. */
export interface RootProblem {
  readonly f: Equation;
  readonly inputs: readonly Node[];
  readonly batch: number;
}

/** How the solution of a problem is differentiated: a value that solves take. */
export interface Adjoint<Problem> {
  /** `x` with its derivative by the inputs of its problem. */
  attach(x: Node, problem: Problem): Node;
}

/** Through the iterations: for tests. Sees only what the iterations see. */
export const unrolled: Adjoint<unknown> = { attach: (x) => x };

/** Up to so many unknowns of a member the Jacobian is built. */
const SMALL = 32;

/**
 * By the implicit function theorem: A dx = -f_inputs forwards, A^T u = -g and u^T f_inputs backwards, A = f_x (Blondel
 * et al. 2022, "Efficient and modular implicit differentiation"). The derivative by the first guess is zero.
 * @param linear solves with A and its transpose; default: {@link dense} up to 32 unknowns, else 50 {@link bicgstab}
 */
export function implicit(linear?: LinearSolver): Adjoint<RootProblem> {
  return {
    attach(x, { f, inputs, batch }) {
      const unknowns = sizeOf(x.shape.slice(batch));
      const solver = linear ?? (unknowns <= SMALL ? dense() : bicgstab({ iterations: 50 }));
      const family = derivativeFamily(f, x, batch, solver);
      return withRules(x, inputs, {
        vjp: (g, node) => {
          const back = implicitSolve(family, g, [node, ...inputs], true).value;
          const own = inputs.map(held);
          return vjp([f(held(node), own)], own, [neg(back)]);
        },
        jvp: (tangents, node) => {
          const own = inputs.map(held);
          const [moved] = jvp([f(held(node), own)], own, filled(tangents, inputs));
          return implicitSolve(family, neg(moved), [node, ...inputs]).value;
        },
      });
    },
  };
}

/** v -> f_x(x, inputs) v, as a family of maps by [x, ...inputs]. */
function derivativeFamily(f: Equation, { shape }: Node, batch: number, solver: LinearSolver): LinearFamily {
  const known = new WeakMap<readonly Node[], [Node, Node]>();
  const at = (all: readonly Node[]): [Node, Node] => {
    const [x, ...inputs] = all;
    let found = known.get(all);
    if (!found) {
      const standIn = held(x);
      known.set(all, (found = [f(standIn, inputs), standIn]));
    }
    return found;
  };
  return {
    shape,
    batch,
    solver,
    apply: (v, all) => {
      const [value, x] = at(all);
      return jvp([value], [x], [v])[0];
    },
    transposed: (v, all) => {
      const [value, x] = at(all);
      return vjp([value], [x], [v])[0];
    },
  };
}

/**
 * `x`, computed in whatever way as a solution of f(x, inputs) = 0, with the derivative of that solution. (What
 * {@link root} does for its own.)
 */
export function rootOf(
  f: Equation,
  x: Node,
  inputs: readonly Node[],
  { batch = 0, adjoint = implicit() }: { readonly batch?: number; readonly adjoint?: Adjoint<RootProblem> } = {},
): Node {
  return adjoint.attach(x, { f, inputs, batch });
}
