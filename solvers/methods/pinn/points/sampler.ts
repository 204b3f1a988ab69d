import type { Axis } from '../../problem';
import type { Term } from '../statement/statement';
import type { Free } from './bodies';
import { sobol } from './sobol';

/** Points of the sequence that are looked at for each that is wanted. */
const PATIENCE = 1000;

/**
 * `count` points of a term from number `first` of its Sobol sequence on, [axis][count]: those that are not free are
 * passed over. Fewer, where hardly any are.
 */
export function sample(
  axes: readonly Axis[],
  { face }: Pick<Term, 'face'>,
  count: number,
  seed: number,
  first: number,
  free: Free | null = null,
): Float64Array[] {
  const found: number[][] = [];
  for (let k = 0; found.length < count && k < PATIENCE * count; k++) {
    let dimension = 0;
    const place = axes.map(({ min, max }, axis) => {
      return face?.axis === axis ? face.at : min + (max - min) * sobol(first + k, dimension++, seed);
    });
    if (free === null || free(place)) found.push(place);
  }
  return axes.map((_, axis) => Float64Array.from(found, (place) => place[axis]));
}
