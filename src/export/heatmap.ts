import type { GridData } from '../../solvers/io';

/** Colour of bodies: a grey that no map has. */
const BODY = [168, 168, 168] as const;

/** How numbers become colours: a table of 256 RGB triples over [low, high]; what is outside takes the ends. */
export interface Colours {
  readonly table: Uint8Array;
  readonly range: readonly [number, number];
}

/**
 * A picture of the k-th field of a grid in two dimensions: linear between values, the same beyond the outermost ones; bodies
 * (distance below 0) and what is no number are grey.
 * @returns RGB, row by row from the top
 */
export function heatmapOf(
  { axes, fields }: GridData,
  k: number,
  [x0, x1, y0, y1]: readonly [number, number, number, number],
  [width, height]: readonly [number, number],
  { table, range: [low, high] }: Colours,
  distance: Float32Array | null,
): Uint8Array {
  const [xs, ys] = [axes[0]!.points, axes[1]!.points];
  const { data } = fields[k]!;
  const nx = xs.length;
  const columns = Array.from({ length: width }, (_, i) => place(xs, x0 + ((i + 0.5) / width) * (x1 - x0)));
  const rgb = new Uint8Array(3 * width * height);
  for (let row = 0; row < height; row++) {
    const [j, v] = place(ys, y1 - ((row + 0.5) / height) * (y1 - y0));
    for (let column = 0; column < width; column++) {
      const [i, u] = columns[column]!;
      const corners = [j * nx + i, j * nx + i + (u > 0 ? 1 : 0)];
      const above = v > 0 ? nx : 0;
      const between = (values: ArrayLike<number>): number =>
        (1 - v) * ((1 - u) * values[corners[0]!]! + u * values[corners[1]!]!) +
        v * ((1 - u) * values[corners[0]! + above]! + u * values[corners[1]! + above]!);
      const value = between(data);
      const isBody = Number.isNaN(value) || (distance !== null && between(distance) < 0);
      const entry = 3 * Math.round(255 * Math.min(1, Math.max(0, (value - low) / (high - low))));
      const colour = isBody ? BODY : table.subarray(entry, entry + 3);
      rgb.set(colour, 3 * (row * width + column));
    }
  }
  return rgb;
}

/** The interval of ascending places that holds `at`, and how far in it: 0 at its beginning. */
function place(places: Float64Array, at: number): readonly [number, number] {
  if (at <= places[0]!) return [0, 0];
  const last = places.length - 1;
  if (at >= places[last]!) return [last, 0];
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (places[middle]! <= at) low = middle;
    else high = middle;
  }
  return [low, (at - places[low]!) / (places[high]! - places[low]!)];
}
