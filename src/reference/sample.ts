import type { HostField } from '../../solvers/methods/solver';

/** Points that a value is interpolated from, where so many lie around it. */
const WIDTH = 12;
/** At the very end of an axis all lie to one side, where more would only amplify rounding. */
const FEWEST = 4;
/** Two points closer than this share of the axis are the same. */
const SAME = 1e-10;

/**
 * A field at the points that coordinates span, in C order with the field's own axes. Along each axis: the field's very
 * value where the points meet; else a polynomial through up to twelve points around the place, fewer towards an end,
 * which keeps the digits of a resolved field on uniform, periodic and Chebyshev points alike.
 * @param periods lengths of the periodic axes, along which points go on from the other end
 */
export function sampleField(
  field: HostField,
  coordinates: Readonly<Record<string, Float64Array>>,
  periods: Readonly<Record<string, number>> = {},
): Float64Array {
  // Axes are named from the slowest to the fastest: t, z, y, x.
  const axes = Object.keys(field.coordinates).sort(byRank);
  const shape = [...field.shape];
  let data = field.data;
  for (const [axis, name] of axes.entries()) {
    const rows = weightsAlong(field.coordinates[name]!, coordinates[name]!, periods[name] ?? null);
    const before = product(shape.slice(0, axis));
    const after = product(shape.slice(axis + 1));
    const count = shape[axis]!;
    const next = new Float64Array(before * rows.length * after);
    for (let b = 0; b < before; b++) {
      for (const [i, { points, weights }] of rows.entries()) {
        const to = (b * rows.length + i) * after;
        for (const [k, point] of points.entries()) {
          const from = (b * count + point) * after;
          const weight = weights[k]!;
          for (let a = 0; a < after; a++) next[to + a] = next[to + a]! + weight * data[from + a]!;
        }
      }
    }
    data = next;
    shape[axis] = rows.length;
  }
  return data;
}

interface Row {
  readonly points: readonly number[];
  readonly weights: readonly number[];
}

function byRank(a: string, b: string): number {
  const rank = (name: string): number => (name === 't' ? 0 : 'zyx'.indexOf(name) + 1);
  return rank(a) - rank(b);
}

function weightsAlong(points: Float64Array, places: Float64Array, period: number | null): Row[] {
  const last = points.length - 1;
  const span = period ?? points[last]! - points[0]!;
  // Some methods repeat the first point of a period at its end.
  const own = period !== null && points[last]! - points[0]! > period * (1 - SAME) ? last : points.length;
  /** The position of a point counted on past the ends of a period. */
  const at = (k: number): number => {
    const turns = Math.floor(k / own);
    return points[k - turns * own]! + (period === null ? 0 : turns * period);
  };
  return Array.from(places, (given): Row => {
    const place = period === null ? given : given - period * Math.floor((given - points[0]!) / period);
    let after = 0;
    while (after < own && points[after]! < place) after++;
    for (const k of [after - 1, after]) {
      if ((period !== null || (k >= 0 && k < own)) && Math.abs(at(k) - place) <= SAME * span) {
        return { points: [k - own * Math.floor(k / own)], weights: [1] };
      }
    }
    const width = Math.min(
      own,
      period === null ? Math.max(FEWEST, Math.min(WIDTH, 2 * Math.min(after, own - after))) : WIDTH,
    );
    const centred = after - width / 2;
    const start = Math.ceil(period === null ? Math.min(Math.max(centred, 0), own - width) : centred);
    const near = Array.from({ length: width }, (_, k) => start + k);
    return { points: near.map((k) => k - own * Math.floor(k / own)), weights: lagrange(near.map(at), place) };
  });
}

/** Weights of the polynomial through values at `points`, at a place. */
function lagrange(points: readonly number[], place: number): number[] {
  return points.map((own, k) => {
    return points.reduce((value, other, m) => (m === k ? value : (value * (place - other)) / (own - other)), 1);
  });
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((all, n) => all * n, 1);
}
