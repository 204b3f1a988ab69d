import { concat, type Node, pad, slice } from '../../../array';

/**
 * Neighbours on the points of a box as views of arrays [..., z, y, x]. A face k of an axis lies between the points k and
 * k + 1; a periodic axis has as many faces as points, others one less.
 */
export class Lattice {
  readonly #dimensions: number;
  readonly #periodic: readonly boolean[];

  /** @param periodic for each axis, x first */
  constructor(periodic: readonly boolean[]) {
    this.#dimensions = periodic.length;
    this.#periodic = periodic;
  }

  /** The points before and after every face along an axis. */
  pair(x: Node, along: number): [before: Node, after: Node] {
    const axis = this.#axis(x, along);
    const n = x.shape[axis];
    if (this.#periodic[along]) return [x, rolled(x, axis, 1)];
    return [slice(x, axis, 0, n - 1), slice(x, axis, 1, n)];
  }

  /** At every point i the value of the face i + `offset`: 0 after it, -1 before it; 0 where there is no such face. */
  atPoints(faces: Node, along: number, offset: number): Node {
    const axis = this.#axis(faces, along);
    if (this.#periodic[along]) return rolled(faces, axis, offset);
    const n = faces.shape[axis];
    const from = Math.max(0, offset);
    const to = Math.min(n, n + 1 + offset);
    return pad(slice(faces, axis, from, to), axis, Math.max(0, -offset), n + 1 - (to - from) - Math.max(0, -offset));
  }

  #axis(x: Node, along: number): number {
    return x.shape.length - 1 - along;
  }

  /** Axes of space. */
  get dimensions(): number {
    return this.#dimensions;
  }
}

/** x[i + by] around the end. */
function rolled(x: Node, axis: number, by: number): Node {
  const n = x.shape[axis];
  const cut = ((by % n) + n) % n;
  return cut === 0 ? x : concat([slice(x, axis, cut, n), slice(x, axis, 0, cut)], axis);
}
