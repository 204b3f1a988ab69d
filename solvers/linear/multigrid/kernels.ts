import cells from '../../../shaders/multigrid/cells.wgsl?raw';
import checker from '../../../shaders/multigrid/checker.wgsl?raw';
import coarsest from '../../../shaders/multigrid/coarsest.wgsl?raw';
import descend from '../../../shaders/multigrid/descend.wgsl?raw';
import fresh from '../../../shaders/multigrid/fresh.wgsl?raw';
import halfway from '../../../shaders/multigrid/halfway.wgsl?raw';
import jacobi from '../../../shaders/multigrid/jacobi.wgsl?raw';
import level from '../../../shaders/multigrid/level.wgsl?raw';
import lines from '../../../shaders/multigrid/lines.wgsl?raw';
import prolong from '../../../shaders/multigrid/prolong.wgsl?raw';
import quad from '../../../shaders/multigrid/quad.wgsl?raw';
import residual from '../../../shaders/multigrid/residual.wgsl?raw';
import restriction from '../../../shaders/multigrid/restrict.wgsl?raw';
import row from '../../../shaders/multigrid/row.wgsl?raw';
import smooth from '../../../shaders/multigrid/smooth.wgsl?raw';
import type { Kernel } from '../../gpu';

/** Points, or cells, along y that one item covers; the same numbers stand in the sources. */
export const ROWS = 8;
export const LONG_ROWS = 16;

/** Which variant of the kernels a level needs. */
export interface Variant {
  readonly space: boolean;
  readonly box: boolean;
  readonly regular: boolean;
}

/** The kernels of a level; what they cost is known where they are dispatched. */
export function levelKernels({ space, box, regular }: Variant) {
  const constants = { SPACE: Number(space), BOX: Number(box), REGULAR: Number(regular) };
  const make = (name: string, parts: readonly string[], more: Readonly<Record<string, number>> = {}): Kernel => ({
    name: `multigrid/${name}`,
    wgsl: [level, ...parts].join('\n'),
    workgroup: [64, 1, 1],
    cost: { flops: 0, bytes: 0 },
    constants: { ...constants, ...more },
  });
  return {
    smooth: make('smooth', [row, smooth]),
    checker: make('checker', [checker]),
    quad: make('quad', [quad]),
    fresh: make('fresh', [fresh], { CENTRE: box ? (space ? 13 : 4) : 0 }),
    jacobi: make('jacobi', [row, jacobi]),
    residual: make('residual', [row, residual]),
    restriction: make('restriction', [cells, restriction]),
    descend: make('descend', [cells, descend]),
    halfway: make('halfway', [cells, halfway]),
    prolong: make('prolong', [cells, prolong]),
    replace: make('prolong', [cells, prolong], { REPLACE: 1 }),
    coarsest: make('coarsest', [coarsest]),
    lines: (along: number, periodic: boolean) =>
      make('lines', [row, lines], { ALONG: along, PERIODIC: Number(periodic) }),
  };
}
