import { expect, test } from 'vitest';
import { applySettings, parseScene, presetById } from '../../scenes';
import { methods } from '../../solvers/methods/all';
import { openTestGpu } from '../../tests/gpu';
import { planScene, start } from './start';

test('starts and ends of a scene leave nothing on the device, nor do those that fail', async () => {
  const gpu = await openTestGpu();
  const plan = planScene(parseScene(applySettings(presetById('kdv').scene, ['method=evolve', 'grid.n=48'])), methods);
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
  for (let k = 0; k < 10; k++) await cycle();
  expect(await cycle()).toEqual(before);
  // A start that fails on its way: everything that was made until then is given back.
  const broken = {
    ...plan,
    method: {
      ...plan.method,
      async init(...given: Parameters<typeof plan.method.init>): Promise<never> {
        await plan.method.init(...given);
        throw new Error('no more');
      },
    },
  };
  await expect(start(gpu, broken)).rejects.toThrow('no more');
  expect(gpu.counters).toMatchObject({ bytesAlive: 0, buffersAlive: 0 });
  gpu.close();
});
