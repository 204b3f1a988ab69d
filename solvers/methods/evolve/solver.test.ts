import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseScene, resolve } from '../../../scenes';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import type { Problem } from '../problem';
import { evolve } from '.';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const heat = (sign = ''): Problem =>
  resolve(
    parseScene({
      version: 1,
      id: 'rod',
      unknowns: ['u'],
      coordinates: { x: [0, 1], t: [0, 0.1] },
      parameters: { k: 1 },
      equations: [`u_t = ${sign}k*u_xx`],
      conditions: [
        { on: 't=0', is: 'u = sin(pi*x)' },
        { on: 'x', is: 'u = 0' },
      ],
      grid: { n: 32 },
      exact: { u: 'exp(-k*pi^2*t)*sin(pi*x)' },
      method: 'evolve',
    }),
  ).problem;

describe('the solver of a scene', () => {
  it('solves, shows, saves and goes on with the same bits', async () => {
    const problem = heat();
    expect(evolve.refuses(problem)).toBeNull();
    expect(evolve.refuses(heat('-'))).toContain('ill-posed');
    expect(evolve.memory(problem)).toBeGreaterThan(0);
    const solver = await evolve.init(gpu, problem);
    expect(solver.notes.join(' ')).toContain('Fourier');
    await solver.step(20);
    const saved = await solver.save();
    while (!solver.finished) await solver.step(1000);
    const metrics = await solver.measure();
    // The linear part is exact: f32 of a field and of its transform.
    expect(metrics.relL2.value).toBeLessThan(2e-6);
    expect(metrics.diffusion.value).toBeGreaterThan(0);
    const [end] = await solver.fields();
    expect(end.data.length).toBe(33);
    solver.refresh(['u']);
    expect((await solver.probe(0.5, 0.1)).u).toBeCloseTo(Math.exp(-0.1 * Math.PI ** 2), 5);
    await solver.load(saved);
    while (!solver.finished) await solver.step(1000);
    const [again] = await solver.fields();
    expect(again.data).toEqual(end.data);
    await solver.reset();
    expect(solver.time).toBe(0);
    solver.setParameter('k', 2);
    while (!solver.finished) await solver.step(1000);
    expect((await solver.measure()).relL2.value).toBeLessThan(2e-6);
    solver.dispose();
  });
});
