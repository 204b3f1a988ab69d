import { type Node, reshape } from '../../array';
import type { Example } from './example';
import type { GridAxis } from './grid';
import { heldField } from './held-sides';
import type { MoeRecipe } from './recipe';
import type { Statement, Term } from './statement';
import { Terms } from './terms';

/** What the answer is besides the basis: the start, and values on sides, where they hold by construction. */
export class Lift {
  readonly #terms: Terms | null;
  /** The axis along which nothing changes in it. */
  readonly #still: string | null;

  constructor(statement: Statement, grid: readonly GridAxis[], { hardStart, hardSides }: MoeRecipe, example: Example) {
    this.#terms = hardStart ? example.startTerms : null;
    if (hardSides) {
      const field = heldField(statement, grid, example);
      this.#terms = new Terms(reshape(field, [...field.shape, 1]), grid, statement.follower);
    }
    this.#still = hardSides ? null : grid[0].name;
  }

  /** Its part of a term, which broadcasts to [samples, ..axes]; null where it has none. */
  of(term: Pick<Term, 'by' | 'follows'>): Node | null {
    if (!this.#terms || (this.#still !== null && term.by.includes(this.#still))) return null;
    const own = this.#terms.of(term);
    return reshape(own, own.shape.slice(0, -1));
  }
}
