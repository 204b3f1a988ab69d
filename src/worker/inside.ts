import type { OperatorLook } from '../../solvers/methods/solver';

export type { ExpertsReport } from '../../solvers/methods/solver';

/** What may be asked of an operator; all answers carry its state. */
export type OperatorQuestion =
  | { readonly kind: 'state' }
  /** Answers an example from now on, or the scene's own input (null). */
  | { readonly kind: 'choose'; readonly example: number | null }
  /** Both answers to the input on so many points along the longest side. */
  | { readonly kind: 'look'; readonly points: number }
  /** Errors of examples from a number on. */
  | { readonly kind: 'examine'; readonly first: number; readonly count: number }
  /** Trains on from the present weights, or from random ones; or takes those back that come along. */
  | { readonly kind: 'train'; readonly from: 'present' | 'scratch' }
  | { readonly kind: 'shipped' };

export interface OperatorState {
  /** Number of the example that is answered; null = the scene's own input. */
  readonly example: number | null;
  readonly painted: boolean;
  /** Its weights are none of its own training. */
  readonly handedIn: boolean;
  /** Weights come along that it can go back to. */
  readonly hasShipped: boolean;
  /** Display fields that a brush may dab into. */
  readonly paints: readonly string[];
  /** Waves that its layers keep along each axis. */
  readonly modes: number;
  /** Points along the longest side of its picture. */
  readonly points: number;
}

/** Root mean squares by wave number. */
export interface OperatorSpectrum {
  /** Waves across the domain's longer side. */
  readonly waves: Float64Array;
  readonly answer: Float64Array;
  readonly solved: Float64Array;
  readonly difference: Float64Array;
}

/** Both answers on one grid, how far they are apart, and how they spread over wave numbers. */
export interface OperatorSight extends OperatorLook {
  /** Relative L2. */
  readonly error: number;
  readonly spectrum: OperatorSpectrum | null;
}

export interface OperatorReport {
  readonly state: OperatorState;
  readonly sight: OperatorSight | null;
  readonly errors: readonly number[] | null;
}
