import { type Frame, forEachPlace, ownVolume, pointAt, triple } from './frame';
import type { Obstacle, OfPlace } from './problem';
import { onLattice } from './quantity';
import { cutBox } from './simplex';

/** What a curved wall leaves of what a point owns. */
export interface Cut {
  /** Part of the volume in the domain, and its centre. */
  readonly volume: number;
  readonly centre: readonly number[];
  /** Open part of each face: low and high end of axis 0, of axis 1 ... */
  readonly faces: Float64Array;
  /** Area of the wall, its centre, and the obstacle it belongs to. */
  readonly area: number;
  readonly wallPoint: readonly number[];
  readonly obstacle: Obstacle;
}

export interface Cuts {
  readonly cut: ReadonlyMap<number, Cut>;
  /** 1 where a point owns nothing of the domain. */
  readonly closed: Uint8Array;
  /** Distances of the points. */
  readonly distances: Float64Array;
}

/** The nearest of several obstacles and the distance to it. */
export function nearest(obstacles: readonly Obstacle[], point: ArrayLike<number>): [Obstacle, number] {
  const [x, y, z] = triple(point);
  let best: [Obstacle, number] = [obstacles[0], obstacles[0].distance(x, y, z)];
  for (const obstacle of obstacles.slice(1)) {
    const distance = obstacle.distance(x, y, z);
    if (distance < best[1]) best = [obstacle, distance];
  }
  return best;
}

/** The distance to the nearest of several obstacles. */
export function distanceTo(obstacles: readonly Obstacle[]): OfPlace {
  if (obstacles.length === 1) return obstacles[0].distance;
  return (x, y, z) => {
    let least = Number.POSITIVE_INFINITY;
    for (const { distance } of obstacles) {
      const value = distance(x, y, z);
      // Lets a NaN through, to be refused.
      if (!(value >= least)) least = value;
    }
    return least;
  };
}

/**
 * Cuts what the points own by the obstacles: volumes and walls by linear pieces of a quarter (3D: an eighth) of it,
 * so second order in their curvature.
 */
export function cutsOf(frame: Frame, obstacles: readonly Obstacle[]): Cuts {
  const distance = distanceTo(obstacles);
  const corners = onLattice(distance, frame.edges);
  const distances = onLattice(distance, frame.places);
  const cornerStrides = frame.edges.map((_, axis) => frame.edges.slice(0, axis).reduce((n, e) => n * e.length, 1));
  const jumps = Array.from({ length: 1 << frame.dimensions }, (_, corner) =>
    cornerStrides.reduce((sum, stride, axis) => sum + ((corner >> axis) & 1) * stride, 0),
  );
  const cut = new Map<number, Cut>();
  const closed = new Uint8Array(frame.count);
  forEachPlace(frame.shape, (index, place) => {
    let start = 0;
    for (let axis = 0; axis < place.length; axis++) start += place[axis] * cornerStrides[axis];
    let positive = distances[index] > 0 ? 1 : 0;
    for (const jump of jumps) if (corners[start + jump] > 0) positive++;
    if (positive === 0) closed[index] = 1;
    if (positive === 0 || positive === jumps.length + 1) return;
    const found = cutOf(frame, place, obstacles);
    if (found === null) closed[index] = 1;
    else cut.set(index, found);
  });
  return { cut, closed, distances };
}

/** Smaller parts of a volume than this are left out: their equations would be rounding. */
const SMALLEST_PART = 1e-9;

function cutOf(frame: Frame, place: readonly number[], obstacles: readonly Obstacle[]): Cut | null {
  const of = distanceTo(obstacles);
  const distance = (point: ArrayLike<number>): number => of(...triple(point));
  const low = pointAt(frame.edges, place);
  const high = frame.edges.map((edges, axis) => edges[place[axis] + 1]);
  const { inside, wall } = cutBox(low, high, distance);
  const volume = inside.measure / ownVolume(frame, place);
  if (volume < SMALLEST_PART) return null;
  const faces = Float64Array.from({ length: 2 * place.length }, (_, face) => {
    const axis = face >> 1;
    const at = (face & 1) === 0 ? low[axis] : high[axis];
    const onFace = (point: number[]): number => distance(point.toSpliced(axis, 0, at));
    const part = cutBox(low.toSpliced(axis, 1), high.toSpliced(axis, 1), onFace);
    return part.inside.measure / ownVolume(frame, place, axis);
  });
  const centre = inside.moment.map((moment) => moment / inside.measure);
  const wallPoint = wall.measure === 0 ? centre : wall.moment.map((moment) => moment / wall.measure);
  const obstacle = nearest(obstacles, wallPoint)[0];
  return { volume, centre, faces, area: wall.measure, wallPoint, obstacle };
}
