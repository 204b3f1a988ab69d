import { CAPS, checkedInteger } from '../../base/caps';
import { Failure } from '../../base/result';
import { pointCount } from '../stencil-operator';
import type { At, Box } from './problem';

/**
 * The points of a box: all its cells, or all its nodes, where the last node of a periodic axis is its first and left
 * out. Each point owns the part of the box that is nearest to it.
 */
export interface Frame {
  readonly at: At;
  readonly dimensions: number;
  readonly cells: readonly number[];
  /** Width of a cell along each axis. */
  readonly step: readonly number[];
  readonly periodic: readonly boolean[];
  /** Points along each axis. */
  readonly shape: readonly number[];
  /** Distance in memory of neighbours along each axis. */
  readonly strides: readonly number[];
  readonly count: number;
  /** Coordinates of the points along each axis. */
  readonly places: readonly Float64Array[];
  /** Ends of what each point owns along each axis, one more than points. */
  readonly edges: readonly Float64Array[];
  /** Coordinates of the middles of the cells along each axis. */
  readonly middles: readonly Float64Array[];
}

/** @throws Failure 'bad-input' where the box is empty, not of 2 or 3 axes, or has too many cells. */
export function makeFrame(box: Box, at: At, periodic: readonly boolean[]): Frame {
  const { cells, min, max } = checkedBox(box, periodic);
  const step = cells.map((count, axis) => (max[axis] - min[axis]) / count);
  const shape = cells.map((count, axis) => (at === 'nodes' && !periodic[axis] ? count + 1 : count));
  const offset = at === 'cells' ? 0.5 : 0;
  const along = (axis: number, count: number, from: number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => min[axis] + (i + from) * step[axis]);
  const edges = shape.map((count, axis) => {
    const all = along(axis, count + 1, offset - 0.5);
    return periodic[axis] ? all : all.map((edge) => Math.min(Math.max(edge, min[axis]), max[axis]));
  });
  return {
    at,
    dimensions: cells.length,
    cells,
    step,
    periodic,
    shape,
    strides: shape.map((_, axis) => pointCount(shape.slice(0, axis))),
    count: pointCount(shape),
    places: shape.map((count, axis) => along(axis, count, offset)),
    edges,
    middles: cells.map((count, axis) => along(axis, count, 0.5)),
  };
}

function checkedBox(box: Box, periodic: readonly boolean[]): Box {
  const { cells, min, max } = box;
  const dimensions = cells.length;
  if (dimensions < 2 || dimensions > 3 || [min, max, periodic].some((list) => list.length !== dimensions)) {
    throw new Failure('bad-input', 'a box has 2 or 3 axes: give min, max, cells and sides for each', 'box');
  }
  cells.forEach((count, axis) => {
    checkedInteger(`box.cells[${axis}]`, count, periodic[axis] ? 3 : 2, CAPS.cellsPerAxis);
    if (Number.isFinite(max[axis] - min[axis]) && max[axis] > min[axis]) return;
    throw new Failure('bad-input', `the box runs from ${min[axis]} to ${max[axis]}: let it end after its start`, 'box');
  });
  if (pointCount(cells) > CAPS.cells) {
    const advice = `${cells.join(' x ')} cells are more than ${CAPS.cells}: use fewer along one axis`;
    throw new Failure('bad-input', advice, 'box.cells');
  }
  return box;
}

/** Visits every place of a box of points, x fastest; `place` is one array that changes. */
export function forEachPlace(shape: readonly number[], visit: (index: number, place: readonly number[]) => void): void {
  const place = shape.map(() => 0);
  const count = pointCount(shape);
  for (let index = 0; index < count; index++) {
    visit(index, place);
    for (let axis = 0; axis < shape.length; axis++) {
      if (++place[axis] < shape[axis]) break;
      place[axis] = 0;
    }
  }
}

/** Index of the next point along `axis` after the point at `place`, or -1 where the box ends. */
export function nextPoint(frame: Frame, index: number, place: readonly number[], axis: number): number {
  if (place[axis] + 1 < frame.shape[axis]) return index + frame.strides[axis];
  return frame.periodic[axis] ? index - place[axis] * frame.strides[axis] : -1;
}

/** Index of the point before it along `axis`, or -1. */
export function previousPoint(frame: Frame, index: number, place: readonly number[], axis: number): number {
  if (place[axis] > 0) return index - frame.strides[axis];
  return frame.periodic[axis] ? index + (frame.shape[axis] - 1) * frame.strides[axis] : -1;
}

/** Volume of what the point at `place` owns of the box, or with `axis` the area of its face across that axis. */
export function ownVolume(frame: Frame, place: readonly number[], axis = -1): number {
  let volume = 1;
  for (let other = 0; other < place.length; other++) {
    const at = place[other];
    if (other !== axis) volume *= frame.edges[other][at + 1] - frame.edges[other][at];
  }
  return volume;
}

/** The three coordinates of `point`; z is 0 in two dimensions. */
export function triple(point: ArrayLike<number>): [number, number, number] {
  return [point[0], point[1], point.length > 2 ? point[2] : 0];
}

/** Coordinates of the point at `place` of the lattice with these coordinates along its axes. */
export function pointAt(places: readonly ArrayLike<number>[], place: readonly number[]): number[] {
  return places.map((along, axis) => along[place[axis]]);
}
