import type { Node } from '../../array';
import { difference, type GridAxis } from './grid';
import type { Term } from './statement';

/**
 * Derivatives of fields [samples, ..axes, channels] on the whole grid, each made once; so stencils reach across the
 * borders of boxes.
 */
export class Terms {
  readonly #known = new Map<string, Node>();

  constructor(
    readonly fields: Node,
    readonly grid: readonly GridAxis[],
  ) {}

  of({ by }: Pick<Term, 'by'>): Node {
    const orders = this.grid.map(({ name }) => by.filter((axis) => axis === name).length);
    const key = orders.join();
    let found = this.#known.get(key);
    if (!found) {
      found = orders.reduce((x, order, at) => {
        return order === 0 ? x : difference(x, at + 1, this.grid[at], order as 1 | 2);
      }, this.fields);
      this.#known.set(key, found);
    }
    return found;
  }
}
