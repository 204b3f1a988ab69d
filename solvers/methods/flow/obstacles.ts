import type { Openness } from '../../linear/poisson/hierarchy';
import type { Problem } from '../problem';
import { type FlowGrid, placeFunction } from './layout';

/** The obstacles on the grid; all arrays f64, the first three padded as the velocity. */
export interface Bodies {
  /** Signed distance at the u and the v points, positive in the fluid. */
  readonly wallU: Float64Array;
  readonly wallV: Float64Array;
  /** Openness of the west and south faces, padded; a face whose centre is solid is closed. */
  readonly openWest: Float64Array;
  readonly openSouth: Float64Array;
  /** The same for the cells alone, [ny][nx]: what the pressure solve sees. */
  readonly open: Openness;
  /** Signed distance at the cell centres, [ny][nx]. */
  readonly distance: Float64Array;
  /** Test function of the drag at the cell centres, (w, w_x, w_y) interleaved by 4. */
  readonly weight: Float64Array;
}

type Distance = (x: number, y: number) => number;

/** The union of the problem's obstacles, or null if it has none. */
export function makeBodies(problem: Problem, grid: FlowGrid): Bodies | null {
  if (problem.obstacles.length === 0) return null;
  const parts = problem.obstacles.map(({ distance }) => placeFunction(problem, distance, problem.parameters));
  const distance: Distance = (x, y) => Math.min(...parts.map((part) => part(x, y)));
  const { nx, ny, stride, padded } = grid;
  const wallU = new Float64Array(padded);
  const wallV = new Float64Array(padded);
  const openWest = new Float64Array(padded);
  const openSouth = new Float64Array(padded);
  const west = new Float64Array(nx * ny);
  const south = new Float64Array(nx * ny);
  const faceX = extended(grid.x.faces, grid.x.widths);
  const faceY = extended(grid.y.faces, grid.y.widths);
  for (let j = -1; j <= ny + 1; j++) {
    for (let i = -1; i <= nx + 1; i++) {
      const at = (j + 1) * stride + i + 1;
      const [x0, x1, y0, y1] = [faceX(i), faceX(i + 1), faceY(j), faceY(j + 1)];
      wallU[at] = distance(x0, (y0 + y1) / 2);
      wallV[at] = distance((x0 + x1) / 2, y0);
      const corner = distance(x0, y0);
      openWest[at] = wallU[at]! > 0 ? openFraction(corner, distance(x0, y1)) : 0;
      openSouth[at] = wallV[at]! > 0 ? openFraction(corner, distance(x1, y0)) : 0;
      if (i >= 0 && j >= 0 && i < nx && j < ny) {
        west[j * nx + i] = openWest[at]!;
        south[j * nx + i] = openSouth[at]!;
      }
    }
  }
  return { wallU, wallV, openWest, openSouth, open: { west, south }, ...atCentres(grid, distance) };
}

/** Positions of faces -1..n+2, continued with the widths at the ends. */
function extended(faces: Float64Array, widths: Float64Array): (k: number) => number {
  const n = widths.length;
  return (k) => {
    if (k < 0) return faces[0]! + k * widths[0]!;
    if (k > n) return faces[n]! + (k - n) * widths[n - 1]!;
    return faces[k]!;
  };
}

/** The part of a segment where a distance that is linear along it is positive. */
function openFraction(a: number, b: number): number {
  if (a > 0 && b > 0) return 1;
  if (a <= 0 && b <= 0) return 0;
  return Math.max(a, b) / (Math.abs(a) + Math.abs(b));
}

/**
 * Distance and drag test function at the centres. The function falls from 1 at a tenth of the way to 0 at nine tenths
 * of the way from the obstacles to the sides of the box (only sides that the obstacle does not touch count), as a
 * smoothstep of the distance.
 */
function atCentres(grid: FlowGrid, distance: Distance): Pick<Bodies, 'distance' | 'weight'> {
  const { nx, ny, x, y } = grid;
  const values = new Float64Array(nx * ny);
  const weight = new Float64Array(4 * nx * ny);
  const clearance = sideClearance(grid, distance);
  const [near, far] = [0.1 * clearance, 0.9 * clearance];
  const w = (px: number, py: number) => {
    const s = Math.min(Math.max((far - distance(px, py)) / (far - near), 0), 1);
    return s * s * (3 - 2 * s);
  };
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      const at = j * nx + i;
      const [px, py] = [x.centres[i]!, y.centres[j]!];
      values[at] = distance(px, py);
      // Differences over the cell itself, so that the discrete integral of the gradient is exact.
      const wx = (w(x.faces[i + 1]!, py) - w(x.faces[i]!, py)) / x.widths[i]!;
      const wy = (w(px, y.faces[j + 1]!) - w(px, y.faces[j]!)) / y.widths[j]!;
      if (values[at]! > 0) weight.set([w(px, py), wx, wy, 0], 4 * at);
    }
  }
  return { distance: values, weight };
}

/** Least distance of the sides of the box from the obstacles, not counting sides that they touch. */
function sideClearance({ x, y, nx, ny }: FlowGrid, distance: Distance): number {
  const sides: number[][] = [[], [], [], []];
  for (const py of y.centres) {
    sides[0]!.push(distance(x.faces[0]!, py));
    sides[1]!.push(distance(x.faces[nx]!, py));
  }
  for (const px of x.centres) {
    sides[2]!.push(distance(px, y.faces[0]!));
    sides[3]!.push(distance(px, y.faces[ny]!));
  }
  const least = sides.map((values) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY));
  const open = least.filter((value) => value > 0);
  return open.length > 0 ? Math.min(...open) : (x.faces[nx]! - x.faces[0]!) / 4;
}

/** Sets the velocity of solid faces to 0, in place; the kernels leave them as they are. */
export function maskVelocity(velocity: Float64Array, { wallU, wallV }: Bodies): void {
  for (let k = 0; k < wallU.length; k++) {
    if (!(wallU[k]! > 0)) velocity[2 * k] = 0;
    if (!(wallV[k]! > 0)) velocity[2 * k + 1] = 0;
  }
}
