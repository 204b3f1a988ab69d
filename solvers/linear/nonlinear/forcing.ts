/** Most that a linear solve may leave of its residual, as at the first step. */
export const LOOSEST = 0.5;
/** Halvings of a step that brings no decrease. */
export const HALVINGS = 12;
/** Share of the promised decrease that a step must bring. */
export const ENOUGH = 1e-4;

/**
 * How exactly the next linear system is solved: 0.9 (F_k / F_k-1)^2, but not much below what was asked before while that
 * was loose, nor below `least`. Eisenstat & Walker, SIAM J. Sci. Comput. 17, 1996, choice 2 with its safeguard.
 */
export function nextForcing(before: number, residuals: readonly number[], least: number): number {
  if (residuals.length < 2) return LOOSEST;
  const wanted = 0.9 * (residuals.at(-1)! / residuals.at(-2)!) ** 2;
  const safe = 0.9 * before ** 2;
  return Math.min(LOOSEST, Math.max(least, safe > 0.1 ? Math.max(wanted, safe) : wanted));
}
