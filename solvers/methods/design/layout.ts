/** A grid of cells, x fastest. */
export interface CellGrid {
  readonly nx: number;
  readonly ny: number;
  readonly hx: number;
  readonly hy: number;
}

/** Largest change of a cell's share in one update. */
const MOVE = 0.15;
/** No cell is ever quite empty: it could not come back. */
const LEAST = 1e-3;

/**
 * How much the work of the sources, the integral of f u, would fall if a cell conducted better, by its conductivity:
 * the sum over the cell's edges of its part of the face times (difference of u)^2. The work is its own adjoint, so the
 * derivative costs no further solve. Exact for the node-centred scheme of `solvers/grid/elliptic`.
 * @param u at the nodes, [ny + 1][nx + 1]; the result is [ny][nx]
 */
export function gains(u: Float64Array, { nx, ny, hx, hy }: CellGrid): Float64Array {
  const [alongX, alongY] = [hy / (2 * hx), hx / (2 * hy)];
  return Float64Array.from({ length: nx * ny }, (_, cell) => {
    const at = Math.floor(cell / nx) * (nx + 1) + (cell % nx);
    const [a, b, c, d] = [u[at]!, u[at + 1]!, u[at + nx + 1]!, u[at + nx + 2]!];
    return alongX * ((b - a) ** 2 + (d - c) ** 2) + alongY * ((c - a) ** 2 + (d - b) ** 2);
  });
}

/** Means over cones of a radius in cells: designs without checkerboards. Sigmund, Struct. Multidisc. Optim. 33 (2007). */
export function smoothed(values: Float64Array, { nx, ny }: CellGrid, radius: number): Float64Array {
  const reach = Math.ceil(radius) - 1;
  return values.map((_, cell) => {
    const [i, j] = [cell % nx, Math.floor(cell / nx)];
    let sum = 0;
    let total = 0;
    for (let y = Math.max(0, j - reach); y <= Math.min(ny - 1, j + reach); y++) {
      for (let x = Math.max(0, i - reach); x <= Math.min(nx - 1, i + reach); x++) {
        const weight = Math.max(0, radius - Math.hypot(x - i, y - j));
        sum += weight * values[y * nx + x]!;
        total += weight;
      }
    }
    return sum / total;
  });
}

/**
 * The next design: each cell's share follows the square root of its gain, within a move, and the mean stays `volume`.
 * Optimality criteria: Bendsoe & Sigmund, Topology Optimization (2003), section 1.2.
 * @param slopes the work's decrease by each cell's share, at least 0
 */
export function updated(shares: Float64Array, slopes: Float64Array, volume: number): Float64Array {
  const design = (price: number): Float64Array =>
    shares.map((share, cell) => {
      const wanted = share * Math.sqrt(Math.max(slopes[cell]!, 0) / price);
      return Math.min(Math.max(wanted, share - MOVE, LEAST), share + MOVE, 1);
    });
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  let low = 1e-30;
  let high = slopes.reduce((most, slope) => Math.max(most, slope), 0) * 1e6 + 1e-30;
  // The mean falls with the price; each halving of the logarithm gains a bit.
  for (let k = 0; k < 100; k++) {
    const middle = Math.sqrt(low * high);
    if (mean(design(middle)) > volume) low = middle;
    else high = middle;
  }
  return design(high);
}
