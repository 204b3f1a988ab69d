/** Shape of a cycle: how often, and how, a level is visited. */
export type CycleKind = 'V' | 'W' | 'F';

/** Sweeps before and after the coarse correction, and what is done between them. */
export interface CycleSettings {
  readonly kind: CycleKind;
  readonly before: number;
  readonly after: number;
  /** Sweeps after the correction run backwards through their colours, so that a V-cycle from zero is symmetric. */
  readonly symmetric: boolean;
  /** Over-relaxation of point smoothers; 1 is Gauss-Seidel. */
  readonly relaxation: number;
  /**
   * `auto` chooses lines along the axes of strong coupling on each level, else points; a sweep of `jacobi` is two steps
   * of one weight, of `chebyshev` two steps with the weights of the Chebyshev polynomial.
   */
  readonly smoother: 'auto' | 'points' | 'jacobi' | 'chebyshev' | readonly (0 | 1 | 2)[];
}

/** V(2,1) with the smoother chosen from the coefficients. */
export const DEFAULT_CYCLE: CycleSettings = {
  kind: 'V',
  before: 2,
  after: 1,
  symmetric: false,
  relaxation: 1,
  smoother: 'auto',
};

/** Kinds of the cycles that one of a kind makes on the coarser level, in order (Trottenberg et al. (2001), 2.4). */
export function innerCycles(kind: CycleKind): readonly CycleKind[] {
  if (kind === 'V') return ['V'];
  return kind === 'W' ? ['W', 'W'] : ['F', 'V'];
}

/** V(1,1) that is symmetric: the preconditioner of conjugate gradients. */
export const SYMMETRIC_CYCLE: CycleSettings = { ...DEFAULT_CYCLE, before: 1, symmetric: true };
