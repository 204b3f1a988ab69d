import { afterAll, beforeAll, expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import type { Gpu } from '../../../solvers/gpu';
import { evolve } from '../../../solvers/methods/evolve';
import { multigrid } from '../../../solvers/methods/multigrid';
import { pinn } from '../../../solvers/methods/pinn';
import { openTestGpu } from '../../../tests/gpu';
import { scattered, withReadings } from '../../state/sensors';
import { planScene, start } from '../start';
import { HiddenTruth } from './sensing';

/** Sensors dropped by hand: what the network finds with so many, each with that noise, and how far off it may be. */
const CASES = [
  ['burgers-inverse', 30, 0.01, { nu: 0.03 }],
  ['darcy-inverse', 30, 0.01, { k: 0.15, cx: 0.05, cy: 0.05 }],
] as const;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

test.each(CASES)('%s is told by %d sensors', async (id, count, noise, allowed) => {
  const { scene } = presetById(id);
  const alone = <T>(work: () => Promise<T>): Promise<T> => work();
  const plan = planScene({ ...scene, method: id === 'darcy-inverse' ? 'multigrid' : 'evolve' }, { multigrid, evolve });
  const truth = await HiddenTruth.of(gpu, plan, { plan, title: '', stored: null }, alone);
  const places = scattered(scene, [], count);
  const [x, y] = [0, 1].map((a) => Float64Array.from(places, (place) => place[a]!));
  const told = withReadings(scene, 'u', places, Array.from(truth.at('u', { x: x!, y: y! })), noise);
  const solver = await start(gpu, planScene(told, { pinn }));
  while (!solver.finished) {
    await solver.step(20);
    const { loss, ...metrics } = solver.metrics();
    const errors = Object.keys(allowed).map(
      (name) => `${name} ${metrics[`parameter.${name}.error`]!.value.toExponential(2)}`,
    );
    console.log(`${id} ${solver.stepCount}: loss ${loss!.value.toExponential(2)}, ${errors.join(', ')}`);
  }
  const metrics = solver.metrics();
  for (const [name, most] of Object.entries(allowed)) {
    expect(metrics[`parameter.${name}.error`]!.value, name).toBeLessThan(most);
  }
  expect(resolve(told).problem.data![0]!.values).toHaveLength(count);
  solver.dispose();
});
