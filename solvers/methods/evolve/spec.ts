import type { Definitions, Equation, Expr } from '../../expr';

/** A spatial axis: its interval, and how many points it gets (0 leaves it to the method). */
export interface EvolveAxis {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly points: number;
  readonly periodic: boolean;
}

/**
 * A linear condition on one unknown at an end of an axis: the sum of `terms[s] * s` is `given`, where s is the unknown
 * or its derivative along the axis. Coefficients and `given` are formulas in the coordinates, t and the parameters.
 */
export interface EvolveCondition {
  readonly axis: string;
  readonly end: 'min' | 'max';
  readonly unknown: string;
  readonly terms: Readonly<Record<string, Expr>>;
  readonly given: Expr;
}

/** A body: signed distance (negative inside) in the coordinates, and the unknowns that are given on its surface. */
export interface EvolveObstacle {
  readonly name: string;
  readonly distance: Expr;
  readonly values: Readonly<Record<string, Expr>>;
}

/** A time-dependent problem as this method takes it: one batch of samples on one grid. */
export interface EvolveSpec {
  readonly unknowns: readonly string[];
  /** In the order x, y, z as far as they exist. */
  readonly axes: readonly EvolveAxis[];
  readonly time: { readonly min: number; readonly max: number };
  readonly equations: readonly Equation[];
  readonly definitions?: Definitions;
  /** A number for all samples, or one number a sample. */
  readonly parameters: Readonly<Record<string, number | ArrayLike<number>>>;
  readonly conditions: readonly EvolveCondition[];
  readonly obstacles?: readonly EvolveObstacle[];
  /**
   * Initial values of unknowns and of time derivatives such as `u_t`: a formula in the coordinates and parameters, or
   * numbers, [batch][z][y][x] or the same for every sample, at the points of the model or where they say that they stand
   * (`Placed`). What is missing is 0.
   */
  readonly initial: Readonly<Record<string, Expr | ArrayLike<number>>>;
  /** Samples at once. */
  readonly batch: number;
  /** Time step, where it is fixed; else the method chooses. */
  readonly dt: number | null;
  /** Relative error that the steps may add up to over the whole time; left out, the model's own. */
  readonly tolerance?: number;
}

/** The parameters of sample `k`. */
export function parametersOf(spec: Pick<EvolveSpec, 'parameters'>, k: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(spec.parameters).map(([name, value]) => [name, typeof value === 'number' ? value : value[k]]),
  );
}
