import { type Node, reshape } from '../../array';
import type { Example } from './example';
import type { GridAxis } from './grid';
import type { MoeRecipe } from './recipe';
import type { Statement, Term } from './statement';
import { Terms } from './terms';

/** What the answer is besides the basis: the start, where that holds by construction. */
export class Lift {
  readonly #terms: Terms | null;
  readonly #time: string;

  constructor({ follower }: Statement, grid: readonly GridAxis[], { hardStart }: MoeRecipe, example: Example) {
    const { start } = example;
    this.#terms = hardStart ? new Terms(reshape(start, [...start.shape, 1]), grid, follower) : null;
    this.#time = grid[0].name;
  }

  /** Its part of a term, [samples, 1, ..space]; null where it has none. */
  of(term: Pick<Term, 'by' | 'follows'>): Node | null {
    if (!this.#terms || term.by.includes(this.#time)) return null;
    const own = this.#terms.of(term);
    return reshape(own, own.shape.slice(0, -1));
  }
}
