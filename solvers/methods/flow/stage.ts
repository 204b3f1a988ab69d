import type { Gpu } from '../../gpu';
import type { Problem } from '../problem';
import type { FlowGrid } from './layout';
import type { Bodies } from './obstacles';
import type { FlowState } from './state';

/** Where a run happens. */
export interface Stage {
  readonly gpu: Gpu;
  readonly problem: Problem;
  readonly grid: FlowGrid;
  readonly bodies: Bodies | null;
  readonly state: FlowState;
}
