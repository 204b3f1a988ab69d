import type { Expr } from '../../../expr';

/** Residuals that are wanted to vanish at points of the box or of one of its faces. */
export interface Term {
  /** Part of `loss.NAME`. */
  readonly name: string;
  readonly residuals: readonly Expr[];
  /** A coordinate that is fixed: its number and value; null for the whole box. */
  readonly face: { readonly axis: number; readonly at: number } | null;
  /** Number of the body whose surface it is. */
  readonly body?: number;
  readonly points: number;
  readonly weight: number;
  /** Places of a term whose points are given, [axis][points], and what its residuals shall be there. */
  readonly places?: readonly Float64Array[];
  readonly wanted?: readonly Float64Array[];
}
