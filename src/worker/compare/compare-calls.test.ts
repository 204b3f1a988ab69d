import { expect, test, vi } from 'vitest';
import { applySettings, parseScene, presetById } from '../../../scenes';
import { multigrid } from '../../../solvers/methods/multigrid';
import { pinn } from '../../../solvers/methods/pinn';
import { openTestGpu } from '../../../tests/gpu';
import { Host } from '../host';
import { type Methods, planScene } from '../start';
import { rivalPlan } from './choose';

/** A small network and a small grid. */
const SETTINGS = [
  'method=pinn',
  'grid.n=32',
  'recipes.pinn.layers=2',
  'recipes.pinn.width=8',
  'recipes.pinn.points=128',
];

const until = <T>(look: () => Promise<T>, holds: (value: T) => boolean) =>
  vi.waitFor(
    async () => {
      const value = await look();
      expect(holds(value)).toBe(true);
      return value;
    },
    { timeout: 60_000, interval: 50 },
  );

/** An engine without a canvas that compares by these methods. */
function hostWith(methods: Methods): Host {
  const plan = (document: unknown) => planScene(parseScene(document), methods);
  return new Host({
    openGpu: () => openTestGpu(),
    plan,
    richardson: () => Promise.reject(new Error('not asked for')),
    rival: (scene, own) =>
      rivalPlan(
        scene,
        own,
        async (other) => plan(other),
        async () => null,
      ),
    fits: async () => [],
    openPicture: () => Promise.reject(new Error('no canvas here')),
    openFrames: async () => null,
    requestFrame: () => {},
  });
}

test('a network with multigrid beside it: errors of both, values of both, and nothing left behind', async () => {
  const host = hostWith({ multigrid, pinn });
  const { port1 } = new MessageChannel();
  expect((await host.open(port1)).ok).toBe(true);
  const loaded = (await host.load(applySettings(presetById('poisson').scene, SETTINGS))).value!;
  expect(loaded.compared).toBeNull();
  const before = (await host.diagnostics()).value!;
  const { compared, fields } = (await host.compare(true)).value!;
  expect(compared).toEqual({ answer: 'network', rival: 'multigrid', fields: ['u'] });
  expect(fields.map(({ name }) => name)).toEqual(['u', 'u.reference', 'u.error', 'residual', 'density']);

  // The other answer goes on although the run is paused.
  const race = async () => (await host.race()).value!;
  await until(race, ({ rival }) => rival.errors.length > 4);
  await host.step(2);
  const { answer, rival, truth, rivalIsTruth } = await until(race, ({ answer: own }) => own.effort?.steps === 2);
  expect([truth, rivalIsTruth]).toEqual(['exact', false]);
  // Second order of (7 pi / 32)^2 / 12 in the shortest waves, which are a fifth as high as the longest.
  expect(rival.errors.at(-1)).toBeLessThan(0.04);
  expect(answer.errors.at(-1)).toBeGreaterThan(rival.errors.at(-1)!);
  for (const { seconds, flops } of [answer, rival]) expect(Math.min(...seconds, ...flops)).toBeGreaterThan(0);

  const values = (await host.probe(0.3, 0.6)).value!;
  expect(values['u.error']).toBe(values.u! - values['u.reference']!);

  const { training, spectrum } = (await host.anatomy()).value!;
  expect(training!.names).toEqual(['equations']);
  // The spectrum's squares add up to those of the fields: their ratio is the difference that was measured.
  const size = (values: Float64Array) => Math.hypot(...values);
  const apart = size(spectrum!.error) / size(spectrum!.reference);
  const sums = answer.errors.at(-1)!;
  // The exact solution and multigrid's are 4 % apart at most.
  expect(Math.abs(apart / sums - 1)).toBeLessThan(0.05);

  const alone = (await host.compare(false)).value!;
  expect(alone.fields.map(({ name }) => name)).toEqual(['u', 'residual', 'density']);
  expect((await host.race()).value).toBeNull();
  const after = (await host.diagnostics()).value!;
  // The network keeps what it samples points with.
  expect(after.buffersAlive! - before.buffersAlive!).toBeLessThanOrEqual(8);
  host.close();
  port1.close();
});

test('a scene that nothing else answers is refused, and goes on', async () => {
  const host = hostWith({ pinn });
  const { port1 } = new MessageChannel();
  await host.open(port1);
  const scene = applySettings(presetById('poisson').scene, SETTINGS);
  const { exact: _, ...unknown } = scene;
  await host.load(unknown);
  const refused = await host.compare(true);
  expect(refused).toMatchObject({ ok: false, code: 'bad-input', detail: expect.stringMatching(/no other method/) });
  expect((await host.step(1)).ok).toBe(true);
  host.close();
  port1.close();
});
