import { type Positions, valuesOn } from './grid-formulas';
import { type Placed, resampled } from './placed';
import { type EvolveSpec, parametersOf } from './spec';

/** Initial values of a component on points, [batch][z][y][x]; 0 where nothing is said. */
export function initialPoints(spec: EvolveSpec, name: string, positions: readonly Positions[]): Float64Array {
  const size = positions.reduce((product, { at }) => product * at.length, 1);
  const given = spec.initial[name];
  const result = new Float64Array(spec.batch * size);
  if (given === undefined) return result;
  if ('coordinates' in given) {
    const field = given as Placed;
    const all = Float64Array.from(field);
    const { coordinates } = field;
    const own = Object.values(coordinates).reduce((product, { length }) => product * length, 1);
    for (let sample = 0; sample < spec.batch; sample++) {
      const from = all.length === own ? 0 : sample * own;
      result.set(resampled(all.subarray(from, from + own), coordinates, positions, spec.axes), sample * size);
    }
    return result;
  }
  for (let sample = 0; sample < spec.batch; sample++) {
    const own =
      'kind' in given
        ? valuesOn(given, positions, parametersOf(spec, sample))
        : Float64Array.from({ length: size }, (_, k) => given[given.length === size ? k : sample * size + k]);
    result.set(own, sample * size);
  }
  return result;
}
