import type { Positions } from './grid-formulas';
import type { Mirror } from './mirror';
import { forEachWave, type PeriodicGrid } from './periodic-grid';

/** The part of a periodic grid that a problem with mirrors has: half of each mirrored axis, with both ends. */
export class Fold {
  /** Points of the problem itself along z, y, x as far as they exist. */
  readonly positions: readonly Positions[];
  /** Of every point of the periodic grid, where the mirrors put it back into the problem. */
  readonly folded: readonly Positions[];
  readonly #grid: PeriodicGrid;
  readonly #mirrors: readonly (Mirror | undefined)[];

  constructor(grid: PeriodicGrid, mirrors: readonly Mirror[]) {
    this.#grid = grid;
    this.#mirrors = grid.axes.map(({ name }) => mirrors.find(({ axis }) => axis === name));
    const ownOf = (a: number) => (this.#mirrors[a] ? grid.shape[a] / 2 + 1 : grid.shape[a]);
    this.positions = grid.axes.map(({ name }, a) => ({ name, at: grid.positions[a].slice(0, ownOf(a)) }));
    this.folded = grid.axes.map(({ name }, a) => ({
      name,
      at: grid.positions[a].map((_, j) => grid.positions[a][this.#place(a, j)]),
    }));
  }

  get shape(): number[] {
    return this.positions.map(({ at }) => at.length);
  }

  /** Values on the problem's points, [batch][z][y][x], gone on over the whole grid by the parity of an unknown. */
  unfolded(values: Float64Array, unknown: string): Float64Array {
    const { shape } = this.#grid;
    const own = this.shape;
    const size = shape.reduce((product, extent) => product * extent, 1);
    const ownSize = own.reduce((product, extent) => product * extent, 1);
    const batch = values.length / ownSize;
    const result = new Float64Array(batch * size);
    forEachWave(shape, (at, places) => {
      let [from, sign] = [0, 1];
      places.forEach((j, a) => {
        from = from * own[a] + this.#place(a, j);
        sign *= this.#sign(a, j, unknown);
      });
      for (let k = 0; k < batch; k++) result[k * size + at] = sign * values[k * ownSize + from];
    });
    return result;
  }

  #place(a: number, j: number): number {
    const n = this.#grid.shape[a];
    return this.#mirrors[a] && 2 * j > n ? n - j : j;
  }

  #sign(a: number, j: number, unknown: string): number {
    if (this.#mirrors[a]?.parity.get(unknown) !== -1) return 1;
    const n = this.#grid.shape[a];
    // An odd function is 0 at its mirrors.
    return j === 0 || 2 * j === n ? 0 : 2 * j > n ? -1 : 1;
  }
}
