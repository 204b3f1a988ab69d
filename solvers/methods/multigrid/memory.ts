import type { Problem } from '../problem';

/** Bytes a point on every level: unknown and right-hand side, two work arrays, pairs of them on the finest. */
const STATE = 4 * 8 + 16;
/** Bytes of a coefficient: f32 on the levels, a pair on the finest for the residual. */
const COEFFICIENT = 4 + 8;
/** Pictures with their bases, and the place of each point. */
const PICTURE = 6 * 4 + 2 * 8 + 4;
/** The coarsest inverse, uniforms, partial sums. */
const SMALL = 2 ** 20;

/** Bytes of GPU memory that a problem takes at most: full stencils on all levels. */
export function memoryOf({ grid, axes }: Problem): number {
  const points = grid.cells.reduce((product, n) => product * (n + 1), 1);
  const neighbours = 3 ** axes.length;
  const levels = 1 / (1 - 2 ** -axes.length);
  return Math.ceil(points * (levels * STATE + COEFFICIENT * neighbours + PICTURE) + SMALL);
}
