import { nameToLatex } from '../../expr';
import type { Display, DisplayField } from '../solver';
import { type GridAxis, positionsOf } from './grid';
import type { Inference } from './inference';
import type { Statement } from './statement';

/** The answer over space and time, its residual, and the boxes, drawn where they lie on the device. */
export function displayOf({ unknown }: Statement, grid: readonly GridAxis[], inference: Inference): Display {
  const [y, x] = grid.slice(-2);
  const field = (
    name: string,
    title: string,
    latex: string,
    kind: DisplayField['kind'],
    data: DisplayField['data'],
  ): DisplayField => ({ name, title, latex, unit: '', kind, data });
  return {
    nx: x.points,
    ny: y.points,
    facesX: facesOf(x),
    facesY: facesOf(y),
    fields: [
      field(unknown, unknown, nameToLatex(unknown), 'sequential', inference.array('answer')),
      field('residual', 'Residual of the equation', 'F', 'diverging', inference.array('residual')),
      field('box', 'Box', 'k', 'cyclic', inference.array('box')),
      ...[...inference.inputs].map(([name, data]) => field(name, name, nameToLatex(name), 'sequential', data)),
    ],
    velocity: null,
    distance: null,
  };
}

/** Faces between points, half a step beyond the first and last. */
function facesOf(axis: GridAxis): Float64Array {
  const at = positionsOf(axis);
  return Float64Array.from({ length: axis.points + 1 }, (_, k) => (at[k] ?? axis.max + axis.step) - axis.step / 2);
}
