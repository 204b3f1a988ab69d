import { expect, test } from 'vitest';
import { applySettings, presetById } from '../../scenes';
import { methods } from '../../solvers/methods/all';
import { openTestGpu } from '../../tests/gpu';
import { History } from './history';
import { openFrames } from './history-frames';
import { planScene, start } from './start';

test('a real flow is looked back at and taken back: the picture of the past, and the same bits from there on', async () => {
  const gpu = await openTestGpu();
  const plan = planScene(applySettings(presetById('cavity-re1000').scene, ['grid.n=24']), methods);
  const solver = await start(gpu, plan);
  let now = 0;
  const history = new History({
    solver,
    overTime: false,
    hasPast: true,
    openFrames: () => openFrames(gpu, solver.display),
    done: () => gpu.done(),
    read: async (array, from, bytes) => new Float32Array(await gpu.read(array, from, bytes)),
    kept: () => {},
    now: () => now,
  });
  await history.warm();
  const speed = solver.display.fields.find(({ name }) => name === 'speed')!.data;
  const see = async () => {
    history.pictured.refresh(['speed']);
    return new Float32Array(await gpu.read(speed));
  };
  const seen: Float32Array[] = [];
  const { buffersCreated } = gpu.counters;
  for (let k = 0; k < 4; k++) {
    await history.offer();
    seen.push(await see());
    await solver.step(8);
    now += 2500;
  }
  expect(history.count).toBe(4);
  // Steps record programs of their own; pictures allocate nothing.
  const stored = gpu.counters.buffersCreated - buffersCreated;
  expect(history.show(2)).toMatchObject({ step: 16, from: { step: 16 } });
  const past = await see();
  const largest = seen[2]!.reduce((a, b) => Math.max(a, b), 0);
  // 16 bits of the largest speed of a block.
  seen[2]!.forEach((value, k) => void expect(Math.abs(past[k]! - value)).toBeLessThanOrEqual(largest / 65000));
  expect(gpu.counters.buffersCreated - buffersCreated).toBe(stored);
  await history.goOn();
  expect([solver.stepCount, history.shown]).toEqual([16, null]);
  await solver.step(8);
  expect(await see()).toEqual(seen[3]!);

  // What was kept elsewhere becomes moments again.
  const states = [await solver.save()];
  await solver.step(8);
  states.push(await solver.save());
  history.clear();
  expect(history.count).toBe(0);
  for (const state of states) {
    await solver.load(state);
    await history.adopt();
  }
  expect(history.count).toBe(2);
  expect(history.show(0)).toMatchObject({ step: 24, from: { step: 24 } });
  const again = await see();
  const most = seen[3]!.reduce((a, b) => Math.max(a, b), 0);
  seen[3]!.forEach((value, k) => void expect(Math.abs(again[k]! - value)).toBeLessThanOrEqual(most / 65000));
  history.show(null);
  history.dispose();
  solver.dispose();
  gpu.close();
});
