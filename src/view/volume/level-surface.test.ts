import { describe, expect, it } from 'vitest';
import { type LevelSurface, levelSurface, type Points } from './level-surface';

const RADIUS = 0.7;
const CENTRE = [0.03, -0.05, 0.02] as const;

/** Points of an uneven number of intervals a side. */
function cube(n: number): Points {
  const own = (extra: number): Float64Array =>
    Float64Array.from({ length: n + extra }, (_, k) => -1 + (2 * k) / (n + extra - 1));
  return [own(0), own(1), own(2)];
}

function sample([x, y, z]: Points, value: (x: number, y: number, z: number) => number): Float64Array {
  const all = new Float64Array(x.length * y.length * z.length);
  let at = 0;
  for (const c of z) for (const b of y) for (const a of x) all[at++] = value(a, b, c);
  return all;
}

/** Not a distance: the interpolation errs. */
const bump = (x: number, y: number, z: number): number =>
  Math.exp(-((x - CENTRE[0]) ** 2 + (y - CENTRE[1]) ** 2 + (z - CENTRE[2]) ** 2));

function sphere(n: number): LevelSurface {
  const points = cube(n);
  return levelSurface(sample(points, bump), points, Math.exp(-(RADIUS ** 2)));
}

const corner = ({ positions }: LevelSurface, v: number): [number, number, number] => [
  positions[3 * v]!,
  positions[3 * v + 1]!,
  positions[3 * v + 2]!,
];

function cross(a: readonly number[], b: readonly number[], c: readonly number[]): [number, number, number] {
  const [u, v] = [b.map((value, k) => value - a[k]!), c.map((value, k) => value - a[k]!)];
  return [u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!];
}

function measure(surface: LevelSurface): { readonly area: number; readonly volume: number } {
  let [area, volume] = [0, 0];
  for (let t = 0; t < surface.indices.length; t += 3) {
    const own = (k: number): [number, number, number] => corner(surface, surface.indices[t + k]!);
    const [a, b, c] = [own(0), own(1), own(2)];
    const normal = cross(a, b, c);
    area += Math.hypot(...normal) / 2;
    volume += (normal[0] * a[0] + normal[1] * a[1] + normal[2] * a[2]) / 6;
  }
  return { area, volume };
}

/** How often each directed edge occurs, by `from to`. */
function edges({ indices }: LevelSurface): Map<string, number> {
  const count = new Map<string, number>();
  for (let t = 0; t < indices.length; t += 3) {
    for (let k = 0; k < 3; k++) {
      const edge = `${indices[t + k]} ${indices[t + ((k + 1) % 3)]}`;
      count.set(edge, (count.get(edge) ?? 0) + 1);
    }
  }
  return count;
}

function expectClosed(surface: LevelSurface): void {
  const all = edges(surface);
  for (const [edge, count] of all) {
    const [from, to] = edge.split(' ');
    if (count !== 1 || all.get(`${to} ${from}`) !== 1) throw new Error(`edge ${edge} is not between two triangles`);
  }
}

describe('a sphere', () => {
  it('has an area and a volume that converge at second order', () => {
    const exact = { area: 4 * Math.PI * RADIUS ** 2, volume: (4 / 3) * Math.PI * RADIUS ** 3 };
    const errors = [12, 24, 48].map((n) => {
      const { area, volume } = measure(sphere(n));
      return [Math.abs(area - exact.area), Math.abs(volume - exact.volume)] as const;
    });
    for (const which of [0, 1] as const) {
      const order = Math.log2(errors[0]![which] / errors[2]![which]) / 2;
      // The spacings are 2 / (n - 1) along x and a little less along z: log2(47 / 11) / 2 = 1.05 halvings each.
      expect(order).toBeGreaterThan(1.75);
      expect(order).toBeLessThan(2.5);
    }
    // Chords lie inside: an inscribed polyhedron misses about (spacing / radius)^2 / 4 of it.
    expect(errors[2]![1] / exact.volume).toBeLessThan((2 / 47 / RADIUS) ** 2);
  });

  it('is closed: each edge lies between two triangles that agree about outside', () => {
    const surface = sphere(17);
    expectClosed(surface);
    // Euler: V - E + F = 2.
    const triangles = surface.indices.length / 3;
    expect(surface.positions.length / 3 - edges(surface).size / 2 + triangles).toBe(2);
  });

  it('has normals that point away from higher values, as its triangles do', () => {
    const surface = sphere(25);
    const { positions, normals } = surface;
    for (let v = 0; v < positions.length / 3; v++) {
      const away = corner(surface, v).map((at, axis) => (at - CENTRE[axis]!) / RADIUS);
      // Central differences err by h^2 / 6 of the third derivatives: (2 / 24)^2 / 6 x 6 < 0.01, relative to |grad| > 0.8.
      expect(
        away[0]! * normals[3 * v]! + away[1]! * normals[3 * v + 1]! + away[2]! * normals[3 * v + 2]!,
      ).toBeGreaterThan(0.99);
    }
    expect(measure(surface).volume).toBeGreaterThan(0);
  });

  it('may pass through the points of the lattice themselves', () => {
    const points = cube(9);
    const surface = levelSurface(
      sample(points, (x, y, z) => 1.5 - Math.abs(x) - Math.abs(y) - Math.abs(z)),
      points,
      0.75,
    );
    expectClosed(surface);
  });
});

it('stays closed where two lobes touch and where values are rough', () => {
  const points = cube(14);
  const rough = sample(points, (x, y, z) => {
    const rim = Math.max(Math.abs(x), Math.abs(y), Math.abs(z)) > 0.95 ? -5 : 0;
    return rim + Math.sin(23 * x + 3 * y) + Math.sin(19 * y - 5 * z) + Math.sin(29 * z + 7 * x);
  });
  const surface = levelSurface(rough, points, 0);
  expect(surface.indices.length).toBeGreaterThan(3000);
  expectClosed(surface);
});

it('has nothing at levels beyond the values, nor beside what is no number', () => {
  const points = cube(8);
  expect(levelSurface(sample(points, bump), points, 2).indices).toHaveLength(0);
  const holes = sample(points, (x, y, z) => (x > 0 ? Number.NaN : bump(x, y, z)));
  const { positions } = levelSurface(holes, points, Math.exp(-(RADIUS ** 2)));
  expect(positions.length).toBeGreaterThan(0);
  expect(positions.every(Number.isFinite)).toBe(true);
});
