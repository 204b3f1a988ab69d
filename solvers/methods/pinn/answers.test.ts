import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { pinn } from '.';
import { type ProblemText, problemOf } from './pinn.testing';
import type { PinnSolver } from './pinn-solver';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

const open = async (text: ProblemText): Promise<PinnSolver> => (await pinn.init(gpu, problemOf(text))) as PinnSolver;

describe('bodies', () => {
  // The potential of a source in the hole, plus a flow that goes round it: u at the surface is known, or its slope is 0.
  const hole: ProblemText = {
    x: [-1, 1],
    y: [-1, 1],
    equations: ['u_xx + u_yy = 0'],
    sides: { x: { u: 'log(hypot(x, y))' }, y: { u: 'log(hypot(x, y))' } },
    exact: { u: 'log(hypot(x, y))' },
    bodies: { hole: { distance: 'hypot(x, y) - 0.4', values: { u: 'log(0.4)' } } },
    recipe: { layers: 2, width: 12, points: 300, bodyPoints: 60, sidePoints: 40, iterations: 40, hard: false },
  };
  const round = 'x*(1 + 0.16/(x^2 + y^2))';

  it.each([
    ['with values', hole],
    [
      'as walls',
      {
        ...hole,
        sides: { x: { u: round }, y: { u: round } },
        exact: { u: round },
        bodies: { hole: { distance: 'hypot(x, y) - 0.4' } },
      },
    ],
  ] as const)('%s', async (_, text) => {
    const solver = await open(text);
    await solver.step(40);
    const { relL2 } = await solver.measure();
    // 200 parameters at 300 points; without the body's rows the error is 0.1 and more.
    expect(relL2.value).toBeLessThan(3e-3);
    const [field] = await solver.fields();
    expect(field.data[128 * 257 + 128]).toBe(0);
    const distance = new Float32Array(await gpu.read(solver.display.distance!));
    expect(distance[64 * solver.display.nx + 64]).toBeCloseTo(Math.hypot(1, 1) / 128 - 0.4, 5);
    solver.dispose();
  });
});

describe('a pressure between periodic sides', () => {
  it('is handed out without its mean at each time', async () => {
    const solver = await open({
      unknowns: ['u', 'p'],
      x: [0, 1],
      t: [0, 1],
      equations: ['u_t + p_x = 0', 'u_x = 0'],
      sides: { x: 'periodic' },
      initial: { u: '1', p: 'sin(2*pi*x)' },
      recipe: { layers: 1, width: 4, points: 24, redraw: 0 },
    });
    const [, { data, shape }] = await solver.fields();
    expect(shape).toEqual([101, 257]);
    for (const t of [0, 50, 100]) {
      // Both ends of a period are the same point: one counts.
      const row = data.subarray(257 * t, 257 * (t + 1) - 1);
      // A function of cosines of at most three waves through one layer of tanh: 24 cells integrate it well.
      expect(Math.abs(row.reduce((sum, value) => sum + value, 0)) / 256).toBeLessThan(1e-3);
      expect(Math.max(...row)).toBeGreaterThan(0);
    }
    solver.dispose();
  });
});
