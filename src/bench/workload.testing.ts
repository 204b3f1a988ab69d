import type { Row } from './workload';

/** A row as it would be measured, for tests of what is made of rows. */
export function rowOf(workload: string, ms: number, over: Partial<Row> = {}): Row {
  return {
    ...{ workload, step: 'step', size: 1, ms, min: ms, max: ms, samples: Array(7).fill(ms), growth: null },
    ...{ dispatchesPerStep: 10, submitsPerStep: 1, bytesPerStep: 1e6, flopsPerStep: 0, allocationsPerStep: 0 },
    ...{ loss0: null, facts: {}, listing: null, ...over },
  };
}
