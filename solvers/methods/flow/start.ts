import type { Problem } from '../problem';
import { initialVelocity } from './initial';
import type { FlowGrid } from './layout';
import { type Bodies, maskVelocity } from './obstacles';
import { largestSpeed, powerOfTwo } from './scales';
import { sideTable } from './sides';

/**
 * Lattice of the velocity in units of its scale. So coarse that products of two lattice parts are nearly exact in f32, and
 * that a flow that settles seldom moves a lattice part: each move shifts the rounding of its neighbourhood, and with 2^-20
 * such shifts kept max |du/dt| above 1e-6. The rests, up to 2^-13, have steps of 2^-37, which resolves du/dt to 1e-8.
 */
const QUANTUM = 2 ** -12;

/** What a run begins with. */
export interface Start {
  /** Padded vec4 (u, v, ulo, vlo), not yet solenoidal. */
  readonly velocity: Float32Array;
  /** The largest speed that the scene gives, or 1. */
  readonly speed: number;
  /** Lattice of the velocity. */
  readonly quantum: number;
}

/** The initial velocity on the lattice that suits the scene's speeds. */
export function startOf(
  problem: Problem,
  grid: FlowGrid,
  bodies: Bodies | null,
  parameters: Readonly<Record<string, number>>,
): Start {
  const trial = QUANTUM;
  const given = [initialVelocity(problem, grid, parameters, trial), sideTable(problem, grid, parameters, trial)];
  const speed = Math.max(...given.map(largestSpeed), problem.scales.speed ?? 0) || 1;
  const quantum = powerOfTwo(speed) * QUANTUM;
  const velocity = initialVelocity(problem, grid, parameters, quantum);
  if (bodies) maskVelocity(velocity, bodies);
  return { velocity, speed, quantum };
}
