import { concat, type Node, reshape } from '../../array';
import { OUTFLOW } from './conservation';
import { following } from './follow';
import { difference, type GridAxis } from './grid';
import { outflow } from './outflow';
import type { Follower, Term } from './statement';

/**
 * Derivatives of fields [samples, ..axes, channels] on the whole grid, each made once; so stencils reach across the
 * borders of boxes.
 */
export class Terms {
  readonly #known = new Map<string, Node>();

  constructor(
    readonly fields: Node,
    readonly grid: readonly GridAxis[],
    readonly follower: Follower | null,
    /** Of the balance of cells, where there is one. */
    readonly conductivity: readonly Node[] = [],
    /** How much each expert counts, [samples, times, points, boxes]; null where only the place says it. */
    readonly gate: Node | null = null,
  ) {}

  /** The same of other fields. */
  over(fields: Node): Terms {
    return new Terms(fields, this.grid, this.follower, this.conductivity);
  }

  of({ by, follows }: Pick<Term, 'by' | 'follows'>): Node {
    const orders = this.grid.map(({ name }) => by.filter((axis) => axis === name).length);
    const flows = by[0] === OUTFLOW;
    const key = flows ? OUTFLOW : `${follows} ${orders.join()}`;
    let found = this.#known.get(key);
    if (!found) {
      found = flows ? outflow(this.fields, this.conductivity, this.grid) : this.fields;
      if (follows) found = by.length === 0 ? following(this.follower!, found, this.grid) : this.of({ by: [], follows });
      for (const [at, order] of orders.entries()) {
        if (order > 0) found = difference(found, at + 1, this.grid[at], order as 1 | 2);
      }
      this.#known.set(key, found);
    }
    return found;
  }

  /** Several of them, one after the other: [terms, samples, ..axes, channels]. */
  stacked(terms: readonly Pick<Term, 'by' | 'follows'>[]): Node {
    const key = `stacked ${JSON.stringify(terms.map(({ by, follows }) => [by, follows]))}`;
    let found = this.#known.get(key);
    if (!found) {
      const { shape } = this.fields;
      this.#known.set(key, (found = concat(terms.map((term) => reshape(this.of(term), [1, ...shape])))));
    }
    return found;
  }
}
