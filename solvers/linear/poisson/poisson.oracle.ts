import type { AxisSpec, PoissonSpec } from './hierarchy';

/**
 * The pressure equation and the parts of a multigrid cycle in plain f64, each from its definition: one list of
 * coupled cells for every cell, interpolation by positions. The truth of the kernels. Arrays are C order [ny][nx].
 */

/** The equation of one cell: sum of conductance (p_neighbour - p), minus `ground` p (towards Dirichlet ends). */
export interface CellEquation {
  readonly links: readonly { readonly to: number; readonly conductance: number }[];
  readonly ground: number;
}

/** Face conductance = open length of the face / distance of the centres on its two sides. */
export function equationsOf({ x, y, open }: PoissonSpec): CellEquation[] {
  const [nx, ny] = [x.widths.length, y.widths.length];
  const links: { to: number; conductance: number }[][] = Array.from({ length: nx * ny }, () => []);
  const ground = new Float64Array(nx * ny);
  const join = (a: number, b: number, conductance: number) => {
    links[a].push({ to: b, conductance });
    links[b].push({ to: a, conductance });
  };
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      const here = j * nx + i;
      const [dx, dy] = [x.widths[i], y.widths[j]];
      // Every cell sees to its west and its south face.
      if (i > 0 || x.ends[0] === 'periodic') {
        const west = i > 0 ? i - 1 : nx - 1;
        join(here, j * nx + west, ((open?.west[here] ?? 1) * dy) / ((dx + x.widths[west]) / 2));
      }
      if (j > 0 || y.ends[0] === 'periodic') {
        const south = j > 0 ? j - 1 : ny - 1;
        join(here, south * nx + i, ((open?.south[here] ?? 1) * dx) / ((dy + y.widths[south]) / 2));
      }
      if (i === 0 && x.ends[0] === 'dirichlet') ground[here] += dy / (dx / 2);
      if (i === nx - 1 && x.ends[1] === 'dirichlet') ground[here] += dy / (dx / 2);
      if (j === 0 && y.ends[0] === 'dirichlet') ground[here] += dx / (dy / 2);
      if (j === ny - 1 && y.ends[1] === 'dirichlet') ground[here] += dx / (dy / 2);
    }
  }
  return links.map((list, k) => ({ links: list, ground: ground[k] }));
}

/** The value that satisfies a cell's equation where its neighbours are as in `p`; null where it has no equation. */
function relaxed({ links, ground }: CellEquation, p: Float64Array, rhs: number): number | null {
  let diagonal = ground;
  let sum = -rhs;
  for (const { to, conductance } of links) {
    diagonal += conductance;
    sum += conductance * p[to];
  }
  return diagonal > 0 ? sum / diagonal : null;
}

/** One sweep over the cells of `chosen`, in place, over-relaxed by `weight`; neighbours are read from `from`. */
export function sweep(
  equations: readonly CellEquation[],
  p: Float64Array,
  from: Float64Array,
  rhs: Float64Array,
  weight: number,
  chosen: (k: number) => boolean,
): void {
  equations.forEach((equation, k) => {
    if (!chosen(k)) return;
    const value = relaxed(equation, from, rhs[k]);
    if (value !== null) p[k] += weight * (value - from[k]);
  });
}

/** rhs - L p, and the sum of the sizes of its terms. */
export function residualOf(
  equations: readonly CellEquation[],
  p: Float64Array,
  rhs: Float64Array,
): { value: Float64Array; size: Float64Array } {
  const value = new Float64Array(p.length);
  const size = new Float64Array(p.length);
  equations.forEach(({ links, ground }, k) => {
    value[k] = rhs[k] + ground * p[k];
    size[k] = Math.abs(rhs[k]) + ground * Math.abs(p[k]);
    for (const { to, conductance } of links) {
      value[k] -= conductance * (p[to] - p[k]);
      size[k] += conductance * (Math.abs(p[to]) + Math.abs(p[k]));
    }
  });
  return { value, size };
}

/** Sums over the up to 2 x 2 cells that are merged. */
export function merged(fine: Float64Array, nx: number, ny: number): Float64Array {
  const cnx = Math.ceil(nx / 2);
  const coarse = new Float64Array(cnx * Math.ceil(ny / 2));
  fine.forEach((value, k) => {
    coarse[Math.floor(Math.floor(k / nx) / 2) * cnx + Math.floor((k % nx) / 2)] += value;
  });
  return coarse;
}

/** Weights of the coarse cells for the value at the centre of each fine cell along one axis. */
function weightsAlong({ widths, ends }: AxisSpec): Map<number, number>[] {
  const n = widths.length;
  const faces = [0];
  for (const width of widths) faces.push(faces[faces.length - 1] + width);
  const length = faces[n];
  const count = Math.ceil(n / 2);
  /** Place and cell of the coarse values in order, with what stands beyond the ends. */
  const places = Array.from({ length: count }, (_, c) => ({
    at: (faces[2 * c] + faces[Math.min(2 * c + 2, n)]) / 2,
    cell: c as number | null,
  }));
  const [first, last] = [places[0], places[count - 1]];
  const beyond = (end: string, before: boolean) => {
    if (end === 'periodic') {
      return before ? { at: last.at - length, cell: last.cell } : { at: first.at + length, cell: first.cell };
    }
    if (end === 'dirichlet') return { at: before ? 0 : length, cell: null };
    return { at: before ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY, cell: before ? first.cell : last.cell };
  };
  const all = [beyond(ends[0], true), ...places, beyond(ends[1], false)];
  return Array.from(widths, (width, k) => {
    const at = faces[k] + width / 2;
    const right = Math.max(
      1,
      all.findIndex((place) => place.at >= at),
    );
    const [a, b] = [all[right - 1], all[right]];
    // Towards a closed end the value is that of the outermost coarse cell.
    const share = Number.isFinite(b.at - a.at) ? (at - a.at) / (b.at - a.at) : 0.5;
    const weights = new Map<number, number>();
    if (a.cell !== null) weights.set(a.cell, 1 - share);
    if (b.cell !== null) weights.set(b.cell, (weights.get(b.cell) ?? 0) + share);
    return weights;
  });
}

/**
 * Bilinear interpolation of coarse values at the fine centres, [ny][nx]. Coarse cells that are not `alive` are left
 * out, the others take their share; a cell with none gets 0.
 */
export function interpolated(x: AxisSpec, y: AxisSpec, coarse: Float64Array, alive: Float64Array | null): Float64Array {
  const [alongX, alongY] = [weightsAlong(x), weightsAlong(y)];
  const cnx = Math.ceil(x.widths.length / 2);
  const fine = new Float64Array(x.widths.length * y.widths.length);
  alongY.forEach((rows, j) => {
    alongX.forEach((columns, i) => {
      let [sum, used, total] = [0, 0, 0];
      for (const [row, wy] of rows) {
        for (const [column, wx] of columns) {
          const cell = row * cnx + column;
          total += wx * wy;
          if (alive && alive[cell] === 0) continue;
          used += wx * wy;
          sum += wx * wy * coarse[cell];
        }
      }
      fine[j * x.widths.length + i] = used > 0 ? (sum * total) / used : 0;
    });
  });
  return fine;
}
