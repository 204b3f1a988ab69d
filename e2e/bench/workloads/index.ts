import type { Workload } from '../workload';
import { fourier } from './fft';
import { flow } from './flow';
import { fourierOperator } from './fno';
import { matmul } from './matmul';
import { multigrid } from './multigrid';
import { pinn } from './pinn';
import { poisson } from './poisson';
import { vorticity } from './vorticity';

/** All workloads, in the order of the table. */
export const workloads: readonly Workload[] = [
  ...flow,
  ...poisson,
  ...multigrid,
  ...pinn,
  ...fourierOperator,
  ...fourier,
  ...matmul,
  ...vorticity,
];
