import { expect, test } from 'vitest';
import { applySettings, parseScene, presetById } from '../../scenes';
import { methods } from '../../solvers/methods/all';
import { openTestGpu } from '../../tests/gpu';
import { Host } from './host';
import type { Pulse } from './protocol';
import { planScene } from './start';
import { sleep } from './timers';

test('a real flow runs in the host without reading a field back, without allocating, and takes orders', async () => {
  const host = new Host({
    openGpu: () => openTestGpu(),
    plan: (scene) => planScene(parseScene(scene), methods),
    richardson: () => Promise.reject(new Error('not asked for')),
    rival: async () => null,
    fits: async () => [],
    openPicture: () => Promise.reject(new Error('no canvas here')),
    openFrames: () => Promise.reject(new Error('no picture, no past')),
    requestFrame: () => {},
    // However long the machine takes.
    keepEvery: Number.POSITIVE_INFINITY,
  });
  const channel = new MessageChannel();
  const pulses: Pulse[] = [];
  channel.port1.onmessage = ({ data }) => pulses.push(data);
  expect((await host.open(channel.port2)).ok).toBe(true);
  const loaded = await host.load(applySettings(presetById('cavity-re1000').scene, ['grid.n=32']));
  expect(loaded.value).toMatchObject({ method: 'flow', nx: 32, ny: 32, extent: [0, 1, 0, 1], hasVelocity: true });

  await host.step(100);
  const before = (await host.diagnostics()).value!;
  await host.run();
  while ((await host.ping()).value! < 400) await sleep(20);
  const after = (await host.diagnostics()).value!;
  // A field of 32 x 32 numbers has 4096 bytes; a status is some tens of numbers.
  expect(after.largestReadback).toBeLessThan(1024);
  // Programs for another number of multigrid cycles may still be recorded, on the same buffers.
  expect([after.buffersCreated, after.bytesAlive]).toEqual([before.buffersCreated, before.bytesAlive]);

  const probed = (await host.probe(0.5, 0.9)).value!;
  expect(probed.u).toBeGreaterThan(0);
  expect((await host.setParameter('Re', 200)).ok).toBe(true);
  expect(await host.setParameter('Re', -1)).toMatchObject({ ok: false, code: 'bad-input', field: 'parameters.Re' });
  expect(await host.pause()).toEqual({ ok: true, value: null });
  const profiles = (await host.profiles()).value!;
  expect(profiles.map(({ title }) => title)).toEqual(['u on x = 0.5', 'v on y = 0.5']);
  await sleep(150);
  expect(pulses.at(-1)).toMatchObject({ running: false, outcome: { code: 'ok' }, ranges: [] });
  expect(pulses.at(-1)!.stepMs).toBeGreaterThan(0);
  await host.reset();
  expect(await host.ping()).toEqual({ ok: true, value: 0 });
  host.close();
  channel.port1.close();
});
