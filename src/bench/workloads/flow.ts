import { applySettings, presetById, resolve } from '../../../scenes';
import type { Gpu } from '../../../solvers/gpu';
import { PoissonMultigrid } from '../../../solvers/linear/poisson/poisson';
import { methods } from '../../../solvers/methods/all';
import type { Cost, Running, Workload } from '../workload';
import { boxSpec } from './poisson';

/** Steps after which the solver has found how many cycles and how long a time step this flow needs. */
const SETTLE = 40;

/** Steps of the lid-driven cavity at Re 1000, soon after its impulsive start. */
export const flow: readonly Workload[] = [128, 256, 512].map((n) => ({
  name: `flow-cavity-${n}`,
  step: 'time step',
  size: n * n,
  growth: { family: 'flow time step', of: 'cells', at: n * n },
  prepare: (gpu) => prepare(gpu, n),
}));

async function prepare(gpu: Gpu, n: number): Promise<Running> {
  const { problem } = resolve(applySettings(presetById('cavity-re1000').scene, [`grid.n=${n}`]));
  const solver = await methods.flow!.init(gpu, problem);
  const cycle = await cycleCost(gpu, n);
  await solver.step(SETTLE);
  let steps = 0;
  let used = 0;
  const sum = { dispatches: 0, bytes: 0, flops: 0 };
  return {
    run: async (count) => {
      await solver.step(count);
      await gpu.done();
      if (solver.outcome.code !== 'ok') throw new Error(`cavity ${n}: ${solver.outcome.advice}`);
      const iterations = solver.metrics().iterations!.value;
      // Cycles beyond the last that was needed are launched, find it done and move nothing.
      const idle = Math.floor(solver.cost.dispatches / cycle.dispatches) - iterations;
      steps += count;
      used += count * iterations;
      sum.dispatches += count * solver.cost.dispatches;
      sum.bytes += count * (solver.cost.bytes - idle * cycle.bytes);
      sum.flops += count * (solver.cost.flops - idle * cycle.flops);
    },
    cost: () => ({ dispatches: sum.dispatches / steps, bytes: sum.bytes / steps, flops: sum.flops / steps }),
    facts: () => ({ cycles: used / steps }),
    dispose: () => solver.dispose(),
  };
}

/** One multigrid cycle of the pressure solve. The rest of a step is fewer dispatches than that. */
async function cycleCost(gpu: Gpu, n: number): Promise<Cost> {
  const multigrid = new PoissonMultigrid(gpu, boxSpec(n));
  const cost = async (cycles: number) =>
    (await gpu.record('cycles', (recorder) => multigrid.recordSolve(recorder, cycles))).cost;
  const [one, two] = [await cost(1), await cost(2)];
  multigrid.dispose();
  return {
    dispatches: two.dispatches - one.dispatches,
    bytes: two.bytes - one.bytes,
    flops: two.flops - one.flops,
  };
}
