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
  'gauss-newton': budget(160, 380, 2600, 3),
  'evolve-burgers-1024': budget(36, 1.12, 0.9),
  'evolve-gray-scott-128': budget(49, 20.6, 12.7),
  'nsm-poisson': budget(49, 36, 105),
  'moe-boxes-4': budget(120, 158, 620),
  'ns-vorticity-64x32': budget(38, 87, 235),
};
