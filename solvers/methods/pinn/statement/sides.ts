import { type Expr, parse } from '../../../expr';
import type { Axis, Problem } from '../../problem';

const ZERO = parse('0');

/** Values of an unknown at the two ends of an axis; null where none are given. A flow's walls hold it still. */
export function valuesAt(problem: Problem, unknown: string, axis: string): { min: Expr | null; max: Expr | null } {
  const at = (end: 'min' | 'max'): Expr | null => {
    const side = problem.sides.find((one) => one.axis === axis && one.end === end);
    if (side === undefined) return null;
    if (side.kind === 'wall' && isVelocity(problem, unknown)) return ZERO;
    return side.kind === 'values' || side.kind === 'wall' ? (side.values[unknown] ?? null) : null;
  };
  return { min: at('min'), max: at('max') };
}

/** Whether an unknown is a component of a flow's velocity, which walls hold still. */
export function isVelocity({ unknowns }: Problem, unknown: string): boolean {
  return unknowns.includes('p') && unknowns.includes('u') && ['u', 'v', 'w'].includes(unknown);
}

export function isPeriodic({ sides }: Problem, { name }: Axis): boolean {
  return sides.some(({ axis, kind }) => axis === name && kind === 'periodic');
}
