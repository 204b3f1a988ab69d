import { describe, expect, it } from 'vitest';
import { problemOf } from '../pinn.testing';
import { Bodies } from './bodies';
import { sample } from './sampler';

const problem = problemOf({
  x: [-1, 1],
  y: [-1, 1],
  t: [0, 3],
  parameters: { r: 0.4 },
  equations: ['u_t = u_xx + u_yy'],
  sides: {},
  bodies: { disc: { distance: 'hypot(x, y) - r' }, corner: { distance: 'max(0.3 - x, 0.3 - y)' } },
});
const axes = [...problem.axes, problem.time!];
const bodies = new Bodies(problem, axes, problem.parameters);

describe('bodies', () => {
  it('keep points out', () => {
    const places = sample(axes, { face: null }, 500, 3, 1, bodies.free);
    expect(places.map(({ length }) => length)).toEqual([500, 500, 500]);
    for (let k = 0; k < 500; k++) {
      const [x, y] = [places[0][k], places[1][k]];
      expect(Math.hypot(x, y)).toBeGreaterThan(0.4);
      expect(Math.min(x, y)).toBeLessThan(0.3);
    }
  });

  it('have surface points, evenly and at all times, where no other body is', () => {
    const count = 400;
    const [x, y, t] = bodies.surface(0, count, 5);
    const octants = new Float64Array(8);
    for (let k = 0; k < count; k++) {
      expect(Math.abs(Math.hypot(x[k], y[k]) - 0.4)).toBeLessThan(1e-8);
      octants[Math.floor((4 * (Math.atan2(y[k], x[k]) + Math.PI)) / Math.PI) % 8]++;
      expect(Math.min(x[k], y[k])).toBeLessThanOrEqual(0.3);
    }
    // 50 an octant, deviation 7 were they random; the first quadrant loses what the corner covers.
    for (const [k, own] of octants.entries()) if (k < 4 || k > 5) expect(Math.abs(own - 53)).toBeLessThan(25);
    expect(Math.max(...t)).toBeGreaterThan(2.9);
    expect(Math.min(...t)).toBeLessThan(0.1);
  });

  it('have surface points on edges that meet in a corner', () => {
    const [x, y] = bodies.surface(1, 100, 2);
    for (let k = 0; k < 100; k++) {
      expect(Math.min(x[k], y[k])).toBeCloseTo(0.3, 6);
      expect(Math.max(x[k], y[k])).toBeLessThanOrEqual(1);
    }
    expect(x.filter((value) => value > 0.31).length).toBeGreaterThan(20);
    expect(y.filter((value) => value > 0.31).length).toBeGreaterThan(20);
  });

  it('that are not in the box are refused by name', () => {
    const far = problemOf({
      x: [0, 1],
      y: [0, 1],
      equations: ['u_xx + u_yy = 0'],
      sides: {},
      bodies: { moon: { distance: 'hypot(x - 9, y) - 1' } },
    });
    expect(() => new Bodies(far, far.axes, {}).surface(0, 3, 1)).toThrow(/no point of moon's surface/);
  });
});
