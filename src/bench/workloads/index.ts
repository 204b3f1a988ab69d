import { BRIEF, FULL, type Protocol } from '../blocks';
import type { Workload } from '../workload';
import { elliptic } from './elliptic';
import { fourier } from './fft';
import { flow } from './flow';
import { fourierGrowth, fourierOperator } from './fno';
import { matmul } from './matmul';
import { expertGrowth, methodRows } from './methods';
import { multigrid } from './multigrid';
import { pinn, pinnGrowth } from './pinn';
import { poisson } from './poisson';
import { vorticity } from './vorticity';

/** Sizes that only draw lines of cost: timed briefly, and the first to be left out. */
const growth: readonly Workload[] = [...pinnGrowth, ...fourierGrowth, ...expertGrowth];

/** All workloads, in the order of the table. */
export const workloads: readonly Workload[] = [
  ...pinn,
  ...fourierOperator,
  ...fourier,
  ...matmul,
  ...elliptic,
  ...methodRows,
  ...vorticity,
  ...flow,
  ...poisson,
  ...multigrid,
  ...growth,
];

/** How a workload is timed; briefly where it only draws a line, or where that is asked for. */
export function protocolOf(workload: Workload, brief: boolean): Protocol {
  return brief || growth.includes(workload) ? BRIEF : FULL;
}

/** A minute on somebody's own GPU: one of each kind. */
export const QUICK: readonly string[] = ['W1', 'W3', 'W3i', 'W5', 'multigrid-1023', 'flow-cavity-256', 'gauss-newton'];
