import { Failure } from '../../base/result';
import type { Stroke } from '../solver';
import type { FlowGrid } from './layout';
import { maskVelocity } from './obstacles';
import type { Stage } from './stage';

/**
 * Pushes the fluid: adds amount (1 - (r / radius)^2)^2 within the radius to one component of padded pairs (u, v), around
 * the ends of periodic axes. Bodies stay at rest; given sides and a solenoidal velocity are the caller's to restore.
 * @throws Failure 'bad-input' where the stroke is not on a velocity: the pressure follows from it
 */
export function push(
  velocity: Float64Array,
  stroke: Stroke,
  { problem, grid, bodies }: Omit<Stage, 'gpu' | 'state'>,
): void {
  const [u, v] = problem.unknowns;
  const component = stroke.field === u ? 0 : 1;
  if (stroke.field !== u && stroke.field !== v) {
    const advice = `a flow is pushed by its velocity, ${u} or ${v}`;
    throw new Failure('bad-input', `${stroke.field} cannot be painted: ${advice}`, 'strokes');
  }
  const [x, y] = [squares(grid, 'x', stroke, component === 0), squares(grid, 'y', stroke, component === 1)];
  for (let j = 0; j < y.length; j++) {
    for (let i = 0; i < x.length; i++) {
      const share = Math.max(0, 1 - x[i]! - y[j]!) ** 2;
      velocity[2 * (j * grid.stride + i) + component] += stroke.amount * share;
    }
  }
  if (bodies) maskVelocity(velocity, bodies);
}

/** (distance / radius)^2 along an axis for the padded indices -1..n+1, of faces or of centres. */
function squares(grid: FlowGrid, name: 'x' | 'y', stroke: Stroke, atFaces: boolean): Float64Array {
  const { faces, count, periodic } = grid[name];
  const length = faces[count]! - faces[0]!;
  return Float64Array.from({ length: count + 3 }, (_, k) => {
    const cell = Math.min(count, Math.max(0, k - 1));
    const next = Math.min(count, cell + 1);
    const at = atFaces ? faces[cell]! : (faces[cell]! + faces[next]!) / 2;
    const away = at - stroke[name];
    const near = periodic ? away - length * Math.round(away / length) : away;
    return (near / stroke.radius) ** 2;
  });
}

/** Velocities as the kernels hold them, (u, v, ulo, vlo), as pairs: the inverse of `toLattice`. */
export function fromLattice(field: Float32Array): Float64Array {
  const pairs = new Float64Array(field.length / 2);
  for (let k = 0; k < pairs.length; k++) {
    const at = 4 * (k >> 1) + (k & 1);
    pairs[k] = field[at]! + field[at + 2]!;
  }
  return pairs;
}
