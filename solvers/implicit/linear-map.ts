import { constant, jvp, type Node, type Shape, vjp } from '../array';
import { sizeOf } from '../array/shape';

/** A linear function of arrays of one shape to the same, for each member by itself. */
export interface LinearMap {
  readonly shape: Shape;
  /** How many axes in front are those of the members. */
  readonly batch: number;
  apply(v: Node): Node;
  /** By the transpose of each member's matrix. */
  transposed(v: Node): Node;
}

/** The map of a linear function of nodes; its transpose is taken from its derivative. */
export function mapOf(apply: (v: Node) => Node, shape: Shape, batch: number): LinearMap {
  let turned: { at: Node; image: Node } | undefined;
  return {
    shape,
    batch,
    apply,
    transposed: (v) => {
      if (!turned) {
        // Where it is taken does not matter, but a literal would be folded away.
        const at = constant(new Float64Array(sizeOf(shape)), shape, 'origin');
        turned = { at, image: apply(at) };
      }
      return vjp([turned.image], [turned.at], [v])[0];
    },
  };
}

/** The derivative of the node `value` by the node `at`. */
export function derivativeOf(value: Node, at: Node, batch: number): LinearMap {
  return {
    shape: at.shape,
    batch,
    apply: (v) => jvp([value], [at], [v])[0],
    transposed: (v) => vjp([value], [at], [v])[0],
  };
}

/** The transposed map. */
export function flipped({ shape, batch, apply, transposed }: LinearMap): LinearMap {
  return { shape, batch, apply: transposed, transposed: apply };
}
