import { type Node, slice, variable } from '../../../array';

/** Tables over the points that stand in one array on the device, so that a kernel needs one binding for all of them. */
export class Planes {
  readonly node: Node;
  readonly #numbers: ReadonlyMap<string, number>;

  /** @param names of the planes @param shape of the points, [z][y][x] as far as they exist */
  constructor(label: string, names: readonly string[], shape: readonly number[]) {
    this.node = variable(label, [Math.max(1, names.length), ...shape]);
    this.#numbers = new Map(names.map((name, k) => [name, k]));
  }

  has(name: string): boolean {
    return this.#numbers.has(name);
  }

  /** [1, points] */
  at(name: string): Node {
    const k = this.#numbers.get(name)!;
    return slice(this.node, 0, k, k + 1);
  }

  /** What {@link node} holds for these tables. */
  values(tables: ReadonlyMap<string, Float64Array>): Float64Array {
    const size = this.node.shape.slice(1).reduce((product, extent) => product * extent, 1);
    const all = new Float64Array(this.node.shape[0] * size);
    for (const [name, k] of this.#numbers) all.set(tables.get(name)!, k * size);
    return all;
  }
}
