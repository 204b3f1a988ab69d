import type { Problem } from '../problem';
import { initialVelocity } from './initial';
import type { FlowGrid } from './layout';
import { type Bodies, maskVelocity } from './obstacles';
import { largestSpeed, powerOfTwo } from './scales';
import { sideTable } from './sides';

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
  const trial = 2 ** -20;
  const given = [initialVelocity(problem, grid, parameters, trial), sideTable(problem, grid, parameters, trial)];
  const speed = Math.max(...given.map(largestSpeed), problem.scales.speed ?? 0) || 1;
  const quantum = powerOfTwo(speed) * 2 ** -20;
  const velocity = initialVelocity(problem, grid, parameters, quantum);
  if (bodies) maskVelocity(velocity, bodies);
  return { velocity, speed, quantum };
}
