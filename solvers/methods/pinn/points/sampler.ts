import type { Axis } from '../../problem';
import type { Term } from '../statement/statement';
import { sobol } from './sobol';

/** `count` points of a term from number `first` of its Sobol sequence on: [axis][count]. */
export function sample(
  axes: readonly Axis[],
  { face }: Pick<Term, 'face'>,
  count: number,
  seed: number,
  first: number,
): Float64Array[] {
  let dimension = 0;
  return axes.map(({ min, max }, axis) => {
    if (face?.axis === axis) return new Float64Array(count).fill(face.at);
    const own = dimension++;
    return Float64Array.from({ length: count }, (_, k) => min + (max - min) * sobol(first + k, own, seed));
  });
}
