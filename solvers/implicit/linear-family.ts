import { jvp, type Node, neg, type Shape, sub, vjp, withRules } from '../array';
import { filled, held } from './held';
import { flipped, type LinearMap, mapOf } from './linear-map';
import type { LinearResult, LinearSolver } from './linear-solver';

/** A linear function of v, by what it rests on. */
export type LinearFunction = (v: Node, inputs: readonly Node[]) => Node;

/** Linear maps that depend on inputs, and how systems with them are solved. */
export interface LinearFamily {
  readonly shape: Shape;
  readonly batch: number;
  readonly apply: LinearFunction;
  /** Its transpose; default: taken from the derivative of `apply`. */
  readonly transposed?: LinearFunction;
  readonly solver: LinearSolver;
}

/** The map at given inputs. */
export function mapAt(family: LinearFamily, inputs: readonly Node[]): LinearMap {
  const { apply, transposed, shape, batch } = family;
  const map = mapOf((v) => apply(v, inputs), shape, batch);
  return transposed ? { ...map, transposed: (v) => transposed(v, inputs) } : map;
}

/** The x of A x = b or A^T x = b as its solver computes it. */
export function plainSolve(family: LinearFamily, b: Node, inputs: readonly Node[], transposed = false): LinearResult {
  const map = mapAt(family, inputs);
  return family.solver.solve({ map: transposed ? flipped(map) : map, inputs, transposed }, b);
}

/**
 * The same with the derivative of the solution: one more solve with the transposed map backwards, with the same map
 * forwards. Can be differentiated again.
 */
export function implicitSolve(
  family: LinearFamily,
  b: Node,
  inputs: readonly Node[],
  transposed = false,
): LinearResult {
  const plain = plainSolve(family, b, inputs, transposed);
  const value = withRules(plain.value, [b, ...inputs], {
    vjp: (g, x) => {
      const back = implicitSolve(family, g, inputs, !transposed).value;
      // <back, A x>, or <back, A^T x> = <x, A back>, as a function of the inputs.
      const [left, right] = transposed ? [x, back] : [back, x];
      const own = inputs.map(held);
      return [back, ...vjp([family.apply(right, own)], own, [neg(left)])];
    },
    jvp: ([db, ...tangents], x) => {
      if (tangents.every((tangent) => tangent === null)) return implicitSolve(family, db!, inputs, transposed).value;
      const own = inputs.map(held);
      const map = mapAt(family, own);
      const image = transposed ? map.transposed(x) : map.apply(x);
      const [moved] = jvp([image], own, filled(tangents, inputs));
      return implicitSolve(family, db ? sub(db, moved) : neg(moved), inputs, transposed).value;
    },
  });
  return { ...plain, value };
}
