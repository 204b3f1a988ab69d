import { expect, test } from 'vitest';
import { makeFlowGrid } from './layout';
import { makeBodies, maskVelocity } from './obstacles';
import { flowProblem } from './problems.testing';

const [X, Y, RADIUS] = [0.47, 0.53, 0.21];

function disc(n: number) {
  const sides = { west: ['1', '0'], east: 'outflow', south: 'wall', north: 'wall' } as const;
  const problem = flowProblem({ cells: [n, n], sides, obstacle: `hypot(x - ${X}, y - ${Y}) - ${RADIUS}` });
  const grid = makeFlowGrid(problem);
  return { grid, bodies: makeBodies(problem, grid)! };
}

/** Open length of the segment x = at, from low to high. */
function openLength(at: number, low: number, high: number, [cx, cy]: readonly [number, number]): number {
  const half = Math.abs(at - cx) < RADIUS ? Math.sqrt(RADIUS ** 2 - (at - cx) ** 2) : 0;
  return high - low - Math.max(0, Math.min(high, cy + half) - Math.max(low, cy - half));
}

test('the area between open lengths and the true ones vanishes with second order', () => {
  const errors = [32, 64, 128, 256].map((n) => {
    const { grid, bodies } = disc(n);
    const [x, y] = [grid.x.faces, grid.y.faces];
    let error = 0;
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < n; i++) {
        const at = (j + 1) * grid.stride + i + 1;
        // Faces with a solid centre are closed whatever is left of them; see the next test.
        if (bodies.wallU[at] > 0)
          error += Math.abs(bodies.openWest[at] / n - openLength(x[i], y[j], y[j + 1], [X, Y])) / n;
        if (bodies.wallV[at] > 0)
          error += Math.abs(bodies.openSouth[at] / n - openLength(y[j], x[i], x[i + 1], [Y, X])) / n;
      }
    }
    return error;
  });
  // A distance that is linear along a face misses a wall of curvature 1/R by h^2 / 8R, on 8 R / h faces; a few grazing
  // faces lose up to h each, whose area is h^2, and make the order uneven.
  [32, 64, 128, 256].forEach((n, k) => {
    expect(errors[k]).toBeLessThan(3 / n ** 2);
  });
  expect(errors[3]).toBeLessThan(errors[0] / 25);
});

test('the area of the disc from the closed lengths converges', () => {
  const errors = [32, 64, 128].map((n) => {
    const { bodies, grid } = disc(n);
    let area = 0;
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < n; i++) area += (1 - bodies.openWest[(j + 1) * grid.stride + i + 1]) / n ** 2;
    }
    return Math.abs(area - Math.PI * RADIUS ** 2);
  });
  // Of first order only: faces with a solid centre close early, by h/8 on average on either side (4 R h / 8).
  [32, 64, 128].forEach((n, k) => {
    expect(errors[k]).toBeLessThan(RADIUS / n);
  });
});

test('openness is between 0 and 1, 0 where the centre is solid, 1 away from the disc', () => {
  const { bodies } = disc(40);
  bodies.openWest.forEach((open, at) => {
    expect(open).toBeGreaterThanOrEqual(0);
    expect(open).toBeLessThanOrEqual(1);
    if (bodies.wallU[at] <= 0) expect(open).toBe(0);
    if (bodies.wallU[at] > 1 / 40) expect(open).toBe(1);
  });
});

test('the test function of the force is 1 at the body, 0 at the sides, and its slopes belong to it', () => {
  const n = 40;
  const { grid, bodies } = disc(n);
  const w = (i: number, j: number, c = 0) => bodies.weight[4 * (j * n + i) + c];
  for (let k = 0; k < n; k++) {
    for (const [i, j] of [
      [0, k],
      [n - 1, k],
      [k, 0],
      [k, n - 1],
    ])
      expect(w(i, j)).toBeLessThan(0.02);
  }
  bodies.distance.forEach((distance, cell) => {
    if (distance > 0 && distance < 0.02) expect(bodies.weight[4 * cell]).toBe(1);
    if (distance <= 0) expect(bodies.weight[4 * cell]).toBe(0);
  });
  // Along a row that misses the disc, the slopes add up to the difference of the ends, which is 0.
  const row = grid.y.centres.findIndex((y) => y > Y + RADIUS + 0.02);
  const rise = Array.from({ length: n }, (_, i) => w(i, row, 1) / n).reduce((sum, value) => sum + value, 0);
  expect(Math.abs(rise)).toBeLessThan(1e-12);
  expect(Math.max(...Array.from({ length: n }, (_, i) => w(i, row)))).toBeGreaterThan(0.9);
});

test('several bodies are their union; none is null', () => {
  const sides = { west: 'wall', east: 'wall', south: 'wall', north: 'wall' } as const;
  const problem = flowProblem({ cells: [16, 16], sides });
  const grid = makeFlowGrid(problem);
  expect(makeBodies(problem, grid)).toBeNull();
  const one = (x: number) =>
    flowProblem({ cells: [16, 16], sides, obstacle: `hypot(x - ${x}, y - 0.5) - 0.1` }).obstacles[0];
  const both = makeBodies({ ...problem, obstacles: [one(0.3), one(0.7)] }, grid)!;
  const parts = [0.3, 0.7].map((x) => makeBodies({ ...problem, obstacles: [one(x)] }, grid)!);
  both.distance.forEach((distance, k) => {
    expect(distance).toBe(Math.min(parts[0].distance[k], parts[1].distance[k]));
  });
});

test('masking stops the velocity on solid faces and leaves the others', () => {
  const { grid, bodies } = disc(24);
  const velocity = new Float64Array(2 * grid.padded).fill(1);
  maskVelocity(velocity, bodies);
  bodies.wallU.forEach((distance, k) => {
    expect(velocity[2 * k]).toBe(distance > 0 ? 1 : 0);
  });
  bodies.wallV.forEach((distance, k) => {
    expect(velocity[2 * k + 1]).toBe(distance > 0 ? 1 : 0);
  });
});
