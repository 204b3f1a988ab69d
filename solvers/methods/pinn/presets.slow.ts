import { afterAll, beforeAll, expect, it } from 'vitest';
import { presets, resolve } from '../../../scenes';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { pinn } from '.';

/** Scenes that the method does not train as they stand, and the reason that it gives. PINN_CASES chooses some. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  'cavity-re400': /nothing is said of u at the start.*recipes.pinn.steady/,
  'cavity-re1000': /nothing is said of u at the start.*recipes.pinn.steady/,
  'cavity-re3200': /nothing is said of u at the start.*recipes.pinn.steady/,
  darcy: /^inputs.a: it jumps/,
  'poisson-jump': /^inputs.a: it jumps/,
};

/** Small enough for all scenes: the network is the scene's own, the points are few. */
const FEW = { points: 320, sidePoints: 40, startPoints: 120, bodyPoints: 40, candidates: 1000, iterations: 5 };

const { PINN_CASES } = process.env;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

it.each(presets.map(({ id }) => id).filter((id) => !PINN_CASES || PINN_CASES.split(',').includes(id)))(
  '%s trains, or says why not',
  async (id) => {
    const { problem } = resolve(presets.find((preset) => preset.id === id)!.scene);
    const few = { ...problem, recipes: { pinn: { ...problem.recipes.pinn, ...FEW } } };
    const reason = REFUSED[id];
    if (reason) {
      expect(pinn.refuses(few)).toMatch(reason);
      return;
    }
    expect(pinn.refuses(few)).toBeNull();
    const solver = await pinn.init(gpu, few);
    await solver.step(1);
    const first = solver.metrics().loss.value;
    await solver.step(4);
    const { loss } = solver.metrics();
    const gigaflops = (solver.cost.flops * solver.stepCount) / 1e9;
    console.log(`${id}: ${first.toExponential(2)} to ${loss.value.toExponential(2)}, ${gigaflops.toFixed(1)} GF`);
    expect(loss.value).toBeLessThan(first);
    solver.dispose();
  },
);
