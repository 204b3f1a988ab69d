import type { Coefficient } from './coefficient';
import { type Cut, type Cuts, distanceTo, nearest } from './cuts';
import { type Equations, UNKNOWN, VOID } from './equations';
import { type Frame, forEachPlace, nextPoint, pointAt, previousPoint, triple } from './frame';
import type { Links } from './links';
import type { Obstacle } from './problem';
import { atWall, onLattice } from './quantity';

/** Scales volumes and fluxes by the parts that Neumann and Robin obstacles leave open, and adds the walls' fluxes. */
export function addCuts(equations: Equations, links: Links, cuts: Cuts, coefficient: Coefficient): void {
  const { frame, kinds } = equations;
  const { cut, closed, distances } = cuts;
  forEachPlace(frame.shape, (index, place) => {
    const here = cut.get(index);
    if (here === undefined && closed[index] === 0) return;
    for (let axis = 0; axis < frame.dimensions; axis++) {
      const weights = links.weights[axis];
      const previous = previousPoint(frame, index, place, axis);
      weights[index] *= here?.faces[2 * axis + 1] ?? 0;
      if (previous >= 0 && (here === undefined || !cut.has(previous))) weights[previous] *= here?.faces[2 * axis] ?? 0;
    }
    links.volumes[index] *= here?.volume ?? 0;
    if (distances[index] <= 0) equations.behind[index] = 1;
    if (here === undefined) kinds[index] = VOID;
    else if (kinds[index] === UNKNOWN) addCurvedFlux(equations, index, place, here, coefficient);
  });
}

function addCurvedFlux(
  equations: Equations,
  index: number,
  place: readonly number[],
  { area, wallPoint, obstacle }: Cut,
  { diagonal }: Coefficient,
): void {
  const { frame } = equations;
  const normal = outwardNormal(obstacle, wallPoint, frame);
  const point = pointAt(frame.places, place);
  const distance = normal.reduce((sum, n, axis) => sum + n * (wallPoint[axis] - point[axis]), 0);
  const cell = cellNear(frame, place);
  const a = normal.reduce((sum, n, axis) => sum + n * n * diagonal[axis][cell], 0);
  equations.addFlux(index, obstacle.wall, { point: wallPoint, area, distance, a, sideIndex: -1 });
}

/** Unit vector out of the domain, by central differences of the distance over half a cell. */
function outwardNormal({ distance }: Obstacle, point: readonly number[], { step }: Frame): number[] {
  const slopes = point.map((x, axis) => {
    const h = step[axis] / 4;
    return (distance(...triple(point.with(axis, x - h))) - distance(...triple(point.with(axis, x + h)))) / (2 * h);
  });
  const size = Math.hypot(...slopes);
  return size === 0 ? slopes : slopes.map((slope) => slope / size);
}

function cellNear({ cells }: Frame, place: readonly number[]): number {
  return place.reduceRight((sum, at, axis) => sum * cells[axis] + Math.min(at, cells[axis] - 1), 0);
}

/** A neighbour behind a Dirichlet obstacle: the way to the wall as a part of the cell, and the value there. */
export interface Leg {
  readonly part: number;
  readonly value: number;
}

/** Points nearer to a wall than this part of a cell lie on it. */
const NEAREST = 1e-6;

/**
 * Points behind Dirichlet obstacles become void, points on their walls known; for the others next to them the legs
 * that a wall cuts, by point and then by direction: previous and next along axis 0, along axis 1 ...
 */
export function cutLegs(equations: Equations, obstacles: readonly Obstacle[]): Map<number, (Leg | null)[]> {
  const { frame, kinds } = equations;
  const distances = onLattice(distanceTo(obstacles), frame.places);
  const found = new Map<number, (Leg | null)[]>();
  distances.forEach((distance, index) => {
    if (distance <= 0) kinds[index] = VOID;
  });
  const isBehind = (other: number): boolean => other >= 0 && distances[other] <= 0;
  const isNearWall = (index: number, place: readonly number[]): boolean => {
    for (let axis = 0; axis < place.length; axis++) {
      if (isBehind(previousPoint(frame, index, place, axis))) return true;
      if (isBehind(nextPoint(frame, index, place, axis))) return true;
    }
    return false;
  };
  forEachPlace(frame.shape, (index, place) => {
    if (kinds[index] !== UNKNOWN || !isNearWall(index, place)) return;
    const legs = frame.shape.flatMap((_, axis) =>
      [previousPoint, nextPoint].map((neighbour, high) => {
        const other = neighbour(frame, index, place, axis);
        if (!isBehind(other)) return null;
        return legTo(frame, pointAt(frame.places, place), axis, high === 0 ? -1 : 1, obstacles);
      }),
    );
    const onWall = legs.find((leg) => leg !== null && leg.part < NEAREST);
    if (onWall) equations.know(index, onWall.value);
    else found.set(index, legs);
  });
  return found;
}

/** The root of the distance along an axis, by bisection to rounding. */
function legTo(frame: Frame, point: number[], axis: number, direction: number, obstacles: readonly Obstacle[]): Leg {
  const along = (part: number): number[] => point.with(axis, point[axis] + direction * part * frame.step[axis]);
  const distance = distanceTo(obstacles);
  let [inside, outside] = [0, 1];
  while (outside - inside > 1e-14) {
    const middle = (inside + outside) / 2;
    if (distance(...triple(along(middle))) > 0) inside = middle;
    else outside = middle;
  }
  const wall = along(outside);
  return { part: outside, value: atWall(nearest(obstacles, wall)[0].wall.value, wall, 'the value of an obstacle') };
}

/**
 * Shortley and Weller's differences at points next to a Dirichlet obstacle ("The numerical solution of Laplace's
 * equation", J. Appl. Phys. 9, 1938): along each axis 2/(p + q) ((u - u_p)/p + (u - u_q)/q) for legs p and q as
 * parts of a cell. Replaces the part of their equations that comes from neighbours. Not symmetric, so each of these
 * rows, with its volume, is divided by what makes its diagonal the size that it had: short legs would drown all
 * others in norms of the residual, in f32 above all.
 */
export function addLegs(
  equations: Equations,
  { volumes }: Links,
  found: ReadonlyMap<number, readonly (Leg | null)[]>,
): void {
  const { frame, diagonal, rhs, coefficients } = equations;
  for (const [index, legs] of found) {
    const before = diagonal[index];
    for (let axis = 0; axis < frame.dimensions; axis++) addPair(equations, index, axis, legs);
    const scale = before / diagonal[index];
    for (const row of coefficients) row[index] *= scale;
    rhs[index] *= scale;
    volumes[index] *= scale;
  }
}

function addPair(equations: Equations, index: number, axis: number, legs: readonly (Leg | null)[]): void {
  const { diagonal } = equations;
  const pair = [legs[2 * axis], legs[2 * axis + 1]];
  const sides = [equations.along(axis, -1), equations.along(axis, 1)];
  const [p, q] = pair.map((leg) => leg?.part ?? 1);
  const scale = sides.every((side) => side[index] !== 0) ? 2 / (p + q) : 1;
  for (const [end, leg] of pair.entries()) {
    const weight = -sides[end][index];
    diagonal[index] -= weight;
    sides[end][index] = leg === null ? -weight * scale : 0;
    if (leg === null) diagonal[index] += weight * scale;
    else equations.addLeg(index, (weight * scale) / leg.part, leg.value);
  }
}
