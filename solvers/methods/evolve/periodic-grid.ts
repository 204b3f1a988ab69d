import { sizeOf } from '../../array/shape';
import type { EvolveAxis } from './spec';

/** A box that is periodic along every axis; arrays are in C order, axes z, y, x as far as they exist. */
export interface PeriodicGrid {
  /** In the order of the arrays: the last is x. */
  readonly axes: readonly EvolveAxis[];
  /** Points along each axis. */
  readonly shape: readonly number[];
  /** Of the transform: the last axis is halved, as its other half is conjugate. */
  readonly waves: readonly number[];
  /** Positions of the points along each axis: the first is the left end, the right end is left out. */
  readonly positions: readonly Float64Array[];
  /** Wave numbers (radians a length) along each axis, in the order of the transform. */
  readonly wavenumbers: readonly Float64Array[];
  /** The same with 0 for the highest, whose odd derivatives vanish at the points. */
  readonly oddWavenumbers: readonly Float64Array[];
}

export function periodicGrid(spatial: readonly EvolveAxis[]): PeriodicGrid {
  const axes = spatial.toReversed();
  const shape = axes.map(({ points }) => points);
  const waves = shape.map((n, a) => (a === shape.length - 1 ? Math.floor(n / 2) + 1 : n));
  const positions = axes.map(({ min, max, points }) =>
    Float64Array.from({ length: points }, (_, j) => min + ((max - min) * j) / points),
  );
  const wavenumbers = axes.map(({ min, max }, a) =>
    Float64Array.from({ length: waves[a] }, (_, j) => (2 * Math.PI * signed(j, shape[a])) / (max - min)),
  );
  const oddWavenumbers = wavenumbers.map((row, a) => row.map((k, j) => (2 * j === shape[a] ? 0 : k)));
  return { axes, shape, waves, positions, wavenumbers, oddWavenumbers };
}

/** The whole number of waves at place `j` of a transform of `n` points. */
function signed(j: number, n: number): number {
  return 2 * j <= n ? j : j - n;
}

/**
 * 1 for the waves that products of two fields leave exact on this grid (Orszag's rule: below a third of the points
 * along each axis), 0 for the others. [waves]
 */
export function orszagMask({ shape, waves }: PeriodicGrid): Float64Array {
  const mask = new Float64Array(sizeOf(waves)).fill(1);
  forEachWave(waves, (at, places) => {
    if (places.some((j, a) => 3 * Math.abs(signed(j, shape[a])) >= shape[a])) mask[at] = 0;
  });
  return mask;
}

/** Calls `visit` with each place of an array of shape `extents`; the row of places is reused. */
export function forEachWave(extents: readonly number[], visit: (at: number, places: readonly number[]) => void): void {
  const places = extents.map(() => 0);
  const size = sizeOf(extents);
  for (let at = 0; at < size; at++) {
    visit(at, places);
    for (let a = extents.length - 1; a >= 0; a--) {
      places[a]++;
      if (places[a] < extents[a]) break;
      places[a] = 0;
    }
  }
}
