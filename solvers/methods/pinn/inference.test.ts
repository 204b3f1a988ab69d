import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { pinn } from '.';
import { HEAT, type ProblemText, problemOf } from './pinn.testing';
import type { PinnSolver } from './pinn-solver';
import { sobol } from './points/sobol';
import { PinnTraining } from './training';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

const open = async (text: ProblemText): Promise<PinnSolver> => (await pinn.init(gpu, problemOf(text))) as PinnSolver;

describe('an inverse problem', () => {
  const places = [0, 1].map((axis) => {
    return Float64Array.from({ length: 30 }, (_, k) => (axis === 0 ? 1 : 0.5) * sobol(k + 1, axis, 4));
  });
  // Two modes that decay each at its own rate: one alone would not tell conduction from loss.
  const mode = (n: number, x: number, t: number): number =>
    Math.sin(n * Math.PI * x) * Math.exp(-0.1 * (n * Math.PI) ** 2 * t);
  const values = places[0].map((x, k) => mode(1, x, places[1][k]) + mode(2, x, places[1][k]) / 2);
  const inverse: ProblemText = {
    ...HEAT,
    parameters: { k: 0.1, shift: 0 },
    equations: ['u_t = k*u_xx + shift*u'],
    initial: { u: 'sin(pi*x) + sin(2*pi*x)/2' },
    exact: { u: 'sin(pi*x)*exp(-pi^2*k*t) + sin(2*pi*x)/2*exp(-4*pi^2*k*t)' },
    inferred: [
      { name: 'k', start: 0.4, scale: 'log', span: 1, truth: 0.1 },
      { name: 'shift', start: 0.3, scale: 'linear', span: 2, truth: 0 },
    ],
    data: [{ field: 'u', places, values }],
    // Exact values may weigh much.
    recipe: { ...HEAT.recipe, dataWeight: 3, hold: 6 },
  };

  it('has rows whose products with a direction are differences of the residuals', async () => {
    const training = await PinnTraining.create(gpu, problemOf(inverse));
    const { points, levenberg, weights } = training;
    const size = weights.layout.parameters;
    const unknowns = [-0.9, 0.15];
    weights.write(new Float32Array(training.network));
    const outputs = await points.outputs();
    const at = (by: number): Float64Array => {
      points.infer(unknowns.map((value, k) => value + by * [0.6, -0.8][k]));
      return points.residuals(outputs);
    };
    const [up, down] = [at(1e-4), at(-1e-4)];
    points.infer(unknowns);
    const columns = points.byParameters(outputs, unknowns);
    expect(levenberg.parameters).toHaveLength(size + 2);
    for (let row = 0; row < points.rows; row++) {
      const slope = 0.6 * columns[row] - 0.8 * columns[points.rows + row];
      // Third differences of exp times 1e-8 / 6, and columns in f32.
      expect(Math.abs(slope - (up[row] - down[row]) / 2e-4)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
    }
    // Measured values do not depend on the parameters.
    const { row } = points.terms.at(-1)!;
    expect(Math.max(...columns.subarray(row, points.rows).map(Math.abs))).toBe(0);
    training.dispose();
  });

  it('finds the parameters that the data were made with', async () => {
    const solver = await open(inverse);
    expect(solver.metrics()['parameter.k'].value).toBeCloseTo(0.4, 12);
    await solver.step(30);
    const metrics = await solver.measure();
    expect(metrics['parameter.k.error'].value).toBeLessThan(1e-3);
    expect(Math.abs(metrics['parameter.shift'].value)).toBeLessThan(1e-3);
    expect(metrics.relL2.value).toBeLessThan(1e-3);
    // Half of the sensors are taken away: the training goes on from here, and has as many iterations more.
    const half = places.map((own) => own.subarray(0, 15));
    const other = await open({ ...inverse, data: [{ field: 'u', places: half, values: values.subarray(0, 15) }] });
    await other.goOnFrom(await solver.save());
    expect([other.stepCount, other.finished]).toEqual([30, false]);
    await other.step(1);
    expect(other.metrics()['parameter.k.error'].value).toBeLessThan(1e-3);
    const again = await open(inverse);
    await again.load(await other.save());
    expect([again.stepCount, again.finished]).toEqual([31, false]);
    for (const own of [other, again]) own.dispose();
    // A slider moves the guess.
    solver.setParameter('k', 0.2);
    expect(solver.metrics()['parameter.k'].value).toBe(0.2);
    solver.dispose();
  });

  it('is refused where nothing is measured', () => {
    expect(pinn.refuses(problemOf({ ...inverse, data: undefined }))).toMatch(/parameters.k.infer: nothing is measured/);
  });
});
