import type { Runner } from '../../gpu';
import { initialVelocity } from './initial';
import type { Keeper } from './keeper';
import { toLattice } from './layout';
import { maskVelocity } from './obstacles';
import { largestSpeed, powerOfTwo } from './scales';
import type { Stage } from './stage';

/**
 * Lattice of the velocity in units of its scale. So coarse that products of two lattice parts are nearly exact in f32, and
 * that a flow that settles seldom moves a lattice part: each move shifts the rounding of its neighbourhood, and with 2^-20
 * such shifts kept max |du/dt| above 1e-6. The rests, up to 2^-13, have steps of 2^-37, which resolves du/dt to 1e-8.
 */
const QUANTUM = 2 ** -12;

/** What a run begins with. */
export interface Start {
  /** Padded pairs (u, v), not yet solenoidal. */
  readonly velocity: Float64Array;
  /** The largest speed that the scene gives, or 1. */
  readonly speed: number;
  /** Lattice of the velocity. */
  readonly quantum: number;
}

/** The initial velocity, and the lattice that suits its speeds and those of the sides. */
export function startOf(
  { problem, grid, bodies }: Pick<Stage, 'problem' | 'grid' | 'bodies'>,
  parameters: Readonly<Record<string, number>>,
  sides: Float64Array,
): Start {
  const velocity = initialVelocity(problem, grid, parameters);
  const speed = Math.max(largestSpeed(velocity), largestSpeed(sides), problem.scales.speed ?? 0) || 1;
  if (bodies) maskVelocity(velocity, bodies);
  return { velocity, speed, quantum: powerOfTwo(speed) * QUANTUM };
}

/**
 * Makes a velocity, padded pairs that need not be solenoidal, the device's: projects it so often, and finds the pressure
 * that belongs to it. No copy may be kept meanwhile.
 */
export async function beginWith(
  velocity: Float64Array,
  projections: number,
  { gpu, state }: Pick<Stage, 'gpu' | 'state'>,
  { runner, keeper, quantum }: { readonly runner: Runner; readonly keeper: Keeper; readonly quantum: number },
): Promise<void> {
  gpu.write(state.velocity, toLattice(velocity, quantum));
  const projection = await state.projectionProgram(12);
  for (let k = 0; k < projections; k++) await runner.run(projection);
  gpu.write(state.pressure, new Float32Array(state.pressure.bytes / 4));
  await runner.run(await state.pressureProgram(12, keeper.spare));
}
