import type { StencilOperator } from '../../grid';
import { coarsestInverse } from './coarsest';
import { type CycleKind, type CycleSettings, DEFAULT_CYCLE, innerCycles } from './cycle';
import { buildLevels, type HostLevel } from './hierarchy';
import { residualAt, sweep } from './host-smoother';
import { chooseSmoother, type Smoother } from './smoother';
import { interpolated, restricted } from './transfer';

interface WorkLevel extends HostLevel {
  readonly smoother: Smoother;
}

/**
 * Black-box multigrid in f64 on the host: oracle of the device's, and the solver where there is no device.
 * Costs about 60 passes over the coefficients to set up (Galerkin product) and 10 for each V(1,1) cycle.
 */
export class HostMultigrid {
  readonly levels: readonly WorkLevel[];
  readonly settings: CycleSettings;
  readonly #inverse: Float64Array;

  constructor(operator: StencilOperator, settings: Partial<CycleSettings> = {}) {
    this.settings = { ...DEFAULT_CYCLE, ...settings };
    this.levels = buildLevels(operator).map((level) => ({ ...level, smoother: chooseSmoother(level, this.settings) }));
    this.#inverse = coarsestInverse(this.levels[this.levels.length - 1]!);
  }

  /** One cycle in place on A u = f. */
  cycle(u: Float64Array, f: Float64Array): void {
    this.#cycle(0, this.settings.kind, u, f);
  }

  /** M f: one cycle from zero. */
  apply(f: Float64Array): Float64Array {
    const u = new Float64Array(f.length);
    this.cycle(u, f);
    return u;
  }

  /** Full multigrid: the answer of every level, interpolated, is the guess of the next finer one for `cycles` cycles. */
  full(f: Float64Array, cycles = 1): Float64Array {
    const sides = [f];
    for (let depth = 0; depth + 1 < this.levels.length; depth++) {
      sides.push(restricted(this.levels[depth]!, sides[depth]!));
    }
    let u = this.#coarsest(sides[sides.length - 1]!);
    for (let depth = this.levels.length - 2; depth >= 0; depth--) {
      u = interpolated(this.levels[depth]!, u);
      for (let k = 0; k < cycles; k++) this.#cycle(depth, this.settings.kind, u, sides[depth]!);
    }
    return u;
  }

  #coarsest(f: Float64Array): Float64Array {
    const n = f.length;
    return Float64Array.from(f, (_, row) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += this.#inverse[row * n + k]! * f[k]!;
      return sum;
    });
  }

  #cycle(depth: number, kind: CycleKind, u: Float64Array, f: Float64Array): void {
    const level = this.levels[depth]!;
    if (depth + 1 === this.levels.length) {
      u.set(this.#coarsest(f));
      return;
    }
    const { before, after, symmetric } = this.settings;
    for (let k = 0; k < before; k++) sweep(level, level.smoother, u, f);
    const residual = u.map((_, at) => residualAt(level, u, f, at));
    const coarseSide = restricted(level, residual);
    const coarse = new Float64Array(coarseSide.length);
    for (const inner of innerCycles(kind)) this.#cycle(depth + 1, inner, coarse, coarseSide);
    const correction = interpolated(level, coarse);
    for (let at = 0; at < u.length; at++) u[at]! += correction[at]!;
    for (let k = 0; k < after; k++) sweep(level, level.smoother, u, f, symmetric);
  }
}
