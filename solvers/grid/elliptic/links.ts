import type { Coefficient } from './coefficient';
import { type Frame, forEachPlace, nextPoint, triple } from './frame';
import type { OfPlace } from './problem';
import { refuseValue } from './quantity';

/** How strongly neighbours pull at each other, and what volume each point owns, before obstacles cut them. */
export interface Links {
  /** For each axis and point: flux to the next point along the axis for a difference of 1; 0 where there is none. */
  readonly weights: readonly Float64Array[];
  /** Volume of the domain that each point owns; 0 outside the mask. */
  readonly volumes: Float64Array;
}

/** Fluxes through the faces between what points own. Second order where A jumps on cell lines. */
export function linksOf(frame: Frame, coefficient: Coefficient): Links {
  return frame.at === 'cells' ? cellLinks(frame, coefficient) : nodeLinks(frame, coefficient);
}

/** Harmonic means: the flux of two half cells in a row. */
function cellLinks(frame: Frame, { diagonal }: Coefficient): Links {
  const volume = frame.step.reduce((product, h) => product * h, 1);
  const weights = diagonal.map(() => new Float64Array(frame.count));
  forEachPlace(frame.shape, (index, place) => {
    for (let axis = 0; axis < weights.length; axis++) {
      const next = nextPoint(frame, index, place, axis);
      if (next < 0) continue;
      const [here, there] = [diagonal[axis][index], diagonal[axis][next]];
      const mean = here + there === 0 ? 0 : (2 * here * there) / (here + there);
      weights[axis][index] = (mean * volume) / frame.step[axis] ** 2;
    }
  });
  return { weights, volumes: diagonal[0].map((a) => (a === 0 ? 0 : volume)) };
}

/**
 * Each cell gives its share to each of its edges: the flux of 2 (3D: 4) cells side by side. A function is taken
 * in the middle of each part of the face: more exact than in the middle of the cell, and still right at jumps.
 */
function nodeLinks(frame: Frame, { diagonal, functions }: Coefficient): Links {
  const { dimensions, step, cells } = frame;
  const volume = step.reduce((product, h) => product * h, 1);
  const corners = 1 << dimensions;
  const weights = diagonal.map(() => new Float64Array(frame.count));
  const volumes = new Float64Array(frame.count);
  const factors = step.map((h) => (2 * volume) / (corners * h * h));
  const nodes = new Int32Array(corners);
  forEachPlace(cells, (cell, place) => {
    if (diagonal[0][cell] === 0) return;
    fillCorners(frame, place, nodes);
    for (let corner = 0; corner < corners; corner++) volumes[nodes[corner]] += volume / corners;
    for (let axis = 0; axis < dimensions; axis++) {
      const a = functions[axis];
      for (let corner = 0; corner < corners; corner++) {
        if (((corner >> axis) & 1) === 1) continue;
        const value = a === null ? diagonal[axis][cell] : onFace(frame, place, axis, corner, a);
        weights[axis][nodes[corner]] += value * factors[axis];
      }
    }
  });
  return { weights, volumes };
}

/** The nodes at the corners of a cell: bit `axis` of a corner's number says whether it is at the high end. */
export function fillCorners(frame: Frame, cell: readonly number[], nodes: Int32Array): void {
  for (let corner = 0; corner < nodes.length; corner++) {
    let index = 0;
    for (let axis = 0; axis < cell.length; axis++) {
      const at = cell[axis] + ((corner >> axis) & 1);
      index += (at === frame.shape[axis] ? 0 : at) * frame.strides[axis];
    }
    nodes[corner] = index;
  }
}

/** A function in the middle of a cell's part of the face across the edge along `axis` that starts in `corner`. */
function onFace(frame: Frame, cell: readonly number[], axis: number, corner: number, a: OfPlace): number {
  const point = frame.middles.map((middles, other) => {
    const side = other === axis ? 0 : ((corner >> other) & 1) - 0.5;
    return middles[cell[other]] + (side * frame.step[other]) / 2;
  });
  const value = a(...triple(point));
  return value > 0 && value < Infinity ? value : refuseValue('a', value, point, 'let it be positive everywhere');
}
