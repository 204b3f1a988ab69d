import type { DeviceArray, Gpu, Program } from '../../../gpu';
import { Multigrid } from '../../../linear';
import { type Ground, Jacobian } from './jacobian';

/** Where the misfits and corrections of all components stand on the device; null where nothing diffuses. */
export type Slots = readonly ({ readonly misfit: DeviceArray; readonly correction: DeviceArray } | null)[];

/** The matrices of a step for every component, ready to solve. */
export interface Operators {
  readonly alpha: number;
  /** Makes corrections of misfits. */
  readonly program: Program;
  /** 1 over the diagonal of components without diffusion, [components][points]. */
  readonly inverses: Float64Array;
  dispose(): void;
}

/** What matrices belong to, and how often a solve goes through the levels. */
export interface Setting {
  readonly alpha: number;
  readonly state: readonly Float64Array[];
  readonly t: number;
  readonly cycles: number;
}

/** Sets up multigrid for alpha V - dF/du of every component at a state. */
export async function makeOperators(
  gpu: Gpu,
  ground: Ground,
  slots: Slots,
  { alpha, state, t, cycles }: Setting,
): Promise<Operators> {
  const size = state[0].length;
  const inverses = new Float64Array(slots.length * size);
  const grids = slots.map((slot, k): Multigrid | null => {
    const operator = new Jacobian(ground, k, state, t).operator(alpha);
    if (slot) return new Multigrid(gpu, operator);
    operator.coefficients[0].forEach((value, at) => void (inverses[k * size + at] = value === 0 ? 0 : 1 / value));
    return null;
  });
  const program = await gpu.record('implicit solve', (recorder) => {
    grids.forEach((multigrid, k) => {
      const slot = slots[k];
      if (!multigrid || !slot) return;
      recorder.copy(slot.misfit, multigrid.rhs, 4 * size);
      multigrid.record(recorder);
      for (let cycle = 1; cycle < cycles; cycle++) multigrid.recordCycle(recorder);
      recorder.copy(multigrid.solution, slot.correction, 4 * size);
    });
  });
  return { alpha, program, inverses, dispose: () => void grids.forEach((multigrid) => void multigrid?.dispose()) };
}
