import type { AxisGrid } from '../../grid';
import type { FlowGrid, SideKind } from './layout';
import type { Bodies } from './obstacles';

/**
 * The scheme of method `flow` in plain f64 loops, written from its formulas: the truth of the kernels. Fields are
 * padded as in shaders/flow/grid.wgsl. A component is treated along its own axis and across it, and v is u with the
 * axes exchanged, so that one text serves both.
 */

/** Padded velocity in f64: both parts of the device's numbers summed. */
export interface Field {
  readonly u: Float64Array;
  readonly v: Float64Array;
}

export interface World {
  readonly grid: FlowGrid;
  readonly bodies: Bodies | null;
}

type Lookup = (along: number, across: number) => number;

/** One axis with the cells continued beyond the ends: mirrored, or wrapped where it is periodic. */
class Line {
  readonly n: number;
  constructor(
    readonly axis: AxisGrid,
    readonly first: SideKind,
    readonly last: SideKind,
  ) {
    this.n = axis.count;
  }

  width(k: number): number {
    const { n } = this;
    if (this.first === 'periodic') return this.axis.widths[(k + n) % n];
    return this.axis.widths[k < 0 ? -1 - k : k >= n ? 2 * n - 1 - k : k];
  }

  /** Distance of the centres of cells k - 1 and k. */
  gap(k: number): number {
    return (this.width(k - 1) + this.width(k)) / 2;
  }

  /** Parts of the cells before and after face k that belong to its control volume: none lies outside an outflow. */
  halves(k: number): [number, number] {
    const before = k === 0 && this.first === 'outflow' ? 0 : this.width(k - 1) / 2;
    const after = k === this.n && this.last === 'outflow' ? 0 : this.width(k) / 2;
    return [before, after];
  }

  /** Distance over which the pressure falls across face k; beyond an outflow it is 0 on the side itself. */
  reach(k: number): number {
    const [before, after] = this.halves(k);
    return before + after;
  }

  /** Are the numbers on face k unknown? */
  solves(k: number): boolean {
    if (k === 0) return this.first !== 'values';
    return k < this.n || (k === this.n && this.last === 'outflow');
  }
}

/** One component seen along its own axis; `other` is the component across. */
interface View {
  readonly along: Line;
  readonly across: Line;
  readonly at: (k: number, l: number) => number;
  readonly own: Lookup;
  readonly other: Lookup;
}

function views({ grid }: World, field: Field): [View, View] {
  const { stride, sides } = grid;
  const x = new Line(grid.x, sides.west, sides.east);
  const y = new Line(grid.y, sides.south, sides.north);
  const at = (i: number, j: number) => (j + 1) * stride + i + 1;
  const flip = (k: number, l: number) => at(l, k);
  const look =
    (data: Float64Array, place: typeof at): Lookup =>
    (k, l) =>
      data[place(k, l)];
  return [
    { along: x, across: y, at, own: look(field.u, at), other: look(field.v, at) },
    { along: y, across: x, at: flip, own: look(field.v, flip), other: look(field.u, flip) },
  ];
}

/** Runs `visit` for the unknowns of one component that lie in the fluid. */
function forUnknowns(
  view: View,
  wall: Float64Array | undefined,
  visit: (k: number, l: number, at: number) => void,
): void {
  for (let l = 0; l < view.across.n; l++) {
    for (let k = 0; k <= view.along.n; k++) {
      const at = view.at(k, l);
      if (view.along.solves(k) && !(wall && wall[at] <= 0)) visit(k, l, at);
    }
  }
}

/** A result with the sum of the sizes of what was added up, which rounding goes by. */
export interface Bounded {
  readonly value: Field;
  readonly size: Field;
}

function copies(field: Field): Bounded {
  const { u, v } = field;
  return {
    value: { u: u.slice(), v: v.slice() },
    size: { u: new Float64Array(u.length), v: new Float64Array(v.length) },
  };
}

/**
 * start + dt (-(u.grad)u + nu lap u - grad p)(now) at the unknowns in the fluid, `now` elsewhere. Convection is
 * the flux through each face of the control volume times half the difference across it.
 */
export function momentumStage(
  world: World,
  start: Field,
  now: Field,
  pressure: Float64Array,
  { dt, nu }: { readonly dt: number; readonly nu: number },
): Bounded {
  const result = copies(now);
  const { bodies } = world;
  views(world, now).forEach((view, c) => {
    const { along, across, own, other, at } = view;
    const wall = bodies?.[c === 0 ? 'wallU' : 'wallV'];
    const openOwn = bodies?.[c === 0 ? 'openWest' : 'openSouth'];
    const openOther = bodies?.[c === 0 ? 'openSouth' : 'openWest'];
    const carriedOwn: Lookup = (k, l) => own(k, l) * (openOwn ? openOwn[at(k, l)] : 1);
    const carriedOther: Lookup = (k, l) => other(k, l) * (openOther ? openOther[at(k, l)] : 1);
    const [first, value, size] =
      c === 0 ? [start.u, result.value.u, result.size.u] : [start.v, result.value.v, result.size.v];
    forUnknowns(view, wall, (k, l, here) => {
      const terms: number[] = [];
      const height = across.width(l);
      const [before, after] = along.halves(k);
      const volume = (before + after) * height;
      const across2 = (row: number) => before * carriedOther(k - 1, row) + after * carriedOther(k, row);
      const faces = [
        [(height * (carriedOwn(k, l) + carriedOwn(k + 1, l))) / 2, own(k + 1, l)],
        [(-height * (carriedOwn(k, l) + carriedOwn(k - 1, l))) / 2, own(k - 1, l)],
        [across2(l + 1), own(k, l + 1)],
        [-across2(l), own(k, l - 1)],
      ];
      for (const [outflux, neighbour] of faces) terms.push((-outflux * (neighbour - own(k, l))) / (2 * volume));
      const legs = [
        {
          width: before + after,
          h: [along.width(k - 1), along.width(k)],
          ends: [
            [k - 1, l],
            [k + 1, l],
          ],
        },
        {
          width: height,
          h: [across.gap(l), across.gap(l + 1)],
          ends: [
            [k, l - 1],
            [k, l + 1],
          ],
        },
      ];
      let held = 0;
      for (const { width, h, ends } of legs) {
        const walls = ends.map(([a, b]) => (wall ? wall[at(a, b)] : 1));
        const cut = walls.some((distance) => distance <= 0);
        // Shortley & Weller: a leg that crosses a wall ends there, where the velocity is 0.
        const length = h.map((leg, e) =>
          walls[e] > 0 ? leg : leg * Math.max(wall![here] / (wall![here] - walls[e]), 0.02),
        );
        const span = cut ? (length[0] + length[1]) / 2 : width;
        ends.forEach(([a, b], e) => {
          if (walls[e] > 0) terms.push((nu * (own(a, b) - own(k, l))) / (length[e] * span));
          else held += nu / (length[e] * span);
        });
      }
      const wraps = k === 0 && along.first === 'periodic';
      const behind = wraps ? at(along.n - 1, l) : at(k - 1, l);
      terms.push(-pressure[here] / along.reach(k), pressure[behind] / along.reach(k));
      const rate = terms.reduce((sum, term) => sum + term, 0);
      // The held part is implicit: (1 + dt held) next = start + dt rate.
      value[here] = (first[here] + dt * rate) / (1 + dt * held);
      size[here] =
        (dt * (terms.reduce((sum, term) => sum + Math.abs(term), 0) + held * Math.abs(first[here]))) / (1 + dt * held);
    });
  });
  return result;
}

/** now - grad(correction) at the unknowns in the fluid; correction is [ny][nx], 0 beyond an outflow. */
export function projected(world: World, now: Field, correction: Float64Array): Bounded {
  const { nx, ny } = world.grid;
  const result = copies(now);
  views(world, now).forEach((view, c) => {
    const { along } = view;
    const wall = world.bodies?.[c === 0 ? 'wallU' : 'wallV'];
    const phi: Lookup = (k, l) => {
      const cell = along.first === 'periodic' ? (k + along.n) % along.n : k;
      if (cell < 0 || cell >= along.n) return 0;
      const [i, j] = c === 0 ? [cell, l] : [l, cell];
      return correction[j * nx + i];
    };
    const [value, size] = c === 0 ? [result.value.u, result.size.u] : [result.value.v, result.size.v];
    forUnknowns(view, wall, (k, l, here) => {
      value[here] -= (phi(k, l) - phi(k - 1, l)) / along.reach(k);
      size[here] = (Math.abs(phi(k, l)) + Math.abs(phi(k - 1, l))) / along.reach(k);
    });
  });
  if (correction.length !== nx * ny) throw new Error('the correction has one number a cell');
  return result;
}

/** The given velocity of a side at a position along it. */
export type Given = Readonly<
  Record<'west' | 'east' | 'south' | 'north', (component: 'u' | 'v', position: number) => number>
>;

/**
 * Velocity anywhere on the padded grid as the sides say: given normal values on a side, 2 given - inside beyond one,
 * the inside again beyond an outflow, the other end of a periodic axis. NaN where no stencil looks.
 */
export function extended(
  world: World,
  field: Field,
  given: Given,
): (component: 'u' | 'v', i: number, j: number) => number {
  const { grid } = world;
  const [forU, forV] = views(world, field);
  const lookup = (view: View, component: 'u' | 'v', k: number, l: number): number => {
    const { along, across } = view;
    const [low, high, left, right] =
      component === 'u' ? (['west', 'east', 'south', 'north'] as const) : (['south', 'north', 'west', 'east'] as const);
    const face = along.first === 'periodic' ? (k + along.n) % along.n : k;
    const row = across.first === 'periodic' ? (l + across.n) % across.n : l;
    const outsideRow = row < 0 || row >= across.n;
    if (face < 0 || face > along.n) {
      const kind = face < 0 ? along.first : along.last;
      return kind === 'outflow' && !outsideRow ? lookup(view, component, face < 0 ? 0 : along.n, row) : Number.NaN;
    }
    if (outsideRow) {
      const inside = lookup(view, component, face, row < 0 ? 0 : across.n - 1);
      if ((row < 0 ? across.first : across.last) === 'outflow') return inside;
      return 2 * given[row < 0 ? left : right](component, along.axis.faces[face]) - inside;
    }
    if (face === 0 && along.first === 'values') return given[low](component, across.axis.centres[row]);
    if (face === along.n && along.last === 'values') return given[high](component, across.axis.centres[row]);
    return view.own(face, row);
  };
  if (grid.x.count !== forU.along.n) throw new Error('views are in the order x, y');
  return (component, i, j) => (component === 'u' ? lookup(forU, 'u', i, j) : lookup(forV, 'v', j, i));
}

/** Net volume flux out of every cell, [ny][nx], and the sum of the sizes of its four parts. */
export function netFlux({ grid, bodies }: World, { u, v }: Field): { value: Float64Array; size: Float64Array } {
  const { nx, ny, stride } = grid;
  const value = new Float64Array(nx * ny);
  const size = new Float64Array(nx * ny);
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      const at = (j + 1) * stride + i + 1;
      const through = (data: Float64Array, open: Float64Array | undefined, k: number) => data[k] * (open ? open[k] : 1);
      const parts = [
        through(u, bodies?.openWest, at + 1) * grid.y.widths[j],
        -through(u, bodies?.openWest, at) * grid.y.widths[j],
        through(v, bodies?.openSouth, at + stride) * grid.x.widths[i],
        -through(v, bodies?.openSouth, at) * grid.x.widths[i],
      ];
      value[j * nx + i] = parts.reduce((sum, part) => sum + part, 0);
      size[j * nx + i] = parts.reduce((sum, part) => sum + Math.abs(part), 0);
    }
  }
  return { value, size };
}
