import applySource from '../../../shaders/krylov/apply.wgsl?raw';
import bicgDirection from '../../../shaders/krylov/bicg-direction.wgsl?raw';
import bicgHalf from '../../../shaders/krylov/bicg-half.wgsl?raw';
import bicgSearch from '../../../shaders/krylov/bicg-search.wgsl?raw';
import bicgShadow from '../../../shaders/krylov/bicg-shadow.wgsl?raw';
import bicgSmooth from '../../../shaders/krylov/bicg-smooth.wgsl?raw';
import bicgStep from '../../../shaders/krylov/bicg-step.wgsl?raw';
import cgDirection from '../../../shaders/krylov/cg-direction.wgsl?raw';
import cgSearch from '../../../shaders/krylov/cg-search.wgsl?raw';
import cgStep from '../../../shaders/krylov/cg-step.wgsl?raw';
import dotSource from '../../../shaders/krylov/dot.wgsl?raw';
import correctSource from '../../../shaders/refine/correct.wgsl?raw';
import grid from '../../../shaders/refine/grid.wgsl?raw';
import judgeSource from '../../../shaders/refine/judge.wgsl?raw';
import meanSource from '../../../shaders/refine/mean.wgsl?raw';
import projectSource from '../../../shaders/refine/project.wgsl?raw';
import reduceSource from '../../../shaders/refine/reduce.wgsl?raw';
import residualSource from '../../../shaders/refine/residual.wgsl?raw';
import type { Kernel } from '../../gpu';
import type { PairStencil } from './pair-stencil';
import { STATE_SOURCE } from './state';
import { stencilSource } from './stencil-source';

/** Points along y that one item of `residual`, `apply` and `dot` covers; the same number stands in their WGSL. */
export const ROWS = 16;

/** What the kernels of one operator depend on. */
export type StencilVariant = Pick<PairStencil, 'constant' | 'low' | 'powers'> & {
  readonly offsets: readonly (readonly number[])[];
};

export function variantOf(stencil: PairStencil): StencilVariant {
  const { operator, constant, low, powers } = stencil;
  return { offsets: operator.offsets, constant, low, powers };
}

/** The table `grid` of the kernels: extents, axes that wrap, points, and the 0 that guards arithmetic. */
export function gridTable(shape: readonly number[], periodic: readonly boolean[]): Uint32Array<ArrayBuffer> {
  const wraps = periodic.reduce((bits, wrap, axis) => bits | (wrap ? 1 << axis : 0), 0);
  const points = shape.reduce((product, count) => product * count, 1);
  return new Uint32Array([shape[0]!, shape[1] ?? 1, shape[2] ?? 1, wraps, points, 0]);
}

const row = [64, 1, 1] as const;

/** Bytes and flop of A u at a point: coefficients and u once each. */
function stencilCost({ offsets, constant, low }: StencilVariant, pairs: boolean): { bytes: number; flops: number } {
  const coefficients = constant ? 0 : 4 * offsets.length * (pairs && low ? 2 : 1);
  return { bytes: coefficients + (pairs ? 8 : 4), flops: offsets.length * (pairs ? 40 : 3) };
}

const constantsOf = ({ offsets, constant, low, powers }: StencilVariant) => ({
  STEPS: offsets.length,
  CONSTANT: constant ? 1 : 0,
  LOW: low ? 1 : 0,
  POWERS: powers ? 1 : 0,
});

/** r = b - A u with norms, in double-single (`pairs`) or f32; `arithmetic` is one of `DOUBLE_SINGLE`. */
export function residualKernel(arithmetic: string, variant: StencilVariant, pairs: boolean): Kernel {
  const { bytes, flops } = stencilCost(variant, pairs);
  return {
    name: 'refine/residual',
    wgsl: grid + arithmetic + stencilSource(variant.offsets) + residualSource,
    workgroup: row,
    cost: { flops: ROWS * (flops + 20), bytes: ROWS * (bytes + (pairs ? 12 : 8)) },
    constants: { ...constantsOf(variant), PAIRS: pairs ? 1 : 0 },
  };
}

/** u += step * direction, in double-single (`pairs`) or f32. */
export function correctKernel(arithmetic: string, pairs: boolean): Kernel {
  return {
    name: 'refine/correct',
    wgsl: grid + arithmetic + STATE_SOURCE + correctSource,
    workgroup: row,
    cost: { flops: pairs ? 11 : 2, bytes: pairs ? 20 : 12 },
    constants: { PAIRS: pairs ? 1 : 0 },
  };
}

/** Partials to totals; `largest`: the first column is a maximum. */
export function reduceKernel(arithmetic: string, largest: boolean): Kernel {
  return {
    name: 'refine/reduce',
    wgsl: grid + arithmetic + reduceSource,
    workgroup: row,
    cost: { flops: 0, bytes: 0 },
    constants: { LARGEST: largest ? 1 : 0 },
  };
}

const one = (name: string, wgsl: string): Kernel => ({
  name,
  wgsl: STATE_SOURCE + wgsl,
  workgroup: [1, 1, 1],
  cost: { flops: 0, bytes: 0 },
});

const each = (name: string, wgsl: string, flops: number, bytes: number): Kernel => ({
  name,
  wgsl: grid + STATE_SOURCE + wgsl,
  workgroup: row,
  cost: { flops, bytes },
});

/** Kernels without error-free transforms. */
export const JUDGE = one('refine/judge', judgeSource);
export const MEAN = one('refine/mean', meanSource);
export const PROJECT = each('refine/project', projectSource, 2, 12);
export const DOT: Kernel = { ...each('krylov/dot', dotSource, 8 * ROWS, 8 * ROWS), wgsl: grid + dotSource };
export const CG_SEARCH = one('krylov/cg-search', cgSearch);
export const CG_STEP = one('krylov/cg-step', cgStep);
export const CG_DIRECTION = each('krylov/cg-direction', cgDirection, 2, 12);
export const BICG_SEARCH = one('krylov/bicg-search', bicgSearch);
export const BICG_STEP = one('krylov/bicg-step', bicgStep);
export const BICG_SMOOTH = one('krylov/bicg-smooth', bicgSmooth);
export const BICG_DIRECTION = each('krylov/bicg-direction', bicgDirection, 4, 20);
export const BICG_SHADOW = each('krylov/bicg-shadow', bicgShadow, 0, 0);
export const BICG_HALF = each('krylov/bicg-half', bicgHalf, 2, 12);

/** A u in f32 with the products that Krylov methods need, see `shaders/krylov/apply.wgsl`. */
export function applyKernel(arithmetic: string, variant: StencilVariant, weighted: boolean): Kernel {
  const { bytes, flops } = stencilCost(variant, false);
  return {
    name: 'krylov/apply',
    wgsl: grid + arithmetic + stencilSource(variant.offsets) + applySource,
    workgroup: row,
    cost: { flops: ROWS * (flops + 8), bytes: ROWS * (bytes + 8) },
    constants: { ...constantsOf(variant), PAIRS: 0, WEIGHTED: weighted ? 1 : 0 },
  };
}
