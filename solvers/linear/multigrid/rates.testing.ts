import { applyStencil, type StencilOperator } from '../../grid';
import type { CycleSettings } from './cycle';
import { HostMultigrid } from './host-multigrid';
import { randomValues } from './operators.testing';

/** 2-norm. */
export function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** Largest factor of the residual over cycles 2 to `cycles`, f = 0 from a random start, f64. */
export function hostFactor(operator: StencilOperator, settings: Partial<CycleSettings> = {}, cycles = 6): number {
  const multigrid = new HostMultigrid(operator, settings);
  const u = randomValues(operator, 1);
  const f = new Float64Array(u.length);
  const norms: number[] = [];
  for (let k = 0; k < cycles; k++) {
    multigrid.cycle(u, f);
    norms.push(norm(applyStencil(operator, u)));
  }
  return Math.max(...norms.slice(1).map((value, k) => value / norms[k]!));
}
