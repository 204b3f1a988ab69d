import coarsest from '../../../shaders/nonlinear/coarsest.wgsl?raw';
import inject from '../../../shaders/nonlinear/inject.wgsl?raw';
import level from '../../../shaders/nonlinear/level.wgsl?raw';
import linearise from '../../../shaders/nonlinear/linearise.wgsl?raw';
import misfit from '../../../shaders/nonlinear/misfit.wgsl?raw';
import norm from '../../../shaders/nonlinear/norm.wgsl?raw';
import prolong from '../../../shaders/nonlinear/prolong.wgsl?raw';
import restriction from '../../../shaders/nonlinear/restrict.wgsl?raw';
import smooth from '../../../shaders/nonlinear/smooth.wgsl?raw';
import squares from '../../../shaders/nonlinear/squares.wgsl?raw';
import stepTo from '../../../shaders/nonlinear/step.wgsl?raw';
import total from '../../../shaders/nonlinear/total.wgsl?raw';
import type { Kernel } from '../../gpu';
import { formulaOf, linearOf } from './formula';
import { type NonlinearProblem, usesCorners } from './problem';

/** Rows that one item of `norm` covers; the same number stands in norm.wgsl. */
export const NORM_ROWS = 16;

/** Values that one item of `squares` adds; the same number stands in squares.wgsl. */
export const SQUARES_SHARE = 16;

/** The kernels of a problem's levels, with the equation in them. */
export function nonlinearKernels(problem: NonlinearProblem) {
  const { wgsl, operations } = formulaOf(problem);
  const linear = linearOf(problem);
  const constants = { CORNERS: usesCorners(problem) ? 1 : 0 };
  const make = (name: string, body: string, flops: number, bytes: number): Kernel => ({
    name: `nonlinear/${name}`,
    wgsl: `${level}\n${wgsl}\n${body}`,
    workgroup: [32, 2, 1],
    cost: { flops, bytes },
    constants,
  });
  return {
    smooth: make('smooth', smooth, operations + 24, 12),
    coarsest: { ...make('coarsest', coarsest, operations + 24, 12), workgroup: [64, 1, 1] },
    misfit: make('misfit', misfit, operations + 20, 12),
    inject: make('inject', inject, 0, 12),
    restriction: make('restrict', restriction, operations + 40, 24),
    prolong: make('prolong', prolong, 8, 12),
    norm: { ...make('norm', norm, NORM_ROWS * (operations + 20), 4 * NORM_ROWS), workgroup: [64, 1, 1] },
    linearise: make('linearise', `${linear.wgsl}\n${linearise}`, linear.operations + 60, 44),
    step: make('step', stepTo, 2, 12),
    squares: {
      name: 'nonlinear/squares',
      wgsl: squares,
      workgroup: [64, 1, 1],
      cost: { flops: 2 * SQUARES_SHARE, bytes: 4 * SQUARES_SHARE },
    },
    total: { name: 'nonlinear/total', wgsl: total, workgroup: [64, 1, 1], cost: { flops: 1, bytes: 4 } },
  } satisfies Record<string, Kernel>;
}
