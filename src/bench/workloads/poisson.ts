import { randomUniform } from '../../../solvers/base/random';
import type { DeviceArray, Gpu, Program } from '../../../solvers/gpu';
import type { PoissonSpec } from '../../../solvers/linear/poisson/hierarchy';
import { PoissonMultigrid } from '../../../solvers/linear/poisson/poisson';
import type { Running, Workload } from '../workload';

/** Residual at the end over the largest that a guess between -1 and 1 can have. */
const REDUCTION = 1e-6;
const MOST_CYCLES = 40;

/** The pressure problem of a box with n x n cells: no flux through the walls. */
export function boxSpec(n: number): PoissonSpec {
  const axis = { widths: new Float64Array(n).fill(1 / n), ends: ['neumann', 'neumann'] as const };
  return { x: axis, y: axis, open: null };
}

/**
 * A whole solve from white noise towards zero: nothing of the answer is known to the guess, and since the answer is
 * zero, rounding puts no floor under the residual.
 */
export const poisson: readonly Workload[] = [64, 128, 256, 512, 1024].map((n) => ({
  name: `poisson-${n}`,
  step: `residual to ${REDUCTION}`,
  size: n * n,
  growth: { family: 'pressure solve to 1e-6', of: 'cells', at: n * n },
  prepare: (gpu) => prepare(gpu, n),
}));

async function prepare(gpu: Gpu, n: number): Promise<Running> {
  const multigrid = await gpu.allocate(() => new PoissonMultigrid(gpu, boxSpec(n)));
  const guess = gpu.upload(
    'guess',
    Float32Array.from({ length: n * n }, (_, k) => 2 * randomUniform(1, k) - 1),
  );
  // The integrated stencil is [1, -4, 1]: at most 8 times the largest value; norms are for each sqrt(cell area).
  multigrid.setTolerance(REDUCTION * 8 * n);
  const record = (cycles: number): Promise<Program> =>
    gpu.record(`poisson ${n}`, (recorder) => {
      recorder.copy(guess, multigrid.solution);
      multigrid.recordSolve(recorder, cycles);
    });
  gpu.run(await record(MOST_CYCLES));
  const { cycles, missed } = await progress(gpu, multigrid.progress);
  if (missed > 0) throw new Error(`poisson ${n}: not solved after ${MOST_CYCLES} cycles`);
  // No cycle more than the solve needs is recorded: none is launched to find that it has nothing to do.
  const program = await record(cycles);
  return {
    run: async (count) => {
      gpu.run(program, 0, count * program.length);
      await gpu.done();
    },
    cost: () => program.cost,
    facts: () => ({ cycles }),
    dispose: () => {
      gpu.release(guess);
      multigrid.dispose();
    },
  };
}

async function progress(gpu: Gpu, array: DeviceArray): Promise<{ cycles: number; missed: number }> {
  const words = new Uint32Array(await gpu.read(array));
  return { cycles: words[2]!, missed: words[3]! };
}
