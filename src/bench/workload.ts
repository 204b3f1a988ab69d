import type { Gpu } from '../../solvers/gpu';

/** What one step costs by count; the bytes and operations are those that the work needs, not those that were moved. */
export interface Cost {
  readonly dispatches: number;
  readonly bytes: number;
  readonly flops: number;
}

/** A workload that stands on a device, ready to be timed. */
export interface Running {
  /** Makes `count` steps; resolves when the device has done them. */
  run(count: number): Promise<void>;
  /** Loss at the very first step's weights, where there is one; asked after the steps. */
  loss0?(): number;
  /** Its dispatches, one a line with its time, where they are an array program's. */
  listing?(): Promise<string>;
  /** Mean cost of the steps made so far. */
  cost(): Cost;
  /** Numbers of its own for the last column, such as cycles of a solve. */
  facts(): Readonly<Record<string, number>>;
  dispose(): void;
}

/** What the cost of a row is plotted against, and how much of it there is. */
export interface Growth {
  /** Rows of one family make one line. */
  readonly family: string;
  /** What grows, as in "points". */
  readonly of: string;
  readonly at: number;
}

/** One row of the table. A new workload is a file that exports a few of these, and a line in workloads/index.ts. */
export interface Workload {
  readonly name: string;
  /** What one step is. */
  readonly step: string;
  /** Unknowns or cells: bytes are also given for each. */
  readonly size: number;
  /** Where the row is one of several sizes. */
  readonly growth?: Growth;
  prepare(gpu: Gpu): Promise<Running>;
}

/** Times and counts of a workload; the counts are for each step. */
export interface Row {
  readonly workload: string;
  readonly step: string;
  readonly size: number;
  /** Median, least and most over the blocks, milliseconds a step. */
  readonly ms: number;
  readonly min: number;
  readonly max: number;
  /** Every block, in order. */
  readonly samples: readonly number[];
  readonly growth: Growth | null;
  readonly dispatchesPerStep: number;
  readonly submitsPerStep: number;
  readonly bytesPerStep: number;
  readonly flopsPerStep: number;
  /** Buffers, bind groups and pipelines made while it was timed. */
  readonly allocationsPerStep: number;
  /** First loss, where there is one: proves that another implementation does the same work. */
  readonly loss0: number | null;
  readonly facts: Readonly<Record<string, number>>;
  /** The dispatches of a step, one a line, where an array program makes them. */
  readonly listing: string | null;
}
