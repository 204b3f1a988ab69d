import type { Workload } from '../workload';
import { flow } from './flow';
import { poisson } from './poisson';

/** All workloads, in the order of the table. */
export const workloads: readonly Workload[] = [...flow, ...poisson];
