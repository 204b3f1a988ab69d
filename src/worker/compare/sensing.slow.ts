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

/** Noise of the sensors, relative to the spread of what they read. */
const NOISE = 0.01;

/** Thirty places where somebody would drop them who looks at the shock: five rows of six across it. */
const ACROSS = [0.5, 0.6, 0.7, 0.8, 0.9].flatMap((t) =>
  [-0.06, -0.02, -0.008, 0.008, 0.02, 0.06].map((x) => [x, t] as const),
);

/** Where sensors are dropped, and how far off what the network finds with them may be. */
const CASES = [
  ['burgers-inverse', 'evolve', ACROSS, { nu: 0.05 }],
  ['darcy-inverse', 'multigrid', scattered(presetById('darcy-inverse').scene, [], 30), { k: 0.15, cx: 0.05, cy: 0.05 }],
] as const;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

test.each(CASES)('%s is told by thirty sensors that are dropped', async (id, solved, places, allowed) => {
  const { scene } = presetById(id);
  const alone = <T>(work: () => Promise<T>): Promise<T> => work();
  const plan = planScene({ ...scene, method: solved }, { multigrid, evolve });
  const truth = await HiddenTruth.of(gpu, plan, { plan, title: '', stored: null }, alone);
  const [x, y] = [0, 1].map((a) => Float64Array.from(places, (place) => place[a]!));
  const told = withReadings(scene, 'u', places, Array.from(truth.at('u', { x: x!, y: y! })), NOISE);
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
  expect(resolve(told).problem.data![0]!.values).toHaveLength(30);
  solver.dispose();
});
