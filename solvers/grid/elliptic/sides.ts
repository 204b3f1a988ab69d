import type { Coefficient } from './coefficient';
import type { Cuts } from './cuts';
import { type Equations, UNKNOWN, VOID } from './equations';
import { type Frame, forEachPlace, ownVolume, pointAt } from './frame';
import type { EllipticProblem, Wall } from './problem';
import { atWall } from './quantity';

/** Puts the sides of the box into the equations; `shares` says which part of its cells each point has in the mask. */
export function addSides(
  equations: Equations,
  problem: EllipticProblem,
  coefficient: Coefficient,
  shares: (index: number, place: readonly number[]) => number,
  cuts: Cuts | null,
): void {
  const { frame } = equations;
  for (const [axis, pair] of problem.sides.entries()) {
    if (pair === 'periodic') continue;
    for (const [end, wall] of pair.entries()) {
      forEachOnSide(frame, axis, end, (index, place, sideIndex) => {
        if (equations.kinds[index] === VOID) return;
        const point = pointAt(frame.places, place).with(axis, problem.box[end === 0 ? 'min' : 'max'][axis]);
        if (frame.at === 'nodes' && wall.kind === 'dirichlet') {
          equations.know(index, atWall(wall.value, point, 'the value of a side', sideIndex));
          return;
        }
        if (equations.kinds[index] !== UNKNOWN) return;
        const open = cuts?.cut.get(index)?.faces[2 * axis + end] ?? 1;
        const area = ownVolume(frame, place, axis) * open * shares(index, place);
        // A face that is closed holds nothing.
        if (area > 0) addWall(equations, index, wall, { point, area, axis, sideIndex }, coefficient);
      });
    }
  }
}

interface Place {
  readonly point: readonly number[];
  readonly area: number;
  readonly axis: number;
  readonly sideIndex: number;
}

/** A wall across `axis`: half a cell behind the middle of a cell, or right at a node. */
export function addWall(
  equations: Equations,
  index: number,
  wall: Wall,
  { point, area, axis, sideIndex }: Place,
  { diagonal }: Coefficient,
): void {
  const { at, step } = equations.frame;
  const [distance, a] = at === 'cells' ? [step[axis] / 2, diagonal[axis][index]] : [0, 1];
  if (wall.kind === 'dirichlet') {
    equations.addLeg(index, (a * area) / distance, atWall(wall.value, point, 'the value of a wall', sideIndex));
  } else {
    equations.addFlux(index, wall, { point, area, distance, a, sideIndex });
  }
}

/** Visits the points at the low (0) or high (1) end of an axis; `sideIndex` counts them. */
function forEachOnSide(
  frame: Frame,
  axis: number,
  end: number,
  visit: (index: number, place: readonly number[], sideIndex: number) => void,
): void {
  const at = end === 0 ? 0 : frame.shape[axis] - 1;
  forEachPlace(frame.shape.toSpliced(axis, 1), (sideIndex, rest) => {
    const place = rest.toSpliced(axis, 0, at);
    visit(
      place.reduce((sum, i, other) => sum + i * frame.strides[other], 0),
      place,
      sideIndex,
    );
  });
}
