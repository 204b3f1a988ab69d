import type { AxisGrid } from '../../grid';
import type { Field, World } from './flow.oracle';
import type { SideKind } from './layout';

/** Quantities that are derived from a state, in f64 from their definitions: sums, forces, fields to draw. */

/** What the host is told after a step; `size` is what was added up, by size, for energy and force. */
export interface StatusTruth {
  readonly courantRate: number;
  readonly divergence: number;
  readonly change: number;
  readonly speed: number;
  readonly energy: number;
  readonly force: readonly [number, number];
  readonly size: { readonly energy: number; readonly force: readonly [number, number] };
}

/**
 * Numbers around one cell: padded index, widths, and distances to the values before and after it, which stand at the
 * centres of its neighbours, beyond an outflow on the side itself.
 */
function cellsOf({ grid }: World) {
  const { nx, ny, stride, x, y, sides } = grid;
  const around = ({ widths, periodic }: AxisGrid, first: SideKind, last: SideKind, k: number): Gaps => {
    const n = widths.length;
    const width = (c: number) => (periodic ? widths[(c + n) % n] : widths[Math.min(Math.max(c, 0), n - 1)]);
    const gap = (c: number) => {
      const onSide = (c === 0 && first === 'outflow') || (c === n && last === 'outflow');
      return onSide ? width(k) / 2 : (width(c - 1) + width(c)) / 2;
    };
    return { before: gap(k), after: gap(k + 1) };
  };
  const cells: { i: number; j: number; at: number; dx: number; dy: number; gapsX: Gaps; gapsY: Gaps }[] = [];
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      const gapsX = around(x, sides.west, sides.east, i);
      const gapsY = around(y, sides.south, sides.north, j);
      cells.push({ i, j, at: (j + 1) * stride + i + 1, dx: x.widths[i], dy: y.widths[j], gapsX, gapsY });
    }
  }
  return cells;
}

interface Gaps {
  readonly before: number;
  readonly after: number;
}

/**
 * Extremes, kinetic energy and the force on the bodies: F = integral of -w u_t + u (u.grad w) + p grad w
 * - nu grad u . grad w, with the test function (w, w_x, w_y) of each cell. `rate` is du/dt on the faces.
 */
export function statusOf(world: World, field: Field, rate: Field, pressure: Float64Array, nu: number): StatusTruth {
  const { grid, bodies } = world;
  const { stride } = grid;
  const { u, v } = field;
  let [courantRate, divergence, change, speed, energy] = [0, 0, 0, 0, 0];
  const force = [0, 0];
  const size = { energy: 0, force: [0, 0] };
  cellsOf(world).forEach(({ at, dx, dy, gapsX, gapsY }, cell) => {
    const [east, north] = [at + 1, at + stride];
    const centred = (f: Float64Array, to: number, k: number) => (f[k] + f[k + to]) / 2;
    const mean = [centred(u, 1, at), centred(v, stride, at)];
    courantRate = Math.max(courantRate, Math.abs(mean[0]) / dx + Math.abs(mean[1]) / dy);
    speed = Math.max(speed, Math.abs(mean[0]), Math.abs(mean[1]));
    change = Math.max(change, Math.abs(rate.u[at]), Math.abs(rate.v[at]));
    const through = (f: Float64Array, open: Float64Array | undefined, k: number) => f[k] * (open ? open[k] : 1);
    const [openU, openV] = [bodies?.openWest, bodies?.openSouth];
    const net =
      (through(u, openU, east) - through(u, openU, at)) / dx + (through(v, openV, north) - through(v, openV, at)) / dy;
    divergence = Math.max(divergence, Math.abs(net) * Math.sqrt(dx * dy));
    energy += (dx * dy * (u[at] ** 2 + u[east] ** 2 + v[at] ** 2 + v[north] ** 2)) / 4;
    const w = bodies?.weight.subarray(4 * cell, 4 * cell + 3);
    if (!w || w[0] === 0) return;
    const along = (f: Float64Array, to: number, h: number) => (f[at + to] - f[at]) / h;
    const acrossOf = (f: Float64Array, mid: number, to: number, gaps: Gaps) =>
      (centred(f, mid, at + to) - centred(f, mid, at - to)) / (gaps.before + gaps.after);
    const gradients = [
      [along(u, 1, dx), acrossOf(u, 1, stride, gapsY)],
      [acrossOf(v, stride, 1, gapsX), along(v, stride, dy)],
    ];
    const rates = [centred(rate.u, 1, at), centred(rate.v, stride, at)];
    for (const c of [0, 1]) {
      const terms = [
        -w[0] * rates[c],
        mean[c] * (mean[0] * w[1] + mean[1] * w[2]),
        pressure[at] * w[1 + c],
        -nu * (gradients[c][0] * w[1] + gradients[c][1] * w[2]),
      ];
      for (const term of terms) {
        force[c] += dx * dy * term;
        size.force[c] += dx * dy * Math.abs(term);
      }
    }
  });
  const both = (pair: readonly number[]): [number, number] => [pair[0], pair[1]];
  const sizes = { energy, force: both(size.force) };
  return { courantRate, divergence, change, speed, energy, force: both(force), size: sizes };
}

export type Shown = 'speed' | 'vorticity' | 'p' | 'u' | 'v';

/** A field at the cell centres, [ny][nx]. */
export function shownField(world: World, { u, v }: Field, pressure: Float64Array, name: Shown): Float64Array {
  const { stride } = world.grid;
  const values = cellsOf(world).map(({ at, gapsX, gapsY }) => {
    const meanU = (u[at] + u[at + 1]) / 2;
    const meanV = (v[at] + v[at + stride]) / 2;
    if (name === 'p') return pressure[at];
    if (name === 'u') return meanU;
    if (name === 'v') return meanV;
    if (name === 'speed') return Math.hypot(meanU, meanV);
    // v_x - u_y at the four corners of the cell.
    const corner = (k: number, gx: number, gy: number) => (v[k] - v[k - 1]) / gx - (u[k] - u[k - stride]) / gy;
    const south = corner(at, gapsX.before, gapsY.before) + corner(at + 1, gapsX.after, gapsY.before);
    const north = corner(at + stride, gapsX.before, gapsY.after) + corner(at + stride + 1, gapsX.after, gapsY.after);
    return (south + north) / 4;
  });
  return Float64Array.from(values);
}

/** psi at the cell centres: minus the flux through the south side from the west corner, plus that up the column. */
export function streamFunction({ grid, bodies }: World, { u, v }: Field): Float64Array {
  const { nx, ny, stride, x, y } = grid;
  const psi = new Float64Array(nx * ny);
  const open = (fraction: Float64Array | undefined, at: number) => (fraction ? fraction[at] : 1);
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      let value = 0;
      for (let k = 0; k <= i; k++) {
        const at = stride + k + 1;
        value -= v[at] * open(bodies?.openSouth, at) * x.widths[k] * (k === i ? 0.5 : 1);
      }
      for (let k = 0; k <= j; k++) {
        const at = (k + 1) * stride + i + 1;
        const through = (u[at] * open(bodies?.openWest, at) + u[at + 1] * open(bodies?.openWest, at + 1)) / 2;
        value += through * y.widths[k] * (k === j ? 0.5 : 1);
      }
      psi[j * nx + i] = value;
    }
  }
  return psi;
}
