import { expect, test } from 'vitest';
import { applySettings, parseScene, presetById } from '../../scenes';
import { methods } from '../../solvers/methods/all';
import { openTestGpu } from '../../tests/gpu';
import { record } from '../../tests/report';
import { planScene, start } from './start';

const CYCLES = 200;
/** A small scene for each method. */
const SCENES: readonly (readonly [string, ...string[]])[] = [
  ['cavity-re100', 'grid.n=16'],
  ['kdv', 'method=evolve', 'grid.n=64'],
  ['poisson', 'grid.n=32'],
  ['bratu', 'grid.n=32'],
  ['poisson', 'method=pinn', 'grid.n=16', 'recipes.pinn={"layers":1,"width":8,"points":64}'],
];

test.each(SCENES)('%s %j: two hundred starts and ends leave nothing on the device', async (preset, ...settings) => {
  const gpu = await openTestGpu();
  const plan = planScene(parseScene(applySettings(presetById(preset).scene, settings)), methods);
  const cycle = async () => {
    const solver = await start(gpu, plan);
    await solver.step(1);
    solver.dispose();
    await gpu.done();
    const { bytesAlive, buffersAlive, bytesPooled, pipelinesCreated } = gpu.counters;
    return { bytesAlive, buffersAlive, bytesPooled, pipelinesCreated };
  };
  await cycle();
  const before = await cycle();
  expect(before).toMatchObject({ bytesAlive: 0, buffersAlive: 0 });
  for (let k = 2; k < CYCLES; k++) await cycle();
  expect(await cycle()).toEqual(before);
  record(
    'Starts and ends of a scene',
    { scene: preset, method: plan.method.id, cycles: CYCLES, ...before },
    gpu.adapterName,
  );
  gpu.close();
});
