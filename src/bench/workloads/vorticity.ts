import { presetById, resolve } from '../../../scenes';
import type { Gpu } from '../../../solvers/gpu';
import { modelOf } from '../../../solvers/methods/evolve/choose';
import { specOf } from '../../../solvers/methods/evolve/problem-spec';
import { randomField } from '../../../solvers/methods/evolve/random-field';
import { EvolveRun } from '../../../solvers/methods/evolve/run';
import type { Running, Workload } from '../workload';

const [POINTS, BATCH] = [64, 32];
/** A step that the forced flow keeps its accuracy with. */
const DT = 0.02;

/** A batch of forced two-dimensional flows, each from a random start of its own: the data that operators learn from. */
export const vorticity: readonly Workload[] = [
  {
    name: `ns-vorticity-${POINTS}x${BATCH}`,
    step: `time step of ${BATCH} samples`,
    size: BATCH * POINTS * POINTS,
    prepare,
  },
];

async function prepare(gpu: Gpu): Promise<Running> {
  const spec = specOf(resolve(presetById('ns-vorticity-forced').scene).problem);
  const w = new Float64Array(BATCH * POINTS * POINTS);
  for (let sample = 0; sample < BATCH; sample++) {
    const start = randomField({
      shape: [POINTS, POINTS],
      lengths: [1, 1],
      spectrum: (k) => 7 ** 1.5 * (4 * Math.PI ** 2 * k ** 2 + 49) ** -1.25,
      seed: 1701,
      sample,
      mean: 0,
      rms: null,
    });
    w.set(start, sample * start.length);
  }
  const flows = { ...spec, initial: { w }, batch: BATCH, dt: DT, time: { min: 0, max: 1e6 } };
  const run = await EvolveRun.create(gpu, modelOf(flows), flows);
  return {
    run: async (count) => {
      await run.step(count);
      await run.drain();
      if (run.outcome.code !== 'ok') throw new Error(run.outcome.advice);
    },
    cost: () => run.device.step.program.cost,
    facts: () => ({ batch: BATCH }),
    dispose: () => run.dispose(),
  };
}
