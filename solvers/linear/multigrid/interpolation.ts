import { type OperatorLevel, stepCode } from './operator-level';

/**
 * Interpolation from the coarse points to all points, one array of points for each corner (bit a of the index: the
 * coarse point after the point along axis a, else the one at or before it).
 */
export type Interpolation = readonly Float64Array[];

/** An excess of the row's sum over this share of the diagonal holds a point towards 0, whichever its neighbours are. */
const HELD = 0.6;

/**
 * Operator-induced interpolation (Dendy, Black box multigrid, J. Comput. Phys. 48 (1982), section 3): a point that lies
 * between coarse points along a set S of axes solves its own equation, summed over the axes that are not in S, for the
 * values of the points between fewer coarse points. The equation's reaction (the sum of its row) is left out where the
 * point has neighbours on both sides along S: there it is due to a boundary beside the line, along which values fall off
 * as they do on the line's other points.
 */
export function interpolation(level: OperatorLevel): Interpolation {
  const { axes, points } = level;
  const [x, y, z] = axes;
  const weights = Array.from({ length: 8 }, (_, corner) =>
    axes.every((axis, a) => axis.halved || !(corner & (1 << a))) ? new Float64Array(points) : new Float64Array(0),
  );
  const row = new Row(level);
  for (let set = 0; set < 8; set++) {
    // Sets in the order of their size come by themselves: 1, 2, 3 = 1|2, 4, 5, 6, 7 after all their subsets.
    if (axes.some((axis, a) => set & (1 << a) && !axis.halved)) continue;
    let at = 0;
    for (let k = 0; k < z.count; k++) {
      for (let j = 0; j < y.count; j++) {
        const above = (y.odd[j]! << 1) | (z.odd[k]! << 2);
        for (let i = 0; i < x.count; i++, at++) {
          if ((x.odd[i]! | above) !== set) continue;
          if (set === 0) weights[0]![at] = row.alive(at) ? 1 : 0;
          else row.fill(weights, at, [i, j, k], set);
        }
      }
    }
  }
  return weights;
}

/** The equation of one point, summed over the axes along which it is coarse. */
class Row {
  readonly #level: OperatorLevel;
  readonly #shares = new Float64Array(27);

  constructor(level: OperatorLevel) {
    this.#level = level;
  }

  alive(at: number): boolean {
    return this.#level.operator.coefficients[0]![at] !== 0;
  }

  fill(weights: Float64Array[], at: number, place: readonly [number, number, number], set: number): void {
    const centre = this.#collapse(at, set);
    if (!(centre > 0)) return;
    const { axes } = this.#level;
    const [x, y, z] = axes;
    const reach = (axis: number) => (set & (1 << axis) ? 1 : 0);
    const [rx, ry, rz] = [reach(0), reach(1), reach(2)];
    for (let dz = -rz; dz <= rz; dz++) {
      const kk = z.neighbour[dz + 1]![place[2]]!;
      for (let dy = -ry; dy <= ry; dy++) {
        const jj = y.neighbour[dy + 1]![place[1]]!;
        for (let dx = -rx; dx <= rx; dx++) {
          const share = this.#shares[stepCode(dx, dy, dz)]!;
          const ii = x.neighbour[dx + 1]![place[0]]!;
          if (share === 0 || (dx === 0 && dy === 0 && dz === 0) || ii < 0 || jj < 0 || kk < 0) continue;
          const to = ii + x.count * (jj + y.count * kk);
          // Axes along which the neighbour is still between coarse points, and the corner that the others lead to.
          const between = (dx === 0 ? set & 1 : 0) | (dy === 0 ? set & 2 : 0) | (dz === 0 ? set & 4 : 0);
          const fixed = (dx > 0 ? 1 : 0) | (dy > 0 ? 2 : 0) | (dz > 0 ? 4 : 0);
          for (let corner = between; ; corner = (corner - 1) & between) {
            weights[corner | fixed]![at]! += (share / centre) * weights[corner]![to]!;
            if (corner === 0) break;
          }
        }
      }
    }
  }

  /** Sums the row into {@link #shares} (by step code, positive towards neighbours); returns what to divide by. */
  #collapse(at: number, set: number): number {
    const { operator, steps, neighbours } = this.#level;
    const shares = this.#shares.fill(0);
    let sum = 0;
    for (let k = 0; k < operator.coefficients.length; k++) {
      const value = operator.coefficients[k]![at]!;
      sum += value;
      const s = 3 * k;
      const dx = set & 1 ? steps[s]! : 0;
      const dy = set & 2 ? steps[s + 1]! : 0;
      const dz = set & 4 ? steps[s + 2]! : 0;
      shares[stepCode(dx, dy, dz)]! -= neighbours[k]![at]! < 0 ? 0 : value;
    }
    shares[13] = 0;
    const total = positiveTotal(shares);
    const diagonal = operator.coefficients[0]![at]!;
    const reaction = sum > 1e-12 * diagonal && (sum > HELD * diagonal || !this.#between(set)) ? sum : 0;
    return total + reaction;
  }

  /** Has the point neighbours on both sides along each axis of the set? */
  #between(set: number): boolean {
    const s = this.#shares;
    if (set & 1 && !(s[12]! > 0 && s[14]! > 0)) return false;
    if (set & 2 && !(s[10]! > 0 && s[16]! > 0)) return false;
    return !(set & 4 && !(s[4]! > 0 && s[22]! > 0));
  }
}

/** Sum of the shares; where shares of both signs nearly cancel, as mixed derivatives may, negative ones are dropped. */
function positiveTotal(shares: Float64Array): number {
  let total = 0;
  let size = 0;
  for (const share of shares) {
    total += share;
    size += Math.abs(share);
  }
  if (total > 0.5 * size) return total;
  total = 0;
  for (let k = 0; k < shares.length; k++) {
    shares[k] = Math.max(0, shares[k]!);
    total += shares[k]!;
  }
  return total;
}
