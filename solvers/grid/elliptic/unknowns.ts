import { pointCount } from '../stencil-operator';
import { type Frame, forEachPlace } from './frame';
import type { Sides } from './problem';

/** The box of unknown points inside the frame: without the nodes on Dirichlet sides. */
export interface Unknowns {
  readonly start: readonly number[];
  readonly shape: readonly number[];
}

/** @param sides as in the problem */
export function unknownsOf(frame: Frame, sides: readonly Sides[]): Unknowns {
  const isGiven = (axis: number, end: number): number => {
    const pair = sides[axis];
    return frame.at === 'nodes' && pair !== 'periodic' && pair[end].kind === 'dirichlet' ? 1 : 0;
  };
  return {
    start: frame.shape.map((_, axis) => isGiven(axis, 0)),
    shape: frame.shape.map((count, axis) => count - isGiven(axis, 0) - isGiven(axis, 1)),
  };
}

/** Where coarse points start on each axis; see StencilOperator. */
export function coarseStartOf({ start, shape }: Unknowns): (0 | 1)[] {
  return shape.map((count, axis) => (start[axis] === 1 && count % 2 === 1 ? 1 : 0));
}

/** The values of a frame's array at the unknowns. */
export function cropOf(values: Float64Array, frame: Frame, { start, shape }: Unknowns): Float64Array<ArrayBuffer> {
  const out = new Float64Array(pointCount(shape));
  forEachRow(frame, { start, shape }, (from, to) => {
    out.set(values.subarray(from, from + shape[0]), to);
  });
  return out;
}

/** Visits the rows along x: index of the first unknown in the frame, and among the unknowns. */
export function forEachRow(
  frame: Frame,
  { start, shape }: Unknowns,
  visit: (inFrame: number, inUnknowns: number) => void,
): void {
  forEachPlace(shape.slice(1), (row, place) => {
    const from = place.reduce((sum, at, i) => sum + (at + start[i + 1]) * frame.strides[i + 1], start[0]);
    visit(from, row * shape[0]);
  });
}
