import type { HostField } from './solver';

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
