/** How the problems of a batch are solved. */
export interface LayerOptions {
  /** At most so many steps tried. */
  readonly iterations: number;
  /** The last step is one of this norm relative to w, or moves the residuals by this share of their norm. */
  readonly tolerance: number;
  /** The first damping as a share of the largest element on the diagonal of J^T J. */
  readonly damping: number;
  /** Adds |ridge w|^2 to what is made least. */
  readonly ridge: number;
  /** Whether the derivative takes second derivatives of the residuals into account. */
  readonly hessian: 'exact' | 'gauss-newton';
}

/** Numbers that each member tells of its course: iterations, norm of the residuals, code, condition of the Jacobian, estimated. */
export const STATUS = 4;

/** As shares of the largest element on the diagonal of J^T J at the start. */
export const DAMPING = {
  /** Damping ends here: what double-single sums leave of a digit. */
  least: 1e-12,
  /** Beyond it a member has stalled. */
  most: 1e8,
  /** Pivots below it are raised to it. */
  pivot: 1e-13,
  /** Pivots in this proportion make a member singular: a condition of 1e6. */
  singular: 1e-11,
  /** An element at least, itself and not a share. */
  tiny: 1e-30,
} as const;
