import { randomUniform } from '../../../solvers/base/random';
import type { Gpu } from '../../../solvers/gpu';
import { applyStencil, pointCount, type StencilOperator, starOffsets } from '../../../solvers/grid';
import { Multigrid } from '../../../solvers/linear/multigrid';
import type { Running, Workload } from '../workload';

/** Residual at the end over the first one, both in the 2-norm. */
const REDUCTION = 1e-6;
const MOST_CYCLES = 12;

/** The Laplacian on n x n unknowns between grounded sides, times the area of a cell. */
export function laplacian(n: number): StencilOperator {
  const shape = [n, n];
  const coefficients = starOffsets(2).map((step, k) =>
    Float64Array.from({ length: pointCount(shape) }, (_, at) => {
      const [i, j] = [(at % n) + step[0]!, Math.floor(at / n) + step[1]!];
      if (i < 0 || i >= n || j < 0 || j >= n) return 0;
      return k === 0 ? 4 : -1;
    }),
  );
  return {
    shape,
    periodic: [false, false],
    offsets: starOffsets(2),
    coefficients,
    symmetric: true,
    singular: false,
    coarseStart: [1, 1],
  };
}

/** V(2,1) cycles of black-box multigrid from white noise towards zero, so that rounding puts no floor under the residual. */
export const multigrid: readonly Workload[] = [255, 511, 1023, 2047].map((n) => ({
  name: `multigrid-${n}`,
  step: `residual by ${REDUCTION}`,
  size: n * n,
  growth: { family: 'black-box multigrid by 1e-6', of: 'unknowns', at: n * n },
  prepare: (gpu) => prepare(gpu, n),
}));

async function prepare(gpu: Gpu, n: number): Promise<Running> {
  const operator = laplacian(n);
  const solver = await gpu.allocate(() => new Multigrid(gpu, operator));
  const noise = Float32Array.from({ length: n * n }, (_, k) => 2 * randomUniform(1, k) - 1);
  const guess = gpu.upload('guess', noise);
  const residual = async (): Promise<number> => {
    const u = new Float32Array(await gpu.read(solver.solution, 0, 4 * n * n));
    return Math.sqrt(applyStencil(operator, u).reduce((sum, value) => sum + value * value, 0));
  };
  const cycle = await gpu.record('cycle', (recorder) => solver.recordCycle(recorder));
  gpu.write(solver.solution, noise);
  const goal = REDUCTION * (await residual());
  let cycles = 0;
  do {
    if (++cycles > MOST_CYCLES) throw new Error(`multigrid ${n}: not solved after ${MOST_CYCLES} cycles`);
    gpu.run(cycle);
  } while ((await residual()) > goal);
  const program = await gpu.record(`multigrid ${n}`, (recorder) => {
    recorder.copy(guess, solver.solution);
    for (let k = 0; k < cycles; k++) solver.recordCycle(recorder);
  });
  return {
    run: async (count) => {
      gpu.run(program, 0, count * program.length);
      await gpu.done();
    },
    cost: () => program.cost,
    facts: () => ({ cycles }),
    dispose: () => {
      gpu.release(guess);
      solver.dispose();
    },
  };
}
