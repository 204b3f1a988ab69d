import begin from '../../../shaders/poisson/begin.wgsl?raw';
import coarsest from '../../../shaders/poisson/coarsest.wgsl?raw';
import finish from '../../../shaders/poisson/finish.wgsl?raw';
import jacobi from '../../../shaders/poisson/jacobi.wgsl?raw';
import level from '../../../shaders/poisson/level.wgsl?raw';
import norm from '../../../shaders/poisson/norm.wgsl?raw';
import prolong from '../../../shaders/poisson/prolong.wgsl?raw';
import restriction from '../../../shaders/poisson/restrict.wgsl?raw';
import smooth from '../../../shaders/poisson/smooth.wgsl?raw';
import type { Kernel } from '../../gpu';

/** Rows that one item of `norm` covers; the same number stands in norm.wgsl. */
export const NORM_ROWS = 16;

/** Rows that one item of `smooth` covers; the same number stands in smooth.wgsl. */
export const SMOOTH_ROWS = 8;

const row = [64, 1, 1] as const;

/** Which variant of the kernels a level needs. */
export interface Variant {
  /** Openness of faces is read. */
  readonly obstacles: boolean;
  /** All cells have one size, so that the axes need not be read. */
  readonly uniform: boolean;
}

/** The kernels of one level. */
export function poissonKernels({ obstacles, uniform }: Variant) {
  const constants = { OBSTACLES: obstacles ? 1 : 0, UNIFORM: uniform ? 1 : 0 };
  const make = (name: string, body: string, flops: number, bytes: number): Kernel => ({
    name: `poisson/${name}`,
    wgsl: level + body,
    workgroup: row,
    cost: { flops, bytes },
    constants,
  });
  const fresh = (kernel: Kernel): Kernel => ({ ...kernel, constants: { ...constants, FRESH: 1 } });
  const relax = make('smooth', smooth, 8 * SMOOTH_ROWS, 6 * SMOOTH_ROWS);
  const weighted = make('jacobi', jacobi, 16, 12);
  return {
    smooth: relax,
    jacobi: weighted,
    /** The same from 0, whatever the solution holds. */
    freshSmooth: fresh(relax),
    freshJacobi: fresh(weighted),
    restriction: make('restrict', restriction, 72, 36),
    norm: make('norm', norm, 18 * NORM_ROWS, 8 * NORM_ROWS),
    prolong: { ...make('prolong', '', 48, 36), wgsl: prolong, constants: { OBSTACLES: constants.OBSTACLES } },
    coarsest: { name: 'poisson/coarsest', wgsl: coarsest, workgroup: row, cost: { flops: 512, bytes: 1024 } },
    finish: { name: 'poisson/finish', wgsl: finish, workgroup: row, cost: { flops: 1, bytes: 4 } },
    begin: { name: 'poisson/begin', wgsl: begin, workgroup: [1, 1, 1], cost: { flops: 0, bytes: 8 } },
  } satisfies Record<string, Kernel>;
}
