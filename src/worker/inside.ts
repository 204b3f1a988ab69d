import type { OperatorLook, StoredFacts } from '../../solvers/methods/solver';

export type { ExpertsReport } from '../../solvers/methods/solver';

/** A file of solved examples that somebody chose, read by slices. */
export interface DataFile {
  /** Its name; with the folders above it, where it is a piece of a zarr folder. */
  readonly path: string;
  readonly blob: Blob;
}

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
  | { readonly kind: 'shipped' }
  /** Learns of the examples in files from now on; null = of its own again. */
  | { readonly kind: 'learn'; readonly files: readonly DataFile[] | null };

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
  /** The files that it learns of; null = examples of its own. */
  readonly stored: StoredFacts | null;
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

/** What may be asked of the loss around the present weights. */
export type LandscapeQuestion =
  /** Takes the present weights as the middle and draws two directions. */
  | { readonly kind: 'begin'; readonly seed: number }
  /** Losses at so many steps along the first direction and one along the second. */
  | { readonly kind: 'row'; readonly first: Float64Array; readonly second: number }
  | { readonly kind: 'end' };

/** What is asked of fields in space. */
export interface SpaceQuestion {
  readonly names: readonly string[];
  /** A place, x first. */
  readonly at: readonly [number, number, number];
}

/** An extreme value and where it stands, x first. */
interface Extreme {
  readonly value: number;
  readonly at: readonly [number, number, number];
}

/** A field in space: its value at the place, and its extremes; null where it holds no number. */
export interface FieldInSpace {
  readonly name: string;
  readonly value: number;
  readonly least: Extreme | null;
  readonly largest: Extreme | null;
}

/** What may be asked of trainings side by side, from a soft penalty to experts. */
export type TrioQuestion =
  /** Sets them up, each with the weights that come along for it, or all from the same random ones. */
  | { readonly kind: 'begin'; readonly from: 'shipped' | 'scratch' }
  /** Trains each by so many steps, and goes on with the classical answer. */
  | { readonly kind: 'step'; readonly count: number }
  | { readonly kind: 'end' };

/** One of them. */
export interface TrioSide {
  readonly method: string;
  readonly title: string;
  readonly steps: number;
  readonly finished: boolean;
  /** Null before the first step. */
  readonly loss: number | null;
  /** The largest violation of the equation. */
  readonly largest: number;
  /** How long its answer takes, ms. */
  readonly took: number;
  /** The largest jump at a border; null where there is none. */
  readonly jump: number | null;
  readonly failed: number;
  /** Relative L2 error at the end of time against the classical answer; null until that is known. */
  readonly error: number | null;
  /** The answer as it is drawn, [y][x]: over time in one dimension, else at the end of time. */
  readonly shape: readonly [number, number];
  readonly values: Float32Array;
}

export interface TrioReport {
  readonly sides: readonly TrioSide[];
  readonly working: boolean;
}
