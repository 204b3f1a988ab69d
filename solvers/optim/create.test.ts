import { describe, expect, it } from 'vitest';
import { createOptimiser, type Method } from './create';
import { inDouble } from './executor';
import { linear } from './problems.testing';

const METHODS: readonly Method[] = [
  { method: 'sgd', rate: 0.01, momentum: 0.9 },
  { method: 'adam', rate: 0.05 },
  { method: 'lion', rate: 0.01 },
  { method: 'soap', rate: 0.05, matrices: [{ start: 0, rows: 2, columns: 2 }] },
  { method: 'l-bfgs' },
  { method: 'ssbroyden' },
  { method: 'gauss-newton' },
  { method: 'levenberg-marquardt' },
];

describe('one interface for all methods', () => {
  it.each(METHODS)('$method lowers the loss and reports it', async (settings) => {
    const executor = inDouble();
    const objective = linear(9, 4, true);
    const optimiser = await createOptimiser(executor, objective, settings);
    executor.write(objective.parameters, [1, -1, 1, -1]);
    const first = await optimiser.run(1);
    const { loss, iterations, evaluations } = await optimiser.run(200);
    expect(loss).toBeLessThan(Math.max(0.05 * first.loss, 1e-20));
    expect(iterations).toBeLessThanOrEqual(200);
    expect(evaluations).toBeGreaterThanOrEqual(iterations === 0 ? 0 : 1);
  });

  it('refuses settings out of range by name', () => {
    const objective = linear(3, 2, true);
    const refused = createOptimiser(inDouble(), objective, { method: 'adam', rate: 0.1, beta1: 2 });
    return expect(refused).rejects.toThrow(/beta1 is 2/);
  });
});
