import type { Outcome } from '../base/result';
import type { DeviceArray } from '../gpu';
import type { Precision } from './refine/system-kernels';

/** How a linear system is solved; what is left out has the default. */
export interface EllipticSettings {
  /** Refinement by multigrid cycles, or a Krylov method around them; `auto`: cg where A is symmetric, else bicgstab. */
  readonly method: 'multigrid' | 'cg' | 'bicgstab' | 'auto';
  /** Unknown and residual in double-single: never, always, or once f32 stagnates. */
  readonly precision: 'off' | 'on' | 'auto';
  /** Residual at the end relative to the right-hand side, in the L2 norm of r / diagonal. */
  readonly tolerance: number;
  /** Iterations at most. */
  readonly cycles: number;
}

export const ELLIPTIC_DEFAULTS: EllipticSettings = { method: 'auto', precision: 'auto', tolerance: 1e-8, cycles: 100 };

/** What a solve took. */
export interface EllipticStats {
  readonly method: 'multigrid' | 'cg' | 'bicgstab';
  /** At the end. */
  readonly precision: Precision;
  /** Iteration at which f32 stagnated and double-single took over, or null. */
  readonly switched: number | null;
  readonly iterations: number;
  /** Residuals after 0, 1, ... iterations, relative to the right-hand side. */
  readonly residuals: readonly number[];
  /** Recorded bytes in units of one f32 red-black sweep of the finest grid. */
  readonly workUnits: number;
  readonly bytes: number;
}

export interface EllipticSolution {
  /** u in f64 (of 48 bits if double-single was on); the last iterate whatever the result. */
  readonly value: Float64Array<ArrayBuffer>;
  readonly result: Outcome;
  readonly stats: EllipticStats;
}

/** Where a solve stands after a step. */
export interface EllipticProgress {
  readonly iterations: number;
  /** Relative to the right-hand side. */
  readonly residual: number;
  /** {@link EllipticSolver.solution} tells why. */
  readonly done: boolean;
}

/** Numbers on the device: `unit` times the first [points] of `array`, plus `unit` times the low halves from `lows` on. */
export interface DeviceNumbers {
  readonly array: DeviceArray;
  /** 0 where there are no low halves. */
  readonly lows: number;
  readonly unit: number;
}
