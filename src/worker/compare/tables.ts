/** For each wanted place the first of the points that it is made of, and their weights: `width` numbers a place. */
export interface LagrangeTable {
  readonly starts: Uint32Array;
  readonly weights: Float64Array;
}

/**
 * Lagrange weights of the points around each place, shifted inwards at the ends; beyond them they extrapolate.
 * @param points increasing; where there are fewer than `width` the rest of the weights is 0
 */
export function lagrangeTable(points: ArrayLike<number>, places: ArrayLike<number>, width = 4): LagrangeTable {
  const present = Math.min(width, points.length);
  const starts = new Uint32Array(places.length);
  const weights = new Float64Array(width * places.length);
  for (let k = 0; k < places.length; k++) {
    const first = firstAround(points, places[k]!, present);
    starts[k] = first;
    weights.set(lagrangeWeights(points, first, present, places[k]!), width * k);
  }
  return { starts, weights };
}

/** The first of `width` points around a place, as many on either side as there are. */
export function firstAround(points: ArrayLike<number>, place: number, width: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]! < place) low = middle + 1;
    else high = middle;
  }
  return Math.min(Math.max(low - (width >> 1), 0), points.length - width);
}

/** Weights of the points `first`, ..., `first + width - 1` in the polynomial through them, at a place. */
export function lagrangeWeights(points: ArrayLike<number>, first: number, width: number, place: number): number[] {
  return Array.from({ length: width }, (_, k) => {
    const own = points[first + k]!;
    let weight = 1;
    for (let m = 0; m < width; m++) {
      const other = points[first + m]!;
      if (m !== k) weight *= (place - other) / (own - other);
    }
    return weight;
  });
}
