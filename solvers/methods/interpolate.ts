import type { Problem } from './problem';
import type { HostField, Profile } from './solver';

/** Points of a profile. */
const PROFILE_POINTS = 129;

/** The lines that a problem asks for, through fields on the host. */
export function profilesOf({ profiles, axes }: Problem, fields: readonly HostField[]): Profile[] {
  return profiles.map(({ title, field, along, at }) => {
    const axis = axes.find(({ name }) => name === along)!;
    const positions = Float64Array.from({ length: PROFILE_POINTS }, (_, k) => {
      return axis.min + ((axis.max - axis.min) * k) / (PROFILE_POINTS - 1);
    });
    const fixed = Object.entries(at).map(([name, value]) => [name, Float64Array.of(value)] as const);
    const coordinates = { ...Object.fromEntries(fixed), [along]: positions };
    const source = fields.find(({ name }) => name === field)!;
    return { title, coordinate: along, field, positions, values: atPointsOf({ coordinates }, source) };
  });
}

/**
 * `source` at the points that the coordinates of `target` span, by cubic interpolation along each axis, in C order.
 * Exact for cubics along each axis; where there are fewer than four points, of that many.
 */
export function atPointsOf(target: Pick<HostField, 'coordinates'>, source: HostField): Float64Array {
  // Fields of either name their axes from the slowest to the fastest.
  const axes = Object.keys(target.coordinates).sort().reverse();
  let data = source.data;
  const shape = [...source.shape];
  for (const [axis, name] of axes.entries()) {
    const after = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
    const before = shape.slice(0, axis).reduce((product, n) => product * n, 1);
    const weights = cubicWeights(source.coordinates[name]!, target.coordinates[name]!);
    const count = shape[axis]!;
    const wanted = weights.length;
    const next = new Float64Array(before * wanted * after);
    for (let b = 0; b < before; b++) {
      for (const [i, { start, share }] of weights.entries()) {
        for (let a = 0; a < after; a++) {
          let sum = 0;
          for (const [k, weight] of share.entries()) sum += weight * data[(b * count + start + k) * after + a]!;
          next[(b * wanted + i) * after + a] = sum;
        }
      }
    }
    data = next;
    shape[axis] = wanted;
  }
  return data;
}

/** Lagrange weights on the four points around each place, shifted inwards at the ends. */
function cubicWeights(points: Float64Array, places: Float64Array): { start: number; share: number[] }[] {
  const width = Math.min(4, points.length);
  return Array.from(places, (place) => {
    let after = 0;
    while (after < points.length && points[after]! < place) after++;
    const start = Math.min(Math.max(after - width / 2, 0), points.length - width);
    const near = Array.from(points.subarray(start, start + width));
    const share = near.map((own, k) => {
      return near.reduce((product, other, m) => (m === k ? product : (product * (place - other)) / (own - other)), 1);
    });
    return { start, share };
  });
}
