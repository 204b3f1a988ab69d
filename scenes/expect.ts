import { evaluateConstant } from '../solvers/expr';
import type { Scene } from './schema';

/** An interval that a metric of a rerun must lie in; an end that is not given is null. */
export interface Expected {
  readonly metric: string;
  readonly min: number | null;
  readonly max: number | null;
}

/** What a scene says that its metrics must be. */
export function expectations(scene: Scene): Expected[] {
  return Object.entries(scene.expect ?? {}).map(([metric, { min, max }]) => ({
    metric,
    min: min === undefined ? null : evaluateConstant(min),
    max: max === undefined ? null : evaluateConstant(max),
  }));
}
