import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomBits, randomUniform } from '../../solvers/base/random';
import type { DeviceArray, Gpu } from '../../solvers/gpu';
import type { Display } from '../../solvers/methods/solver';
import { openTestGpu } from '../../tests/gpu';
import type { Extent } from './camera';
import { FlowGrid } from './flowGrid';
import { Particles } from './particles';
import { RangeMeter } from './rangeMeter';
import { HALF, POINTS, Streamlines } from './streamlines';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const floats = async (array: DeviceArray) => new Float32Array(await gpu.read(array));
const until = async (condition: () => boolean) => {
  for (let k = 0; k < 2000 && !condition(); k++) await new Promise((resolve) => setTimeout(resolve, 5));
};

/** 37 x 23 cells on a stretched [0, 2] x [-1, 1] with a disc of radius 0.2 at (0.5, 0) and a solid rotation about (1, 0). */
const [NX, NY] = [37, 23];
const bend = (n: number, low: number, high: number) =>
  Float64Array.from(
    { length: n + 1 },
    (_, k) => low + (high - low) * (k / n + (0.4 * Math.sin((2 * Math.PI * k) / n)) / (2 * Math.PI)),
  );
const facesX = bend(NX, 0, 2);
const facesY = bend(NY, -1, 1);
const centre = (faces: Float64Array, k: number) => (faces[k]! + faces[k + 1]!) / 2;
const overCells = (value: (x: number, y: number) => readonly number[]) =>
  Float32Array.from(
    Array.from({ length: NX * NY }, (_, k) => value(centre(facesX, k % NX), centre(facesY, Math.floor(k / NX)))).flat(),
  );
const rotation = overCells((x, y) => [-y, x - 1]);
const disc = overCells((x, y) => [Math.hypot(x - 0.5, y) - 0.2]);

function display(velocity: Float32Array, distance: Float32Array | null): Display & { velocity: DeviceArray } {
  return {
    nx: NX,
    ny: NY,
    facesX,
    facesY,
    fields: [],
    velocity: gpu.upload('velocity', velocity),
    distance: distance && gpu.upload('distance', distance),
  };
}

/** Bilinear interpolation between cell centres in f64, constant beyond the outer ones. */
function interpolate(field: Float32Array, components: number, x: number, y: number): number[] {
  const locate = (faces: Float64Array, n: number, at: number): [number, number] => {
    let k = 0;
    while (k < n - 2 && centre(faces, k + 1) < at) k++;
    const f = (at - centre(faces, k)) / (centre(faces, k + 1) - centre(faces, k));
    return [k, Math.min(1, Math.max(0, f))];
  };
  const [i, fx] = locate(facesX, NX, x);
  const [j, fy] = locate(facesY, NY, y);
  return Array.from({ length: components }, (_, c) => {
    const at = (jj: number, ii: number) => field[components * (jj * NX + ii) + c]!;
    return (
      (1 - fy) * ((1 - fx) * at(j, i) + fx * at(j, i + 1)) + fy * ((1 - fx) * at(j + 1, i) + fx * at(j + 1, i + 1))
    );
  });
}

describe('particles', () => {
  const COUNT = 83;
  const window: Extent = [0, 2, -1, 1];

  test('move by the midpoint rule, stay out of bodies, are born where the numbers say', async () => {
    const shown = display(rotation, disc);
    const flow = new FlowGrid(gpu, shown);
    // More room than particles: what lies behind must not change.
    const particles = await Particles.create(gpu, flow, shown.velocity, COUNT + 6);
    const drift = { window, step: 0.05, elapsed: 0.1, lifetime: 100, count: COUNT };
    particles.step(drift);
    const before = await floats(particles.states);
    for (let i = 0; i < COUNT; i++) {
      // One rounding of the mix in f32 on numbers up to 2.
      expect(Math.abs(before[4 * i]! - 2 * randomUniform(1, 3 * i))).toBeLessThan(5e-7);
      expect(Math.abs(before[4 * i + 1]! - (2 * randomUniform(1, 3 * i + 1) - 1))).toBeLessThan(5e-7);
    }
    particles.step(drift);
    const after = await floats(particles.states);
    let moved = 0;
    for (let i = 0; i < COUNT; i++) {
      const [x, y] = [before[4 * i]!, before[4 * i + 1]!];
      const [u, v] = interpolate(rotation, 2, x, y) as [number, number];
      const [mu, mv] = interpolate(rotation, 2, x + 0.025 * u, y + 0.025 * v) as [number, number];
      const [ex, ey] = [x + 0.05 * mu, y + 0.05 * mv];
      const [depth] = interpolate(disc, 1, ex, ey) as [number];
      const inside = ex >= 0 && ex <= 2 && ey >= -1 && ey <= 1 && depth > 0;
      // Nothing can be said where rounding decides.
      if (Math.abs(depth) < 1e-3 || Math.min(ex, 2 - ex, ey + 1, 1 - ey) ** 2 < 1e-6) continue;
      const [wx, wy] = inside ? [ex, ey] : [2 * randomUniform(2, 3 * i), 2 * randomUniform(2, 3 * i + 1) - 1];
      // Between two of the table's 4096 entries a kink of the map moves the index by at most a quarter entry times
      // the change of slope, here below 2e-3 cells, and so the velocity (gradient 1, cells of 0.1) by 2e-4; times the
      // step, and rounding.
      expect(Math.hypot(after[4 * i]! - wx, after[4 * i + 1]! - wy)).toBeLessThan(2e-5);
      if (inside) expect([after[4 * i + 2], after[4 * i + 3]]).toEqual([before[4 * i], before[4 * i + 1]]);
      moved += inside ? 1 : 0;
    }
    expect(moved).toBeGreaterThan(COUNT / 2);
    expect([...after.subarray(4 * COUNT, 4 * COUNT + 24)]).toEqual(new Array(24).fill(0));
    particles.dispose();
    flow.dispose();
  });

  test('the old and those in a flow that is no number are born again', async () => {
    const shown = display(
      rotation.map(() => Number.NaN),
      null,
    );
    const flow = new FlowGrid(gpu, shown);
    const particles = await Particles.create(gpu, flow, shown.velocity, COUNT);
    for (let k = 0; k < 3; k++) particles.step({ window, step: 0.05, elapsed: 0.1, lifetime: 1, count: COUNT });
    const states = await floats(particles.states);
    for (let i = 0; i < COUNT; i++) expect(Math.abs(states[4 * i]! - 2 * randomUniform(3, 3 * i))).toBeLessThan(5e-7);
    particles.dispose();
    flow.dispose();
  });
});

describe('streamlines', () => {
  test('of a solid rotation are circles of the seed, by equal steps; lines end at bodies; phases advance', async () => {
    const shown = display(rotation, disc);
    const flow = new FlowGrid(gpu, shown);
    const lines = await Streamlines.create(gpu, flow, shown.velocity, 67);
    const lattice = { first: [0, -4] as const, columns: 9, rows: 7, spacing: 0.25 };
    const window: Extent = [0, 2, -1, 1];
    lines.trace({ window, lattice, step: 0.01, advance: 0.3, period: 0.07, slowest: 1e-3 });
    const points = await floats(lines.points);
    const phases = await floats(lines.phases);
    let alive = 0;
    for (let slot = 0; slot < 63; slot++) {
      const at = (k: number) =>
        [...points.subarray(4 * (slot * POINTS + k), 4 * (slot * POINTS + k) + 4)] as [number, number, number, number];
      const [x, y, , speed] = at(HALF);
      const column = slot % 9;
      // Slots wrap: row r serves lattice rows congruent to r modulo 7.
      const row = -4 + ((Math.floor(slot / 9) + 4) % 7);
      // pcg(column) of the shader is the second hash of randomBits: randomBits(s, c) = pcg(pcg(s) + c).
      const key = (pcg(column) ^ row) >>> 0;
      expect(x).toBeCloseTo((column + 0.15 + 0.7 * randomUniform(key, 0)) * 0.25, 5);
      expect(y).toBeCloseTo((row + 0.15 + 0.7 * randomUniform(key, 1)) * 0.25, 5);
      if (speed === 0) continue;
      alive++;
      const radius = Math.hypot(x - 1, y);
      expect(Math.abs(speed - Math.hypot(...interpolate(rotation, 2, x, y)))).toBeLessThan(2e-4);
      const run = speed * 0.3;
      expect(Math.abs(phases[slot]! - (run - 0.07 * Math.floor(run / 0.07)))).toBeLessThan(1e-6);
      for (let k = 0; k < POINTS; k++) {
        const [px, py, arc] = at(k);
        // Error of the midpoint rule over 32 steps of 0.01 on a circle, ds^3 / (24 r^2) a step, and interpolation.
        if (radius > 0.15) expect(Math.abs(Math.hypot(px - 1, py) - radius)).toBeLessThan(3e-3);
        if (Math.abs(px) < 2 && Math.abs(arc) > 0)
          expect(Math.abs(arc) - 0.01 * Math.round(Math.abs(arc) / 0.01)).toBeCloseTo(0, 5);
        expect(interpolate(disc, 1, px, py)[0]).toBeGreaterThan(-1e-3);
      }
      const turn = (at(HALF + 1)[0] - x) * -y + (at(HALF + 1)[1] - y) * (x - 1);
      expect(turn).toBeGreaterThan(0);
    }
    expect(alive).toBeGreaterThan(40);
    // Slots beyond the lattice are left alone.
    expect([...points.subarray(4 * 63 * POINTS)].every((value) => value === 0)).toBe(true);
    lines.dispose();
    flow.dispose();
  });

  /** The output permutation alone: randomBits(0, c) = pcg(pcg(0) + c). */
  function pcg(value: number): number {
    return randomBits(0, value - PCG_OF_ZERO);
  }
  // pcg(0), as written in Jarzynski & Olano's reference code.
  const PCG_OF_ZERO = 129708002;
});

describe('the range meter', () => {
  test.each([1, 7, 129, 8192, 8193, 70001])('finds least, largest, mean and deviation of %i values', async (count) => {
    const values = Float32Array.from({ length: count }, (_, k) => 1000 + Math.fround(3 * randomUniform(7, k)));
    const bodies = Float32Array.from({ length: count }, (_, k) => (k % 5 === 3 ? -1 : 1));
    const counted = [...values].filter((_, k) => k % 5 !== 3);
    // Inside bodies, and not a number: neither counts. The last cell's neighbour beyond the end is a canary.
    values.forEach((_, k) => {
      if (k % 5 === 3) values[k] = 1e9;
    });
    const field = gpu.upload('field', Float32Array.of(...values, -1e9, -1e9, -1e9, -1e9));
    const meter = new RangeMeter(gpu, count, gpu.upload('bodies', bodies), 2);
    await meter.add('f', field, 1);
    meter.update(['f'], 0);
    await until(() => meter.spread('f') !== null);
    const spread = meter.spread('f')!;
    const mean = counted.reduce((a, b) => a + b, 0) / counted.length;
    const deviation = Math.sqrt(counted.reduce((a, b) => a + (b - mean) ** 2, 0) / counted.length);
    expect(spread.low).toBe(Math.min(...counted));
    expect(spread.high).toBe(Math.max(...counted));
    // Values near 1000 have spacing 6e-5; the sums are of differences below 3, in f32, over at most 110 addends a
    // thread and 15 levels: 130 roundings of 6e-8 relative.
    expect(Math.abs(spread.mean - mean)).toBeLessThan(1e-4);
    expect(Math.abs(spread.deviation - deviation)).toBeLessThan(1e-4);
    meter.dispose();
  });

  test('passes over values that are no numbers, and measures vectors by their length', async () => {
    const vectors = new Float32Array(2 * 501);
    for (let k = 0; k < 501; k++) vectors.set([3 * (k / 500), -4 * (k / 500)], 2 * k);
    vectors[2 * 250] = Number.NaN;
    vectors[2 * 100 + 1] = Number.POSITIVE_INFINITY;
    const meter = new RangeMeter(gpu, 501, gpu.storage('no bodies', 4), 2);
    await Promise.all([
      meter.add('v', gpu.upload('v', vectors), 2),
      meter.add('bad', gpu.upload('bad', new Float32Array(501).fill(Number.NaN)), 1),
    ]);
    meter.update(['v', 'bad'], 0);
    await until(() => meter.spread('v') !== null);
    expect(meter.spread('v')!.low).toBe(0);
    expect(meter.spread('v')!.high).toBeCloseTo(5, 5);
    expect(meter.spread('v')!.mean).toBeCloseTo((2.5 * 501 - 2.5 - 1) / 499, 4);
    expect(meter.spread('bad')).toBeNull();
    expect(meter.range('bad')).toEqual([0, 1]);
    meter.dispose();
  });
});
