import type { Outcome } from '../base/result';
import type { SolveCode } from './refine/state';

/** What is known of a linear solve that has ended; norms relative to the right-hand side. */
export interface SolveFacts {
  readonly code: SolveCode;
  readonly method: 'multigrid' | 'cg' | 'bicgstab';
  readonly iterations: number;
  readonly residual: number;
  readonly tolerance: number;
  /** Average factor of the residual over the last iterations. */
  readonly factor: number;
  /** f32 alone, as the settings demanded. */
  readonly single: boolean;
  /** Residual that rounding of u to 48 bits leaves on this grid. */
  readonly floor: number;
}

const percent = (value: number) => value.toExponential(1);

/** Result code and advice of a solve. Breakdown, stagnation at the rounding of u and slowness are told apart. */
export function outcomeOf(facts: SolveFacts): Outcome {
  const { code, method, iterations, residual, tolerance } = facts;
  const stands = `the residual is ${percent(residual)} of the right-hand side after ${iterations} iterations`;
  switch (code) {
    case 'converged':
      return { code: 'ok', advice: '' };
    case 'indefinite':
      return { code: 'breakdown', advice: `The operator is not positive (${stands}): use method bicgstab.` };
    case 'breakdown': {
      const other = method === 'bicgstab' ? 'the operator may be singular' : 'use method bicgstab';
      return { code: 'breakdown', advice: `The recurrence of ${method} broke down, ${stands}: ${other}.` };
    }
    case 'diverged':
      return {
        code: 'diverged',
        advice: `The iteration grows, ${stands}: use method ${method === 'multigrid' ? 'cg or ' : ''}bicgstab.`,
      };
    case 'stagnated':
      return { code: 'not-converged', advice: `${upper(stands)} and falls no more: ${stagnation(facts)}.` };
    default:
      return {
        code: 'not-converged',
        advice: `${upper(stands)}, more than ${percent(tolerance)}: ${slowness(facts)}.`,
      };
  }
}

function stagnation({ single, residual, floor, method }: SolveFacts): string {
  if (single) return 'f32 is at its end, set precision to on or auto';
  if (residual <= 10 * floor)
    return `that is the rounding of 48 bits on this grid, ask for ${percent(10 * floor)} at most`;
  return method === 'multigrid' ? 'use method cg or bicgstab' : 'the operator may be singular or the data incompatible';
}

function slowness({ factor, residual, tolerance, method }: SolveFacts): string {
  if (!(factor < 0.995))
    return method === 'multigrid' ? 'use method cg or bicgstab' : 'it hardly falls, check the operator';
  const more = Math.ceil(Math.log(tolerance / residual) / Math.log(factor));
  return `it falls by ${factor.toFixed(2)} an iteration, allow ${more} more`;
}

const upper = (text: string) => text[0]!.toUpperCase() + text.slice(1);
