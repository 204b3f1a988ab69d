import type { Gpu } from '../../../solvers/gpu';
import { applyStencil } from '../../../solvers/grid';
import { EllipticSolver } from '../../../solvers/linear';
import type { Running, Workload } from '../workload';
import { parameters } from './data';
import { laplacian } from './multigrid';

const { W6 } = parameters;

/** Poisson's equation to a residual that f64 confirms: right-hand side up, multigrid with double-single, answer down. */
export const elliptic: readonly Workload[] = [
  { name: 'W6', step: `solve to ${W6.rtol}, host to host`, size: W6.n ** 2, prepare },
];

async function prepare(gpu: Gpu): Promise<Running> {
  const { n, rtol } = W6;
  const h = 1 / (n + 1);
  const operator = laplacian(n);
  // f of the workload, times the area of a cell.
  const rhs = Float64Array.from({ length: n * n }, (_, k) => {
    const [x, y] = [(1 + (k % n)) * h, (1 + Math.floor(k / n)) * h];
    return h * h * (2 * Math.PI ** 2 * Math.sin(Math.PI * x) * Math.sin(Math.PI * y) + 1);
  });
  const solver = await EllipticSolver.create(gpu, operator, { method: 'multigrid', tolerance: 0.5 * rtol });
  const solve = async () => {
    const solution = await solver.solve(rhs);
    if (solution.result.code !== 'ok') throw new Error(`W6: ${solution.result.advice}`);
    return solution;
  };
  const before = gpu.counters.dispatches;
  const { value, stats } = await solve();
  const dispatches = gpu.counters.dispatches - before;
  const applied = applyStencil(operator, value);
  const size = (values: Float64Array): number => Math.sqrt(values.reduce((sum, one) => sum + one * one, 0));
  const residual = size(rhs.map((one, k) => one - applied[k]!)) / size(rhs);
  if (!(residual <= rtol)) throw new Error(`W6: the residual in f64 is ${residual}, not ${rtol}`);
  return {
    run: async (count) => {
      for (let k = 0; k < count; k++) await solve();
    },
    cost: () => ({ dispatches, bytes: stats.bytes, flops: 0 }),
    facts: () => ({ cycles: stats.iterations, 'residual in f64': residual }),
    dispose: () => solver.dispose(),
  };
}
