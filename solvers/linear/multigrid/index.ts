export { type CycleKind, type CycleSettings, DEFAULT_CYCLE, innerCycles, SYMMETRIC_CYCLE } from './cycle';
export { HostMultigrid } from './host-multigrid';
export { type HostSolution, type HostSolveOptions, solveOnHost } from './host-solve';
export { Multigrid, type MultigridOptions } from './multigrid';
