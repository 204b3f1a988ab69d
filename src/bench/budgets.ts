/** What a step of a workload may cost at most; counts do not depend on the machine. */
export interface Budget {
  readonly dispatches: number;
  readonly megabytes: number;
  readonly megaflops: number;
  /** Buffers, bind groups and pipelines made while it runs. */
  readonly allocations: number;
}

const budget = (dispatches: number, megabytes: number, megaflops: number, allocations = 0): Budget => ({
  ...{ dispatches, megabytes, megaflops, allocations },
});

/**
 * The costs that were reached, as budgets: a change that costs more fails. Where a solver chooses its own number of
 * cycles there is room for one more; allocations there are programs for numbers of cycles that had not occurred.
 */
export const BUDGETS: Readonly<Record<string, Budget>> = {
  W1: budget(11, 55, 720),
  W1b: budget(13, 131, 735),
  W2: budget(14, 67, 875),
  W3: budget(58, 357, 1560),
  W3i: budget(18, 113, 575),
  W4: budget(8, 269, 267),
  W5: budget(1, 12.6, 2148),
  W6: budget(600, 830, 0, 2),
  'gauss-newton': budget(180, 390, 2700, 3),
  'evolve-burgers-1024': budget(36, 1.12, 0.9),
  'evolve-gray-scott-128': budget(49, 20.6, 12.7),
  'nsm-poisson': budget(49, 36, 105),
  'moe-boxes-4': budget(120, 158, 620),
  'ns-vorticity-64x32': budget(38, 87, 235),
};

/**
 * Of a step of each method's small case (tests/method-cases.ts), by name. Dispatches are those that were submitted, the
 * rest is what the method tells of a step; allocations are mostly what looks at the state are made with.
 */
export const METHOD_BUDGETS: Readonly<Record<string, Budget>> = {
  flow: budget(87, 1.8, 1.8),
  'flow, body': budget(140, 2.2, 3.9, 1.1),
  multigrid: budget(44, 0.11, 0.12),
  'multigrid, jumps': budget(44, 0.28, 0.27),
  'multigrid, nonlinear': budget(53, 0, 0, 88),
  'evolve, waves': budget(27, 0.044, 0.022),
  'evolve, body': budget(210, 1.8, 0.45, 170),
  'evolve, shocks': budget(63, 5.9, 5.1),
  'evolve, vorticity': budget(65, 0.86, 1.1),
  pinn: budget(31, 3.5, 14, 3.7),
  fno: budget(39, 8.1, 26),
  deeponet: budget(47, 12, 20),
  nsm: budget(46, 1.1, 1.5),
  design: budget(480, 0.087, 0.086, 49),
  'pi-sc': budget(89, 130, 480),
  'pi-ot': budget(89, 130, 480),
  'pi-hc': budget(119, 170, 600),
  'pi-hc-moe': budget(121, 170, 650),
};
