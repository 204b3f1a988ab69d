import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../tests/gpu';
import { applySettings, Failure, type Gpu, type Progress, presetById, solve } from './library';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const small = applySettings(presetById('taylor-green').scene, ['grid.n=16']);

test('a scene document is solved on a given device, which stays open', async () => {
  const reports: Progress[] = [];
  const { value, result, stats } = await solve(small, {
    gpu,
    steps: 5,
    onProgress: (progress) => reports.push(progress),
  });
  expect(result.code).toBe('ok');
  expect(stats).toMatchObject({ method: 'flow', steps: 5, finished: false, adapter: gpu.adapterName });
  expect(reports.at(-1)!.step).toBe(5);
  expect(value.frames.map(({ time }) => time)).toEqual([stats.time]);
  const { fields } = value.frames[0]!;
  for (const { data, shape } of fields) expect(data.length).toBe(shape.reduce((a, b) => a * b));
  // Second order on 16 cells a wave: the vortices are off by some percent at most, and by more than rounding.
  expect(stats.metrics.relL2!.value).toBeLessThan(0.05);
  expect(stats.metrics.relL2!.value).toBeGreaterThan(1e-6);
  expect(gpu.open).toBe(true);
});

test('solving again gives the same bits and leaves no buffer behind', async () => {
  const before = gpu.counters.buffersAlive;
  const [first, second] = [await solve(small, { gpu, steps: 5 }), await solve(small, { gpu, steps: 5 })];
  expect(second.value.frames[0]!.fields).toEqual(first.value.frames[0]!.fields);
  expect(gpu.counters.buffersAlive).toBe(before);
});

test('what prevents an answer is thrown as data that programs can read', async () => {
  const failure = await solve({ ...small, method: 'magic' }, { gpu }).catch((error) => error);
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({ code: 'bad-input', field: 'method' });
  await expect(solve('no-such-scene', { gpu })).rejects.toMatchObject({ code: 'bad-input', field: 'scene' });
});
