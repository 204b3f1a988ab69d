import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { applySettings, parseScene, presetById } from '../../scenes';
import { methods } from '../../solvers/methods/all';
import { openTestGpu } from '../../tests/gpu';
import { growthOf } from '../../tests/growth';
import { record } from '../../tests/report';
import { planScene, start } from './start';

const CYCLES = 200;
/** Until then compiled code and caches find their size. */
const SETTLED = 40;
/** Growth of the heap over the rest, bytes: a leak of 4 kB a cycle would be 640 kB. */
const SLACK = 2 ** 19;

const SCENES: readonly (readonly [preset: string, ...settings: string[]])[] = [['kdv', 'method=evolve', 'grid.n=48']];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test.each(SCENES)(
  'two hundred starts and ends of %s leave nothing on the device, nor in the heap',
  async (...given) => {
    const [preset, ...settings] = given;
    const gpu = await openTestGpu();
    const plan = planScene(parseScene(applySettings(presetById(preset).scene, settings)), methods);
    const cycle = async () => {
      const solver = await start(gpu, plan);
      await solver.step(1);
      solver.dispose();
      await gpu.done();
      const { bytesAlive, buffersAlive, bytesPooled, buffersPooled, pipelinesCreated } = gpu.counters;
      return { bytesAlive, buffersAlive, bytesPooled, buffersPooled, pipelinesCreated };
    };
    await cycle();
    const before = await cycle();
    expect(before).toMatchObject({ bytesAlive: 0, buffersAlive: 0 });
    const heaps: [number, number][] = [];
    for (let k = 0; k < CYCLES; k++) {
      expect(await cycle()).toEqual(before);
      collect();
      heaps.push([k, process.memoryUsage().heapUsed]);
    }
    const growth = growthOf(heaps.slice(SETTLED));
    const row = { scene: [preset, ...settings].join(' '), cycles: CYCLES, 'heap [B]': heaps.at(-1)![1] };
    record('Starts and ends of scenes', { ...row, 'growth by a fitted line [B]': growth, allowed: SLACK });
    expect(growth).toBeLessThan(SLACK);
    gpu.close();
  },
);
