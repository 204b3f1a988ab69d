import { type Coefficient, inside } from './coefficient';
import { type Equations, UNKNOWN } from './equations';
import { forEachPlace, pointAt } from './frame';
import { fillCorners } from './links';
import type { Mask } from './problem';
import { atWall } from './quantity';
import { addWall } from './sides';

/** Puts the walls between cells in and out of the mask into the equations. */
export function addMask(equations: Equations, { cells, wall }: Mask, coefficient: Coefficient): void {
  const { frame } = equations;
  forEachFace(equations, cells, ({ cell, next, low, place, axis }) => {
    const area = frame.step.reduce((product, h, other) => (other === axis ? product : product * h), 1);
    if (frame.at === 'cells') {
      const point = pointAt(frame.middles, place);
      point[axis] += frame.step[axis] / 2;
      addWall(equations, low ? cell : next, wall, { point, area, axis, sideIndex: -1 }, coefficient);
      return;
    }
    const nodes = new Int32Array(1 << frame.dimensions);
    fillCorners(frame, place, nodes);
    nodes.forEach((node, corner) => {
      if (((corner >> axis) & 1) === 0 || equations.kinds[node] !== UNKNOWN) return;
      const point = frame.places.map((_, other) => cornerPlace(equations, place, other, (corner >> other) & 1));
      if (wall.kind === 'dirichlet') {
        equations.know(node, atWall(wall.value, point, 'the value of the mask'));
      } else {
        const flux = { point, area: (2 * area) / nodes.length, distance: 0, a: 1, sideIndex: -1 };
        equations.addFlux(node, wall, flux);
      }
    });
  });
}

interface Face {
  /** The cells before and after the face along `axis`; `low` says which of them is in the domain. */
  readonly cell: number;
  readonly next: number;
  readonly low: boolean;
  readonly place: readonly number[];
  readonly axis: number;
}

function forEachFace(equations: Equations, mask: ArrayLike<number>, visit: (face: Face) => void): void {
  const { cells, periodic } = equations.frame;
  forEachPlace(cells, (cell, place) => {
    let stride = 1;
    for (let axis = 0; axis < cells.length; axis++) {
      const last = place[axis] === cells[axis] - 1;
      const next = last ? cell - place[axis] * stride : cell + stride;
      const low = inside(cell, mask);
      if (!(last && !periodic[axis]) && low !== inside(next, mask)) visit({ cell, next, low, place, axis });
      stride *= cells[axis];
    }
  });
}

function cornerPlace({ frame }: Equations, cell: readonly number[], axis: number, bit: number): number {
  return frame.middles[axis][cell[axis]] + (bit - 0.5) * frame.step[axis];
}
