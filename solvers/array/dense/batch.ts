import { Failure } from '../../base/result';
import type { Node } from '../node';
import { sameShape, shown, sizeOf } from '../shape';
import { reshape } from '../views';

/** `a` [..., rows, columns] as [problems, rows, columns]. @throws Failure 'bad-input' where it is no matrix. */
function matrices(name: string, a: Node): Node {
  if (a.shape.length < 2) throw new Failure('bad-input', `${name}: ${shown(a.shape)} are no matrices [..., m, n]`);
  return reshape(a, [sizeOf(a.shape.slice(0, -2)), ...a.shape.slice(-2)]);
}

/** The same, of n x n matrices. @throws Failure 'bad-input' where they are not square. */
export function squareMatrices(name: string, a: Node): Node {
  if (a.shape.at(-1) !== a.shape.at(-2)) {
    throw new Failure('bad-input', `${name}: ${shown(a.shape)} are no square matrices [..., n, n]`);
  }
  return matrices(name, a);
}

/** The same, of m x n matrices. @throws Failure 'bad-input' where there are fewer rows than columns. */
export function tallMatrices(name: string, a: Node): Node {
  const flat = matrices(name, a);
  if (flat.shape[1] < flat.shape[2]) {
    throw new Failure('bad-input', `${name}: ${shown(a.shape)} has fewer rows than columns: transpose or regularise`);
  }
  return flat;
}

/** Right-hand sides as [problems, rows, k], and the way back for what has `n` rows instead. */
export interface Sides {
  readonly flat: Node;
  back(x: Node, n: number): Node;
}

/**
 * `b` as right-hand sides of matrices of shape [..., rows, n]: [..., rows, k], or [..., rows] for one vector each.
 * @throws Failure 'bad-input' where the shapes do not fit: nothing is broadcast
 */
export function rightHandSides(name: string, matrix: Node, b: Node): Sides {
  const batch = matrix.shape.slice(0, -2);
  const rows = matrix.shape.at(-2)!;
  const vector = b.shape.length === matrix.shape.length - 1;
  if (!sameShape(b.shape.slice(0, batch.length + 1), [...batch, rows]) || b.shape.length > matrix.shape.length) {
    const wanted = `${shown([...batch, rows])} or ${shown([...batch, rows]).slice(0, -1)}, k]`;
    throw new Failure('bad-input', `${name}: ${shown(b.shape)} does not fit ${shown(matrix.shape)}: give ${wanted}`);
  }
  const last = vector ? [] : b.shape.slice(-1);
  return {
    flat: reshape(b, [sizeOf(batch), rows, last[0] ?? 1]),
    back: (x, n) => reshape(x, [...batch, n, ...last]),
  };
}
