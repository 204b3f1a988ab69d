import { describe, expect, it } from 'vitest';
import { compile } from '../solvers/expr';
import { brushDistance, type Point } from './drawn';
import { parseScene } from './parse';
import { presetById } from './presets';
import { resolve } from './resolve';
import type { Scene } from './schema';

/** The distance by marching along the path in small steps. */
function marched(path: readonly Point[], x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [k, [x0, y0]] of path.entries()) {
    const [x1, y1] = path[Math.min(k + 1, path.length - 1)]!;
    for (let s = 0; s <= 1; s += 1 / 4096) {
      least = Math.min(least, Math.hypot(x - x0 - s * (x1 - x0), y - y0 - s * (y1 - y0)));
    }
  }
  return least;
}

describe('the distance from what a brush has covered', () => {
  const paths: Readonly<Record<string, readonly Point[]>> = {
    'a dab': [[0.3, -0.2]],
    'a leg': [
      [-1, 0.5],
      [0.5, -0.25],
    ],
    'a bent way that rests and comes back': [
      [0, 0],
      [0.7, 0.1],
      [0.7, 0.1],
      [-0.2, 0.6],
      [0.1, -0.4],
    ],
  };

  it.each(Object.keys(paths))('%s', (name) => {
    const distance = compile(brushDistance(paths[name]!, 0.125), ['x', 'y']);
    for (const [x, y] of [
      [0, 0],
      [0.31, 0.77],
      [-0.4, -0.9],
      [1.3, 0.05],
      [0.7, 0.1],
    ] as const) {
      // Steps of 1/4096 of a leg of at most 1.7 end within 2.1e-4 of the nearest point: h^2 / 8 r, and h / 2 at r = 0.
      expect(Math.abs(distance([x, y]) - (marched(paths[name]!, x, y) - 0.125))).toBeLessThan(2.1e-4);
    }
  });
});

describe('a body that was drawn', () => {
  const scene =
    (body: Record<string, unknown>, y: unknown = [0, 1]) =>
    () =>
      resolve(
        parseScene({
          version: 1,
          id: 'drawn',
          unknowns: ['u'],
          coordinates: { x: [0, 1], ...(y ? { y } : {}) },
          equations: ['lap(u) = 1'],
          obstacles: [{ name: 'drawn', ...body }],
        }),
      );

  it('is a body as any other', () => {
    const { obstacles } = scene({ path: [[0.5, '1/4']], radius: 0.1 })().problem;
    expect(compile(obstacles[0]!.distance, ['x', 'y'])([0.5, 0.75])).toBeCloseTo(0.4, 14);
  });

  it('leaves no exact solution to be right', () => {
    const around = { ...presetById('poisson').scene, obstacles: [{ name: 'wall', path: [[0.5, 0.5]], radius: 0.1 }] };
    const { problem, notes } = resolve(around as Scene);
    expect(problem.exact).toEqual({});
    expect(notes).toContain('no exact solution is known with what was drawn by hand');
  });

  it.each([
    [{}, 'needs either "distance", or "path" and "radius"'],
    [{ path: [[0, 0]] }, 'needs either "distance", or "path" and "radius"'],
    [{ path: [[0, 0]], radius: 0.1, distance: 'x' }, 'needs either "distance", or "path" and "radius"'],
    [{ path: [], radius: 0.1 }, 'is empty'],
    [{ path: [[0, 0]], radius: 0 }, 'obstacles[0].radius = 0: choose a positive radius'],
    [{ path: [[0, 1e30]], radius: 1 }, 'obstacles[0].path[0] = 1e+30 is too large'],
  ])('%j is refused by name', (body, why) => {
    expect(scene(body)).toThrow(why);
  });

  it('needs a plane', () => {
    expect(scene({ path: [[0, 0]], radius: 1 }, null)).toThrow('bodies are drawn in the plane of x and y');
  });
});
