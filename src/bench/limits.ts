import type { Peaks } from '../../solvers/gpu';
import type { Row } from './workload';

/** What a row would take at the adapter's measured peaks, and which of them it is. */
export interface Limit {
  readonly ms: number;
  readonly by: 'memory' | 'arithmetic' | 'launches';
  /** Limit over measured time: 1 is all that the adapter can do. Caches may push it above. */
  readonly part: number;
}

type Costs = Pick<Row, 'ms' | 'bytesPerStep' | 'flopsPerStep' | 'dispatchesPerStep'>;

/** The largest of the three times that a step cannot be done without: moving its bytes, its operations, its launches. */
export function limitOf(row: Costs, { copyGBs, fmaGflops, dispatchUs }: Peaks): Limit {
  const bounds = [
    { by: 'memory', ms: row.bytesPerStep / copyGBs / 1e6 },
    { by: 'arithmetic', ms: row.flopsPerStep / fmaGflops / 1e6 },
    { by: 'launches', ms: (row.dispatchesPerStep * dispatchUs) / 1e3 },
  ] as const;
  const most = bounds.reduce((best, one) => (one.ms > best.ms ? one : best));
  return { ...most, part: most.ms / row.ms };
}
