import type { Discretisation } from './discretisation';
import { largest } from './rms';

const EPS = 2 ** -24;

/** Is a residual what rounding to f32 leaves of it: an eps of u in each of the terms that cancel? */
export function atFloor(grid: Discretisation, u: Float64Array, residual: number): boolean {
  return residual <= 4 * EPS * largest(grid.slopes(u)) * largest(u);
}
