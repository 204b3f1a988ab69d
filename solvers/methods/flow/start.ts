import { initialVelocity } from './initial';
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
