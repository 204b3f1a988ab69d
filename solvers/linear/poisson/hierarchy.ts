/** What holds at one end of an axis: no flux, a value half a cell away, or the other end. */
export type EndKind = 'neumann' | 'dirichlet' | 'periodic';

/** One axis of a box: cell widths, and what holds at its two ends. */
export interface AxisSpec {
  readonly widths: Float64Array;
  readonly ends: readonly [EndKind, EndKind];
}

/** Openness (0 to 1) of the west and south face of every cell, C order [ny][nx]. */
export interface Openness {
  readonly west: Float64Array;
  readonly south: Float64Array;
}

/** A finite-volume Laplacian on a box: div(open grad p), cell-centred. */
export interface PoissonSpec {
  readonly x: AxisSpec;
  readonly y: AxisSpec;
  readonly open: Openness | null;
}

/** Coefficients of one axis at one level, in f64. Index k is the cell. */
export interface AxisCoefficients {
  readonly widths: Float64Array;
  /** 1 / distance to the centre of the cell before; 0 at a closed end. */
  readonly before: Float64Array;
  /** 1 / distance to the centre of the cell after; 0 at a closed end. */
  readonly after: Float64Array;
  /** 1 / distance to a Dirichlet end, for the first and last cell. */
  readonly extra: Float64Array;
  readonly ends: readonly [EndKind, EndKind];
  /** Interpolation from the next coarser level: weight of the own coarse cell and of the one beside it. */
  readonly own: Float64Array;
  readonly beside: Float64Array;
}

/** One level: a spec with its coefficients. */
export interface Level {
  readonly nx: number;
  readonly ny: number;
  readonly x: AxisCoefficients;
  readonly y: AxisCoefficients;
  readonly open: Openness | null;
}

/** Cells at most on the level that is solved by its inverse (n^2 numbers). */
const COARSEST_CELLS = 256;

/** Levels from fine to coarse: cells are merged in pairs until at most {@link COARSEST_CELLS} are left. */
export function buildHierarchy(spec: PoissonSpec): Level[] {
  const levels: Level[] = [];
  let { x, y, open } = spec;
  for (;;) {
    const nx = x.widths.length;
    const ny = y.widths.length;
    levels.push({ nx, ny, x: axisCoefficients(x), y: axisCoefficients(y), open });
    if (nx * ny <= COARSEST_CELLS) return levels;
    open = open && coarsenOpenness(open, x.widths, y.widths);
    x = coarsenAxis(x);
    y = coarsenAxis(y);
  }
}

/** Cells of the coarsest level. */
export function coarsestCells(nx: number, ny: number): number {
  return nx * ny <= COARSEST_CELLS ? nx * ny : coarsestCells(Math.ceil(nx / 2), Math.ceil(ny / 2));
}

function coarsenAxis({ widths, ends }: AxisSpec): AxisSpec {
  const coarse = new Float64Array(Math.ceil(widths.length / 2));
  widths.forEach((width, k) => {
    coarse[k >> 1]! += width;
  });
  return { widths: coarse, ends };
}

/** A coarse face is as open as the fine faces that lie on it, weighted by their length. */
function coarsenOpenness(open: Openness, dx: Float64Array, dy: Float64Array): Openness {
  const nx = dx.length;
  const ny = dy.length;
  const cnx = Math.ceil(nx / 2);
  const cny = Math.ceil(ny / 2);
  const west = new Float64Array(cnx * cny);
  const south = new Float64Array(cnx * cny);
  for (let cj = 0; cj < cny; cj++) {
    for (let ci = 0; ci < cnx; ci++) {
      const i = 2 * ci;
      const j = 2 * cj;
      const pairX = i + 1 < nx ? [i, i + 1] : [i];
      const pairY = j + 1 < ny ? [j, j + 1] : [j];
      west[cj * cnx + ci] = average(pairY.map((k) => [open.west[k * nx + i]!, dy[k]!]));
      south[cj * cnx + ci] = average(pairX.map((k) => [open.south[j * nx + k]!, dx[k]!]));
    }
  }
  return { west, south };
}

function average(pairs: readonly (readonly [number, number])[]): number {
  const total = pairs.reduce((sum, [, weight]) => sum + weight, 0);
  return pairs.reduce((sum, [value, weight]) => sum + value * weight, 0) / total;
}

function axisCoefficients({ widths, ends }: AxisSpec): AxisCoefficients {
  const n = widths.length;
  const periodic = ends[0] === 'periodic';
  const before = new Float64Array(n);
  const after = new Float64Array(n);
  const extra = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const previous = k > 0 ? k - 1 : n - 1;
    const next = k + 1 < n ? k + 1 : 0;
    if (k > 0 || periodic) before[k] = 2 / (widths[k]! + widths[previous]!);
    if (k + 1 < n || periodic) after[k] = 2 / (widths[k]! + widths[next]!);
  }
  if (ends[0] === 'dirichlet') extra[0]! += 2 / widths[0]!;
  if (ends[1] === 'dirichlet') extra[n - 1]! += 2 / widths[n - 1]!;
  return { widths, before, after, extra, ends, ...interpolation(widths, ends) };
}

/** Linear interpolation from coarse to fine cell centres; constant towards a closed end, to 0 towards Dirichlet. */
function interpolation(widths: Float64Array, ends: readonly [EndKind, EndKind]) {
  const n = widths.length;
  const own = new Float64Array(n).fill(1);
  const beside = new Float64Array(n);
  const coarseWidth = (c: number) => widths[2 * c]! + (2 * c + 1 < n ? widths[2 * c + 1]! : 0);
  const coarseCount = Math.ceil(n / 2);
  for (let k = 0; k < n; k++) {
    const c = k >> 1;
    const right = k % 2 === 1;
    // Distance of the fine centre from the own coarse centre, towards the coarse cell beside it.
    const partner = right ? widths[k - 1]! : k + 1 < n ? widths[k + 1]! : 0;
    const shift = partner / 2;
    const neighbour = right ? c + 1 : c - 1;
    const outside = neighbour < 0 || neighbour >= coarseCount;
    const end = ends[right ? 1 : 0];
    if (outside && end === 'neumann') continue;
    const reach = outside && end === 'dirichlet' ? 0 : coarseWidth((neighbour + coarseCount) % coarseCount);
    const share = shift / ((coarseWidth(c) + reach) / 2);
    own[k] = 1 - share;
    beside[k] = outside && end === 'dirichlet' ? 0 : share;
  }
  return { own, beside };
}

/** Coefficients of cell (i, j): to the west, east, south and north neighbour, and to Dirichlet ends. */
function cellCoefficients(level: Level, i: number, j: number): [number, number, number, number, number] {
  const { nx, ny, x, y, open } = level;
  const width = x.widths[i]!;
  const height = y.widths[j]!;
  const at = j * nx + i;
  const east = j * nx + ((i + 1) % nx);
  const north = ((j + 1) % ny) * nx + i;
  return [
    x.before[i]! * height * (open ? open.west[at]! : 1),
    x.after[i]! * height * (open ? open.west[east]! : 1),
    y.before[j]! * width * (open ? open.south[at]! : 1),
    y.after[j]! * width * (open ? open.south[north]! : 1),
    x.extra[i]! * height + y.extra[j]! * width,
  ];
}

/** 1 where a cell has an open face, else 0. */
export function aliveCells(level: Level): Float64Array {
  const alive = new Float64Array(level.nx * level.ny);
  for (let j = 0; j < level.ny; j++) {
    for (let i = 0; i < level.nx; i++) {
      alive[j * level.nx + i] = cellCoefficients(level, i, j).some((c) => c > 0) ? 1 : 0;
    }
  }
  return alive;
}

/** (L p) of a level in f64: the oracle of the kernels, and the truth of the tests. p is [ny][nx]. */
export function applyLaplacian(level: Level, p: Float64Array): Float64Array {
  const { nx, ny } = level;
  const result = new Float64Array(nx * ny);
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      const [w, e, s, n, extra] = cellCoefficients(level, i, j);
      const here = p[j * nx + i]!;
      result[j * nx + i] =
        w * (p[j * nx + ((i + nx - 1) % nx)]! - here) +
        e * (p[j * nx + ((i + 1) % nx)]! - here) +
        s * (p[((j + ny - 1) % ny) * nx + i]! - here) +
        n * (p[((j + 1) % ny) * nx + i]! - here) -
        extra * here;
    }
  }
  return result;
}

/**
 * Inverse of L on one level, [n][n] symmetric, by Gauss-Jordan in f64. Cells without an equation get a zero row;
 * where L is singular (no Dirichlet end), the result is the pseudo-inverse up to a constant, which the gradient of
 * the solution does not see.
 */
export function inverseLaplacian(level: Level): Float64Array {
  const { nx, ny } = level;
  const n = nx * ny;
  const alive = aliveCells(level);
  const a = new Float64Array(n * n);
  let scale = 0;
  let grounded = false;
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      const row = j * nx + i;
      const [w, e, s, nn, extra] = cellCoefficients(level, i, j);
      a[row * n + j * nx + ((i + nx - 1) % nx)]! += w;
      a[row * n + j * nx + ((i + 1) % nx)]! += e;
      a[row * n + ((j + ny - 1) % ny) * nx + i]! += s;
      a[row * n + ((j + 1) % ny) * nx + i]! += nn;
      a[row * n + row]! -= w + e + s + nn + extra;
      if (extra > 0) grounded = true;
      scale = Math.max(scale, w + e + s + nn);
    }
  }
  for (let row = 0; row < n; row++) {
    if (!alive[row]) a[row * n + row] = -1;
    else if (!grounded) {
      // L - c 1 1^T has the same solutions of mean zero and is regular on a connected domain.
      for (let k = 0; k < n; k++) if (alive[k]) a[row * n + k]! -= scale / n;
    }
  }
  const inverse = invert(a, n);
  for (let row = 0; row < n; row++) if (!alive[row]) inverse[row * n + row] = 0;
  return inverse;
}

/** Gauss-Jordan with row pivoting; `a` is overwritten. A vanishing pivot (a closed pocket) gives a zero row. */
function invert(a: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let k = 0; k < n; k++) inverse[k * n + k] = 1;
  for (let k = 0; k < n; k++) {
    // L is symmetric and definite: the diagonal is a safe pivot.
    const pivot = a[k * n + k]!;
    const factor = Math.abs(pivot) > 1e-13 ? 1 / pivot : 0;
    for (let c = 0; c < n; c++) {
      a[k * n + c]! *= factor;
      inverse[k * n + c]! *= factor;
    }
    for (let row = 0; row < n; row++) {
      const multiple = a[row * n + k]!;
      if (row === k || multiple === 0) continue;
      for (let c = 0; c < n; c++) {
        a[row * n + c]! -= multiple * a[k * n + c]!;
        inverse[row * n + c]! -= multiple * inverse[k * n + c]!;
      }
    }
  }
  return inverse;
}
