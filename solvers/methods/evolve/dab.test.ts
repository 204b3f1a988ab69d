import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { modelOf } from './choose';
import { addToPairs, dabOn } from './dab';
import { type Typed, typed } from './evolve.testing';
import { EvolveRun } from './run';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const SCENES: readonly (readonly [string, Typed])[] = [
  ['waves', { text: 'u_t = 0.01*u_xx', axes: [['x', 0, 1, 32]], initial: { u: '1 + sin(2*pi*x)' } }],
  [
    'points between values that change',
    {
      text: 'u_t = 0.01*u_xx',
      axes: [['x', 0, 1, 32]],
      initial: { u: '1' },
      conditions: [
        ['x', 'min', 'u', { u: '1' }, '1 + t'],
        ['x', 'max', 'u', { u: '1' }, '1'],
      ],
    },
  ],
  ['shocks', { text: 'u_t + u*u_x = 0', axes: [['x', 0, 1, 32]], initial: { u: '0.1*sin(2*pi*x)' } }],
];

describe('dabs into runs', () => {
  it.each(SCENES)(
    '%s: the field grows by the dab, trials begin anew, and what is saved can be gone on from',
    async (_, scene) => {
      const spec = typed(scene);
      const run = await EvolveRun.create(gpu, modelOf(spec), spec);
      const size = run.model.positions[0].at.length;
      const field = async (): Promise<Float32Array> => {
        run.device.show();
        return run.device.field('u', size);
      };
      await run.until(1 / 64);
      const before = await field();
      const stroke = { field: 'u', x: 0.4, y: 0, radius: 0.2, amount: 0.5 };
      await run.paint(stroke);
      const dab = dabOn(stroke, spec.axes, run.model.positions);
      const after = await field();
      // f32 of values up to 1.5, of transforms of 32 or products of 33 such.
      after.forEach((value, k) => void expect(Math.abs(value - before[k] - dab[k])).toBeLessThan(3e-6));
      const saved = await run.save();
      // Whoever paints looks for the step anew.
      expect(saved.numbers.untilTrial).toBe(0);
      await run.until(1 / 32);
      const end = await field();
      await run.load(saved);
      await run.until(1 / 32);
      expect(await field()).toEqual(end);
      await expect(run.paint({ ...stroke, field: 'v' })).rejects.toThrow('no v to paint');
      await expect(run.paint({ ...stroke, radius: 0 })).rejects.toThrow('a radius above 0');
      run.dispose();
    },
  );

  it('go round the end of a period, and leave in the low parts what high ones cannot hold', () => {
    const axes = [{ name: 'x', min: 0, max: 1, points: 10, periodic: true }];
    const at = Float64Array.from({ length: 10 }, (_, i) => i / 10);
    const dab = dabOn({ field: 'u', x: 0.95, y: 0, radius: 0.2, amount: 1 }, axes, [{ name: 'x', at }]);
    expect(dab[0]).toBeCloseTo(dab[9], 12);
    const [high, low] = [Float32Array.of(1e4), Float32Array.of(1e-4)];
    addToPairs(high, low, Float64Array.of(1e-4));
    expect(high[0] + low[0]).toBeCloseTo(1e4 + 2e-4, 9);
  });
});
