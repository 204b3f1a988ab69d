import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { filterNormalised, PinnLandscape } from './landscape';
import { layoutOf } from './network/layout';
import { HEAT, problemOf } from './pinn.testing';
import { PinnTraining } from './training';
import { sumOfSquares } from './training-points';

/** On points that stay. */
const FIXED = { ...HEAT, recipe: { ...HEAT.recipe, redraw: 0 } };

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

describe('directions', () => {
  it('are as long as the weights of each neuron, differ, and leave biases where they are', () => {
    const layout = layoutOf({ sizes: [3, 5, 2], channels: [[0]] });
    const weights = Float64Array.from({ length: layout.parameters }, (_, p) => Math.sin(3 * p + 1));
    const [a, b] = [0, layout.parameters].map((drawn) => filterNormalised(layout, weights, 7, drawn));
    for (const { inputs, outputs, start } of layout.layers) {
      for (let j = 0; j < outputs; j++) {
        const own = Array.from({ length: inputs }, (_, i) => start + i * outputs + j);
        const length = (of: Float64Array): number => Math.hypot(...own.map((p) => of[p]));
        expect(length(a)).toBeCloseTo(length(weights), 12);
        expect(length(b)).toBeCloseTo(length(weights), 12);
        expect(a[start + inputs * outputs + j]).toBe(0);
      }
    }
    expect(a).not.toEqual(b);
  });
});

describe('the loss around weights', () => {
  it('is that of the same network in f64, and what is looked at is left as it was, to the last bit', async () => {
    const [training, other] = await Promise.all([0, 1].map(() => PinnTraining.create(gpu, problemOf(FIXED))));
    for (let k = 0; k < 5; k++) {
      await training.iterate();
      await other.iterate();
    }
    const { levenberg, points, weights } = training;
    const before = {
      host: levenberg.parameters.slice(),
      device: new Uint32Array(await gpu.read(weights.parameters)),
      spent: { ...levenberg.spent },
    };
    const landscape = new PinnLandscape(training, 3);
    const steps = Float64Array.of(-1, 0, 0.4);
    const losses = await landscape.losses(steps, 0.3);
    const [middle] = await landscape.losses(Float64Array.of(0), 0);
    expect(middle).toBe(training.loss);
    expect(levenberg.parameters).toEqual(before.host);
    expect(new Uint32Array(await gpu.read(weights.parameters))).toEqual(before.device);
    expect(levenberg.spent).toEqual(before.spent);

    const { layout } = weights;
    const [a, b] = [0, layout.parameters].map((drawn) => filterNormalised(layout, training.network, 3, drawn));
    for (const [k, step] of steps.entries()) {
      const moved = training.network.map((weight, p) => weight + step * a[p] + 0.3 * b[p]);
      const exact = sumOfSquares(points.residuals(points.precise(layout, moved)));
      // f32 weights and some hundred sums a residual: 2^-24 x 300 of its parts, which cancel by a factor below 10; twice
      // that in its square.
      expect(Math.abs(losses[k] / exact - 1)).toBeLessThan(2 * 300 * 2 ** -24 * 10);
    }

    // The training goes on as if nobody had looked; the landscape stays where it was.
    for (let k = 0; k < 3; k++) expect((await training.iterate()).loss).toBe((await other.iterate()).loss);
    expect(levenberg.parameters).toEqual(other.levenberg.parameters);
    expect(await landscape.losses(steps, 0.3)).toEqual(losses);
    for (const own of [training, other]) own.dispose();
  });
});
